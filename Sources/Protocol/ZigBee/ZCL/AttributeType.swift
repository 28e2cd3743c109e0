// SPDX-License-Identifier: Apache-2.0

/// ZCL data types this project uses. Source: [ZCL] 2.6.2 Data types.
public enum AttributeType: UInt8, Sendable {
  /// One byte, 0 or 1.
  case bool = 0x10
  /// 8 bits.
  case map8 = 0x18
  /// 16 bits.
  case map16 = 0x19
  /// 32 bits.
  case map32 = 0x1B
  /// 64 bits.
  case map64 = 0x1F
  /// Unsigned, 8 bits.
  case uint8 = 0x20
  /// Unsigned, 16 bits.
  case uint16 = 0x21
  /// Unsigned, 24 bits.
  case uint24 = 0x22
  /// Unsigned, 32 bits.
  case uint32 = 0x23
  /// Unsigned, 48 bits.
  case uint48 = 0x25
  /// Signed, 8 bits.
  case int8 = 0x28
  /// Signed, 16 bits.
  case int16 = 0x29
  /// Signed, 24 bits.
  case int24 = 0x2A
  /// Signed, 32 bits.
  case int32 = 0x2B
  /// One of a list, 8 bits.
  case enum8 = 0x30
  /// Bytes, after their count.
  case octetString = 0x41
  /// UTF-8, after its count of bytes.
  case characterString = 0x42
  /// Seconds since 2000-01-01T00:00:00Z, 32 bits.
  case utc = 0xE2
  /// An EUI-64.
  case eui64 = 0xF0

  /// What the bits mean.
  enum Family { case unsigned, signed, bits, text }

  var family: Family {
    switch self {
    // Of enumerations 0xFF is a value of StartUpOnOff, so that it cannot be none.
    case .map8, .map16, .map32, .map64, .enum8: return .bits
    case .int8, .int16, .int24, .int32: return .signed
    case .octetString, .characterString: return .text
    default: return .unsigned
    }
  }

  /// Unit: bytes on the wire; 0 for strings, which carry their own.
  var width: Int {
    switch self {
    case .bool, .map8, .uint8, .int8, .enum8: return 1
    case .map16, .uint16, .int16: return 2
    case .uint24, .int24: return 3
    case .map32, .uint32, .int32, .utc: return 4
    case .uint48: return 6
    case .map64, .eui64: return 8
    case .octetString, .characterString: return 0
    }
  }
}
