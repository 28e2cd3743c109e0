// SPDX-License-Identifier: Apache-2.0

import Bytes

/// One record of a write.
///
///     10 00 42 02 41 42        attribute 0010, character string, "AB"
///
/// Source: [ZCL] 2.5.3 Write Attributes.
struct WriteRecord {
  let id: UInt16
  let type: WireType
  /// Nil for a non-value, for what is longer than this project keeps, and for a type it has no
  /// attribute of.
  let value: AttributeValue?

  /// Whether nothing behind it can be read, because nobody knows how long its value is.
  var isLast: Bool { type.length == .unknown }

  /// Reads a record; nil when it is cut short.
  init?(_ reader: inout ByteReader) {
    guard let id = reader.littleEndian(UInt16.self), let type = reader.littleEndian(UInt8.self)
    else { return nil }
    self.id = id
    self.type = WireType(id: type)
    guard let known = AttributeType(rawValue: type) else {
      value = nil
      if self.type.length != .unknown, !self.type.skip(&reader) { return nil }
      return
    }
    let start = reader.position
    guard let reading = AttributeValue.read(known, from: &reader) else { return nil }
    let isTooLong =
      known.family == .text && reader.position - start > AttributeValue.textBytesMax + 1
    if case .value(let read) = reading, !isTooLong { value = read } else { value = nil }
  }

  /// Whether bytes are records, one at least, and nothing else.
  static func areWhole(_ body: ApplicationMessage.Payload) -> Bool {
    var reader = ByteReader(body.span)
    repeat {
      guard let record = WriteRecord(&reader) else { return false }
      if record.isLast { return true }
    } while reader.remaining > 0
    return true
  }

  /// Whether a side takes it: `success`, or why not.
  func status(on side: some ClusterSide) -> ZCLStatus {
    guard let attribute = side.attribute(id) else { return .unsupportedAttribute }
    guard type.id == attribute.type.rawValue else { return .invalidDataType }
    guard attribute.access.isWritable else { return .readOnly }
    guard let value else { return .invalidValue }
    if attribute.type == .bool, case .unsigned(2...) = value { return .invalidValue }
    return side.check(value, for: attribute)
  }
}
