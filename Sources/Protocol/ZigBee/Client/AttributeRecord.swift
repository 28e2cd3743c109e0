// SPDX-License-Identifier: Apache-2.0

import Bytes

/// One record of a report or of a read response, off the wire.
struct AttributeRecord {
  let id: UInt16
  /// Nil for a status other than success, and for a non-value.
  let value: AttributeValue?

  /// Reads a record; nil when it is cut short or of a type this project does not know.
  init?(_ reader: inout ByteReader, hasStatus: Bool) {
    guard let id = reader.littleEndian(UInt16.self) else { return nil }
    self.id = id
    if hasStatus {
      guard let status = reader.littleEndian(UInt8.self) else { return nil }
      if status != ZCLStatus.success.rawValue {
        value = nil
        return
      }
    }
    guard let raw = reader.littleEndian(UInt8.self), let type = AttributeType(rawValue: raw),
      let reading = AttributeValue.read(type, from: &reader)
    else { return nil }
    if case .value(let read) = reading { value = read } else { value = nil }
  }
}

/// Read Attributes, from the client.
///
///     00 2A 00 00 03 01 03 02 03     0300, 0301 and 0302
enum ReadRequest {
  static func frame(sequence: UInt8, _ attribute: UInt16) -> ApplicationMessage.Payload {
    var frame = header(sequence)
    append(attribute, to: &frame)
    return frame.payload
  }

  static func frame(sequence: UInt8, _ attributes: InlineArray<3, UInt16>)
    -> ApplicationMessage.Payload
  {
    var frame = header(sequence)
    for index in attributes.indices { append(attributes[index], to: &frame) }
    return frame.payload
  }

  private static func header(_ sequence: UInt8) -> FrameBuilder {
    let header = FrameHeader(
      .global, command: FoundationCommand.readAttributes.rawValue, sequence: sequence,
      isFromServer: false)
    return FrameBuilder(header, limit: ApplicationMessage.payloadBytesMax)
  }

  private static func append(_ id: UInt16, to frame: inout FrameBuilder) {
    frame.append(UInt8(truncatingIfNeeded: id))
    frame.append(UInt8(truncatingIfNeeded: id >> 8))
  }
}
