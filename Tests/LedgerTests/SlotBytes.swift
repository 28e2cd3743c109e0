// SPDX-License-Identifier: Apache-2.0

/// Slots written by the letter of SPEC.md, independently of the ledger.
struct SlotBytes {
  /// An energy of 128 bits.
  typealias Row = (whole: UInt64, fraction: UInt64)

  var magic: [UInt8] = [0x4C, 0x4D, 0x4C, 0x52]
  var version: UInt64 = 3
  var length: UInt64 = 668
  var sequence: UInt64 = 1
  /// Import, export, the same of the fundamental, quadrants I to IV, apparent import and export;
  /// tiers 1 to 8; the totals at the start of the demand interval, of today and of yesterday.
  var energies = [Row](repeating: (0, 0), count: 32)
  /// Gap, operating time, no load, starts, dips, interruptions, swells, saves, demand resets.
  var counters = [UInt64](repeating: 0, count: 9)
  /// Maximum import and its end, the same of export, interval and its kind, today, yesterday.
  var words: [Int64] = [0, -1, 0, -1, 0, 0, .min, .min]

  /// The example of SPEC.md.
  static let example: SlotBytes = {
    var slot = SlotBytes()
    slot.sequence = 0x0102_0304_0506_0708
    slot.energies = [
      (12_345_678, 0x8000_0000_0000_0000), (1, 0), (12_340_000, 0x4000_0000_0000_0000), (2, 0),
      (3_000_000, 1), (4_000, 0), (5, .max), (6_000_000_000, 0),
      (13_000_000, 0xC000_0000_0000_0000), (7, 0x0123_4567_89AB_CDEF),
    ]
    for tier in UInt64(1)...8 { slot.energies += [(100 * tier, tier << 60), (0, tier)] }
    slot.energies += [
      (12_000_000, 1 << 63), (1, 0), (11_000_000, 0), (0, 3), (9_000_000, 0), (0, 2),
    ]
    slot.counters = [1_000_000_007, 86_400, 3_000_000_000, 41, 5, 2, 1, 8_640, 3]
    slot.words = [
      4_600_000_001, 1_700_000_100_000, 0, -1, 1_888_889, 0x10F, 19_675, 19_674,
    ]
    return slot
  }()

  /// What version 1 keeps of this slot.
  var asVersion1: SlotBytes {
    var slot = self
    slot.version = 1
    slot.length = 68
    slot.energies = Array(energies.prefix(2))
    slot.counters = Array(counters.prefix(2))
    slot.words = []
    return slot
  }

  /// What version 2 keeps of this slot.
  var asVersion2: SlotBytes {
    var slot = self
    slot.version = 2
    slot.length = 204
    slot.energies = Array(energies.prefix(10))
    slot.counters = Array(counters.prefix(3))
    slot.words = []
    return slot
  }

  /// The slot's bytes with a right checksum.
  var bytes: [UInt8] {
    var all = magic
    all += Self.littleEndian(version, 2) + Self.littleEndian(length, 2)
    all += Self.littleEndian(sequence, 8)
    for energy in energies {
      all += Self.littleEndian(energy.fraction, 8) + Self.littleEndian(energy.whole, 8)
    }
    for counter in counters { all += Self.littleEndian(counter, 8) }
    for word in words { all += Self.littleEndian(UInt64(bitPattern: word), 8) }
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
