// SPDX-License-Identifier: Apache-2.0

import Bytes

/// A data type as it stands in a frame, whether this project has attributes of it or not.
/// Source: [ZCL] 2.6.2, table of data types.
struct WireType: Equatable {
  /// How the bytes of a value are counted.
  enum Length: Equatable {
    /// Always so many.
    case bytes(Int)
    /// As a number of so many bytes in front says; all ones: none.
    case counted(Int)
    /// Nobody knows: a collection, or a reserved type.
    case unknown
  }

  let id: UInt8

  // swift-format-ignore
  /// How long a value is.
  var length: Length {
    switch id {
    case 0x00, 0xFF:  return .bytes(0)                  // no data, unknown
    case 0x08...0x0F: return .bytes(Int(id & 0x07) + 1) // data
    case 0x10:        return .bytes(1)                  // bool
    case 0x18...0x1F: return .bytes(Int(id & 0x07) + 1) // map
    case 0x20...0x27: return .bytes(Int(id & 0x07) + 1) // uint
    case 0x28...0x2F: return .bytes(Int(id & 0x07) + 1) // int
    case 0x30, 0x31:  return .bytes(Int(id & 0x01) + 1) // enum
    case 0x38:        return .bytes(2)                  // semi
    case 0x39:        return .bytes(4)                  // single
    case 0x3A:        return .bytes(8)                  // double
    case 0x41, 0x42:  return .counted(1)                // octstr, string
    case 0x43, 0x44:  return .counted(2)                // octstr16, string16
    case 0xE0...0xE2: return .bytes(4)                  // time of day, date, UTC
    case 0xE8, 0xE9:  return .bytes(2)                  // cluster, attribute
    case 0xEA:        return .bytes(4)                  // BACnet object
    case 0xF0:        return .bytes(8)                  // EUI-64
    case 0xF1:        return .bytes(16)                 // 128-bit key
    default:          return .unknown
    }
  }

  /// Whether the difference of two values means something, so that a reportable change exists.
  var isAnalog: Bool {
    switch id {
    case 0x20...0x2F, 0x38...0x3A, 0xE0...0xE2: return true
    default: return false
    }
  }

  /// Whether values may be below zero.
  var isSigned: Bool { (0x28...0x2F).contains(id) }

  /// Passes over a value; false when it is cut short or of unknown length.
  func skip(_ reader: inout ByteReader) -> Bool {
    switch length {
    case .bytes(let count): return reader.skip(count)
    case .counted(let width):
      guard let count = reader.littleEndian(bytes: width) else { return false }
      let isNothing = count == UInt64.max >> UInt64(64 - 8 * width)
      return isNothing || reader.skip(Int(count))
    case .unknown: return false
    }
  }
}
