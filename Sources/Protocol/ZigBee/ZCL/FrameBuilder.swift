// SPDX-License-Identifier: Apache-2.0

import Bytes

/// Builds a ZCL frame record by record, within a limit; a record goes in whole or not at all.
struct FrameBuilder {
  private(set) var payload = ApplicationMessage.Payload()
  private let limit: Int

  init(_ header: FrameHeader, limit: Int) {
    self.limit = min(limit, ApplicationMessage.payloadBytesMax)
    var bytes = InlineArray<5, UInt8>(repeating: 0)
    var writer = ByteWriter(bytes.mutableSpan)
    header.write(to: &writer)
    let count = writer.position
    payload.append(bytes.span.extracting(0..<count))
  }

  /// A header and what follows it; nil where they do not fit.
  static func frame(_ header: FrameHeader, _ body: ApplicationMessage.Payload, limit: Int)
    -> ApplicationMessage.Payload?
  {
    var frame = FrameBuilder(header, limit: limit)
    guard frame.payload.count + body.count <= frame.limit else { return nil }
    frame.payload.append(body.span)
    return frame.payload
  }

  /// Adds a byte that always fits, straight after the header.
  mutating func append(_ byte: UInt8) { payload.append(byte) }

  /// Puts another byte where one already is.
  mutating func replace(at index: Int, with byte: UInt8) {
    var copy = ApplicationMessage.Payload()
    for place in 0..<payload.count { copy.append(place == index ? byte : payload[place]) }
    payload = copy
  }

  /// Adds a read record: the value, or status 0x86 where there is none.
  mutating func readRecord(_ id: UInt16, _ attribute: Attribute?, _ value: AttributeValue?)
    -> Bool
  {
    if let attribute, let value, let record = Self.record(attribute, value, withStatus: true) {
      return put(record)
    }
    var record = Record()
    Self.append(id, to: &record)
    record.append(ZCLStatus.unsupportedAttribute.rawValue)
    return put(record)
  }

  /// Adds a report record; false where the value is none or does not fit.
  mutating func reportRecord(_ attribute: Attribute, _ value: AttributeValue) -> Bool {
    guard let record = Self.record(attribute, value, withStatus: false) else { return false }
    return put(record)
  }

  /// Unit: bytes. The longest record: identifier, status, type and the longest string.
  typealias Record = FixedBytes<40>

  /// Adds a record; false, and nothing added, where it does not fit.
  @discardableResult
  mutating func put(_ record: Record) -> Bool {
    guard payload.count + record.count <= limit else { return false }
    return payload.append(record.span)
  }

  private static func append(_ id: UInt16, to record: inout Record) {
    record.append(UInt8(truncatingIfNeeded: id))
    record.append(UInt8(truncatingIfNeeded: id >> 8))
  }

  private static func record(
    _ attribute: Attribute, _ value: AttributeValue, withStatus: Bool
  ) -> Record? {
    var bytes = InlineArray<36, UInt8>(repeating: 0)
    var writer = ByteWriter(bytes.mutableSpan)
    guard value.write(as: attribute.type, to: &writer), !writer.overflowed else { return nil }
    let count = writer.position
    var record = Record()
    append(attribute.id, to: &record)
    if withStatus { record.append(ZCLStatus.success.rawValue) }
    record.append(attribute.type.rawValue)
    record.append(bytes.span.extracting(0..<count))
    return record
  }
}
