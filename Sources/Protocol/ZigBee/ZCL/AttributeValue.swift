// SPDX-License-Identifier: Apache-2.0

public import Bytes

/// The value of an attribute.
public enum AttributeValue: Sendable {
  /// Unit: bytes. The longest string this project sends, and keeps of what it receives.
  public static let textBytesMax = 32
  /// The bytes of a string.
  public typealias Text = FixedBytes<32>

  /// Unsigned integers, enumerations, bits, times.
  case unsigned(UInt64)
  /// Signed integers.
  case signed(Int64)
  /// Strings of either kind.
  case text(Text)

  /// A string from a literal; what does not fit is cut off.
  public static func text(_ literal: StaticString, bytesMax: Int = textBytesMax) -> AttributeValue {
    var text = Text()
    literal.withUTF8Buffer { for byte in $0.prefix(bytesMax) { text.append(byte) } }
    return .text(text)
  }

  /// The number, or nil for a string and what 64 bits with sign cannot hold.
  public var number: Int64? {
    switch self {
    case .unsigned(let value): return Int64(exactly: value)
    case .signed(let value): return value
    case .text: return nil
    }
  }

  /// Writes the value; false, and nothing written, where the type cannot hold it or it would
  /// read as the type's non-value (all ones; the lowest signed number). Gateways take a
  /// non-value for a number: none ever leaves.
  func write(as type: AttributeType, to writer: inout ByteWriter) -> Bool {
    switch (self, type.family) {
    case (.unsigned(let value), .unsigned):
      guard value < Self.ones(type.width) else { return false }
      writer.littleEndian(value, bytes: type.width)
    case (.unsigned(let value), .bits):
      guard value <= Self.ones(type.width) else { return false }
      writer.littleEndian(value, bytes: type.width)
    case (.signed(let value), .signed):
      let limit = Int64(Self.ones(type.width) >> 1)
      guard value >= -limit, value <= limit else { return false }
      writer.littleEndian(UInt64(bitPattern: value), bytes: type.width)
    case (.text(let text), .text):
      writer.littleEndian(UInt8(truncatingIfNeeded: text.count))
      writer.append(text.span)
    default: return false
    }
    return true
  }

  /// What a value on the wire says.
  enum Reading {
    /// A value.
    case value(AttributeValue)
    /// The type's non-value.
    case nothing
  }

  /// Reads a value; nil when it is cut short.
  static func read(_ type: AttributeType, from reader: inout ByteReader) -> Reading? {
    if type.family == .text { return text(from: &reader) }
    guard let raw = reader.littleEndian(bytes: type.width) else { return nil }
    switch type.family {
    case .unsigned: return raw == ones(type.width) ? .nothing : .value(.unsigned(raw))
    case .bits, .text: return .value(.unsigned(raw))
    case .signed:
      let unused = UInt64(64 - 8 * type.width)
      let value = Int64(bitPattern: raw << unused) >> Int64(unused)
      return raw == ones(type.width) >> 1 + 1 ? .nothing : .value(.signed(value))
    }
  }

  private static func text(from reader: inout ByteReader) -> Reading? {
    guard let count = reader.littleEndian(UInt8.self) else { return nil }
    if count == 0xFF { return .nothing }
    var text = Text()
    for _ in 0..<count {
      guard let byte = reader.littleEndian(UInt8.self) else { return nil }
      text.append(byte)
    }
    return .value(.text(text))
  }

  private static func ones(_ width: Int) -> UInt64 {
    UInt64.max >> UInt64(64 - 8 * width)
  }
}
