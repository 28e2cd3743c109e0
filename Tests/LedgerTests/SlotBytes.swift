// SPDX-License-Identifier: Apache-2.0

/// Slots written by the letter of SPEC.md, independently of the ledger.
struct SlotBytes {
  var magic: [UInt8] = [0x4C, 0x4D, 0x4C, 0x52]
  var version: UInt64 = 1
  var length: UInt64 = 68
  var sequence: UInt64 = 1
  var energyImport: (whole: UInt64, fraction: UInt64) = (0, 0)
  var energyExport: (whole: UInt64, fraction: UInt64) = (0, 0)
  var gap: UInt64 = 0
  var seconds: UInt64 = 0

  /// The example of SPEC.md.
  static let example: SlotBytes = {
    var slot = SlotBytes()
    slot.sequence = 0x0102_0304_0506_0708
    slot.energyImport = (12_345_678, 0x8000_0000_0000_0000)
    slot.energyExport = (1, 0)
    slot.gap = 1_000_000_007
    slot.seconds = 86_400
    return slot
  }()

  /// The slot's bytes with a right checksum.
  var bytes: [UInt8] {
    var all = magic
    all += Self.littleEndian(version, 2) + Self.littleEndian(length, 2)
    all += Self.littleEndian(sequence, 8)
    for value in [energyImport.fraction, energyImport.whole] { all += Self.littleEndian(value, 8) }
    for value in [energyExport.fraction, energyExport.whole] { all += Self.littleEndian(value, 8) }
    all += Self.littleEndian(gap, 8) + Self.littleEndian(seconds, 8)
    return all + Self.littleEndian(UInt64(Self.checksum(all)), 4)
  }

  /// CRC-32/ISO-HDLC, most significant bit first over mirrored bytes.
  static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var register: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      for place in 0..<8 {
        let bit = UInt32(byte >> UInt8(place) & 1)
        let carry = register >> 31 ^ bit
        register = register << 1 ^ (carry == 1 ? 0x04C1_1DB7 : 0)
      }
    }
    var mirrored: UInt32 = 0
    for place in 0..<32 { mirrored |= (~register >> UInt32(place) & 1) << UInt32(31 - place) }
    return mirrored
  }

  private static func littleEndian(_ value: UInt64, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
  }
}
