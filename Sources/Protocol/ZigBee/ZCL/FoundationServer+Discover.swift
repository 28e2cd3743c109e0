// SPDX-License-Identifier: Apache-2.0

import Bytes

extension FoundationServer {
  /// Discover Attributes Response, plain or extended: what attributes there are from one
  /// identifier on, and whether there are no more.
  ///
  ///     00 2A 0C 00 03 02        from 0300, at most 2
  ///     18 2A 0D 00 00 03 30 01 03 22
  ///     00 2A 15 00 03 01        from 0300, at most 1, extended: 01 read, 02 write, 04 report
  ///     18 2A 16 00 00 03 30 01
  func discoverAttributes(_ body: Payload, _ side: some ClusterSide, isExtended: Bool) -> Payload {
    var reader = ByteReader(body.span)
    guard let first = reader.littleEndian(UInt16.self),
      let count = reader.littleEndian(UInt8.self), reader.remaining == 0
    else { return Self.defaultResponse(header, .malformedCommand) }
    var frame = discovery(
      isExtended ? .discoverAttributesExtendedResponse : .discoverAttributesResponse)
    let completeAt = frame.payload.count - 1
    var listed = 0
    for index in 0..<side.attributeCount {
      let attribute = side.attribute(at: index)
      guard attribute.id >= first else { continue }
      guard listed < Int(count), frame.discoverRecord(attribute, isExtended: isExtended) else {
        frame.replace(at: completeAt, with: 0)
        break
      }
      listed += 1
    }
    return frame.payload
  }

  /// Discover Commands Received or Generated Response: identifiers from one on, and whether there
  /// are no more.
  ///
  ///     00 2A 11 00 FF           from 00, all
  ///     18 2A 12 01 00 01 02
  func discoverCommands(
    _ body: Payload, _ commands: CommandList, _ response: FoundationCommand
  ) -> Payload {
    var reader = ByteReader(body.span)
    guard let first = reader.littleEndian(UInt8.self),
      let count = reader.littleEndian(UInt8.self), reader.remaining == 0
    else { return Self.defaultResponse(header, .malformedCommand) }
    var frame = discovery(response)
    let completeAt = frame.payload.count - 1
    var listed = 0
    for index in 0..<commands.count where commands[index] >= first {
      var record = FrameBuilder.Record()
      record.append(commands[index])
      guard listed < Int(count), frame.put(record) else {
        frame.replace(at: completeAt, with: 0)
        break
      }
      listed += 1
    }
    return frame.payload
  }

  /// A discovery that is complete with nothing.
  private func discovery(_ response: FoundationCommand) -> FrameBuilder {
    var frame = FrameBuilder(header.answer(command: response), limit: payloadBytesMax)
    frame.append(1)
    return frame
  }
}

extension Attribute.Access {
  /// Bit 0 read, 1 write, 2 report. Source: [ZCL] 2.5.23 Discover Attributes Extended Response.
  var discoveryBits: UInt8 { 0x01 | (isWritable ? 0x02 : 0) | (isReportable ? 0x04 : 0) }
}

extension FrameBuilder {
  /// Adds a discovery record; false where it does not fit.
  mutating func discoverRecord(_ attribute: Attribute, isExtended: Bool) -> Bool {
    var record = Record()
    record.append(littleEndian: attribute.id)
    record.append(attribute.type.rawValue)
    if isExtended { record.append(attribute.access.discoveryBits) }
    return put(record)
  }
}
