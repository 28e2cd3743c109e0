// SPDX-License-Identifier: Apache-2.0

import Bytes

/// What a slot was found to hold.
enum SlotContent: Equatable {
  /// Never written: all bytes 0x00 or all 0xFF.
  case blank
  /// Written, but not what a save leaves.
  case damaged
  /// A save of a format this firmware does not know.
  case unknownVersion(UInt16)
  /// A whole save.
  case valid(Registers, sequence: UInt64)

  /// The version of a save of another firmware.
  var unknownVersion: UInt16? {
    if case .unknownVersion(let version) = self { version } else { nil }
  }

  var isDamaged: Bool {
    if case .damaged = self { true } else { false }
  }

  init(_ bytes: Span<UInt8>) {
    self = Self.isBlank(bytes) ? .blank : Self.decode(bytes)
  }

  private static func isBlank(_ bytes: Span<UInt8>) -> Bool {
    guard bytes.count >= SlotFormat.length, bytes[0] == 0x00 || bytes[0] == 0xFF else {
      return false
    }
    for index in 0..<SlotFormat.length where bytes[index] != bytes[0] { return false }
    return true
  }

  private static func decode(_ bytes: Span<UInt8>) -> SlotContent {
    var reader = ByteReader(bytes)
    guard reader.littleEndian(UInt32.self) == SlotFormat.magic,
      let number = reader.littleEndian(UInt16.self),
      let length = reader.littleEndian(UInt16.self).map(Int.init)
    else { return .damaged }
    guard let version = SlotVersion(rawValue: number) else {
      // One that is longer than what was read cannot be checked, and must not pass for damaged:
      // the meter would go on from the other slot's older registers.
      let isSaved = length > bytes.count || isWhole(bytes, length)
      return isSaved ? .unknownVersion(number) : .damaged
    }
    guard length == version.length, isWhole(bytes, length),
      let sequence = reader.littleEndian(UInt64.self), let registers = Registers(&reader, version)
    else { return .damaged }
    return .valid(registers, sequence: sequence)
  }

  /// Whether so many bytes are there and end with their checksum.
  private static func isWhole(_ bytes: Span<UInt8>, _ length: Int) -> Bool {
    length >= SlotFormat.headBytes + SlotFormat.checksumBytes && length <= bytes.count
      && CRC32.isAtEnd(of: bytes.extracting(0..<length))
  }
}
