// SPDX-License-Identifier: Apache-2.0

/// Slots written by the letter of SPEC.md, independently of the ledger.
struct SlotBytes {
  /// An energy of 128 bits.
  typealias Row = (whole: UInt64, fraction: UInt64)

  var magic: [UInt8] = [0x4C, 0x4D, 0x4C, 0x52]
  var version: UInt64 = 4
  var length: UInt64 = 2732
  var sequence: UInt64 = 1
  /// Ten energies of the total, of tiers 1 to 8; fifteen pairs of demand starts; pairs of the
  /// tier's start, of today and of yesterday; ten of the interval's start.
  var energies = [Row](repeating: (0, 0), count: 136)
  /// In the order of SPEC.md, gap to snapshots.
  var counters = [UInt64](repeating: 0, count: 14)
  /// Eighteen maxima with their ends; part, kind, today, yesterday, earlier parts, tier; nine of
  /// the interval; saved at, month.
  var words: [Int64] = Self.noWords

  private static let noWords: [Int64] =
    (0..<36).map { $0 % 2 == 0 ? 0 : -1 } + [0, 0, .min, .min, 0, 0]
    + [Int64](repeating: 0, count: 9) + [-1, .min]

  /// Ten energies of the examples of SPEC.md.
  private static let ten: [Row] = [
    (12_345_678, 0x8000_0000_0000_0000), (1, 0), (12_340_000, 0x4000_0000_0000_0000), (2, 0),
    (3_000_000, 1), (4_000, 0), (5, .max), (6_000_000_000, 0),
    (13_000_000, 0xC000_0000_0000_0000), (7, 0x0123_4567_89AB_CDEF),
  ]
  private static let days: [Row] = [(11_000_000, 0), (0, 3), (9_000_000, 0), (0, 2)]

  /// The example of SPEC.md.
  static let example: SlotBytes = {
    var slot = SlotBytes()
    slot.sequence = 0x0102_0304_0506_0708
    slot.energies.replaceSubrange(0..<10, with: ten)
    for tier in 1...8 {
      slot.energies[10 * tier] = (100 * UInt64(tier), UInt64(tier) << 60)
      slot.energies[10 * tier + 4] = (0, UInt64(tier))
    }
    let starts: [Row] = [(12_000_000, 1 << 63), (1, 0), (7, 0), (0, 1)]
    slot.energies.replaceSubrange(118..<122, with: starts)
    slot.energies.replaceSubrange(122..<126, with: days)
    slot.energies[126] = (11_500_000, 1 << 62)
    slot.counters = [
      1_000_000_007, 86_400, 3_000_000_000, 41, 5, 2, 1, 8_640, 3, 40, 6, 9_000, 70_401, 25,
    ]
    slot.words.replaceSubrange(0..<2, with: [4_600_000_001, 1_700_000_100_000])
    slot.words.replaceSubrange(4..<6, with: [4_000_000_000, 1_699_999_200_000])
    slot.words.replaceSubrange(
      36..<53,
      with: [
        1_888_889, 0x10F, 19_675, 19_674, 0, 1, 1_888_889, 0x10_010F, 1_700_000_100_000, 86_399_000,
        1_000_000_000, 6, 25_001, 978, 5, 1_700_000_123_456, 24_286,
      ])
    return slot
  }()

  /// The example of version 3.
  static let example3: SlotBytes = {
    var slot = SlotBytes()
    (slot.version, slot.length, slot.sequence) = (3, 668, 0x0102_0304_0506_0708)
    slot.energies = ten
    for tier in UInt64(1)...8 { slot.energies += [(100 * tier, tier << 60), (0, tier)] }
    slot.energies += [(12_000_000, 1 << 63), (1, 0)] + days
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
