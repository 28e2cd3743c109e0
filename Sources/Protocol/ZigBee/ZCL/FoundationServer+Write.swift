// SPDX-License-Identifier: Apache-2.0

import Bytes

extension FoundationServer {
  /// Write Attributes Response: one `success`, or a record for each attribute that was refused,
  /// as many as fit. A frame that is cut short writes nothing.
  ///
  ///     00 2A 02 10 00 42 02 41 42 00 00 20 08     write 0010 and 0000 of Basic
  ///     18 2A 04 88 00 00                          0000 is read only, 0010 is written
  func write(
    _ body: Payload, _ side: inout some ClusterSide, _ context: inout DeviceContext
  ) -> Payload? {
    let command = FoundationCommand(rawValue: header.command)
    let isSilent = command == .writeAttributesNoResponse
    guard WriteRecord.areWhole(body) else {
      return isSilent ? nil : Self.defaultResponse(header, .malformedCommand)
    }
    if command == .writeAttributesUndivided, let refusals = refusals(body, side) {
      return refusals
    }
    var frame = responseToWrite
    var isAllWritten = true
    var reader = ByteReader(body.span)
    while let record = WriteRecord(&reader) {
      let status = record.status(on: side)
      if status == .success, let attribute = side.attribute(record.id), let value = record.value {
        side.write(value, to: attribute, &context)
      } else {
        isAllWritten = false
        frame.writeRecord(record.id, status)
      }
      if record.isLast { break }
    }
    if isAllWritten { frame.append(ZCLStatus.success.rawValue) }
    return isSilent ? nil : frame.payload
  }

  private var responseToWrite: FrameBuilder {
    FrameBuilder(header.answer(command: .writeAttributesResponse), limit: payloadBytesMax)
  }

  /// What speaks against an undivided write, nil where nothing does.
  private func refusals(_ body: Payload, _ side: some ClusterSide) -> Payload? {
    var frame = responseToWrite
    var isRefused = false
    var reader = ByteReader(body.span)
    while let record = WriteRecord(&reader) {
      let status = record.status(on: side)
      if status != .success {
        isRefused = true
        frame.writeRecord(record.id, status)
      }
      if record.isLast { break }
    }
    return isRefused ? frame.payload : nil
  }
}

extension FrameBuilder {
  /// Adds why an attribute was not written.
  mutating func writeRecord(_ id: UInt16, _ status: ZCLStatus) {
    var record = Record()
    record.append(status.rawValue)
    record.append(littleEndian: id)
    put(record)
  }
}
