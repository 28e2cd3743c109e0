// SPDX-License-Identifier: Apache-2.0

import Bytes
import Ledger
import Quantities
import Testing

@Suite("Intervals of the load profile in the store")
struct ProfileEntryTests {
  /// The example of SPEC.md, typed by hand.
  static let golden: [UInt8] = [
    0x4C, 0x4D, 0x50, 0x45, 0x01, 0x0F, 0x50, 0x00, 0x01, 0x13, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00,
    0xA0, 0xEE, 0xE6, 0xCF, 0x8B, 0x01, 0x00, 0x00, 0x40, 0xD1, 0x0C, 0x00, 0x02, 0x05, 0xD2, 0x03,
    0xA8, 0x61, 0x00, 0x00, 0x00, 0x01, 0x0A, 0xFF, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x80,
    0x80, 0xF0, 0xFA, 0x02, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x07, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x7E, 0x5D, 0x0E, 0x7F,
  ]

  static let example: ProfileEntry = {
    var entry = ProfileEntry(
      index: 70_401, minutes: 15, channels: [.activeImport, .activeExport, .reactiveImport, nil])
    entry.status = [.event, .partial]
    entry.start = UTC(milliseconds: 1_700_000_100_000)
    (entry.duration, entry.tier) = (840_000, 2)
    entry.price = IntervalPrice(value: 25_000, trailingDigits: 5, currency: 978)
    entry.energies[0] = Q64_64(raw: 50_000_000 << 64 | 1 << 63)
    entry.energies[2] = Q64_64(raw: 7 << 64 | 1)
    return entry
  }()

  private static func read(_ bytes: [UInt8]) -> ProfileEntry? { ProfileEntry(bytes.span) }

  /// The example with some bytes changed, and a right checksum.
  private static func changed(_ change: (inout [UInt8]) -> Void) -> [UInt8] {
    var bytes = Array(golden.prefix(104))
    change(&bytes)
    let checksum = SlotBytes.checksum(bytes)
    return bytes + (0..<4).map { UInt8(truncatingIfNeeded: checksum >> (8 * $0)) }
  }

  @Test("The example of SPEC.md is what it says; it is read and written as that")
  func format() throws {
    #expect(try Specification.interval.bytes() == Self.golden)
    #expect(Self.read(Self.golden) == Self.example)
    let image = ProfileImage(Self.example)
    #expect((0..<image.bytes.count).map { image.bytes[$0] } == Self.golden)
    #expect(image.offset == 2_277_376 + 128)
    #expect(Self.example.end == UTC(milliseconds: 1_700_000_940_000))
  }

  @Test("One wrong bit, or a byte less, and a place holds no interval")
  func damaged() {
    for byte in Self.golden.indices {
      for bit in 0..<8 {
        var wrong = Self.golden
        wrong[byte] ^= 1 << UInt8(bit)
        #expect(Self.read(wrong) == nil, "byte \(byte), bit \(bit)")
      }
      #expect(Self.read(Array(Self.golden.prefix(byte))) == nil)
    }
    #expect(Self.read([UInt8](repeating: 0, count: 128)) == nil)
    #expect(Self.read([UInt8](repeating: 0xFF, count: 128)) == nil)
    #expect(Self.read(Self.golden + [1, 2, 3]) == Self.example)
  }

  @Test("A field out of its range makes no interval, its checksum right or not")
  func fields() {
    #expect(Self.read(Self.changed { _ in }) == Self.example)
    let wrong: [(Int, UInt8)] = [
      (0, 0), (4, 0), (4, 2), (5, 0), (5, 7), (5, 61), (6, 0xD0), (7, 1), (23, 0xFF), (22, 1),
      (28, 9), (36, 12), (36, 0xFE), (55, 0x80), (71, 0x80), (87, 0x80), (103, 0x80),
    ]
    for (byte, value) in wrong {
      #expect(Self.read(Self.changed { $0[byte] = value }) == nil, "byte \(byte)")
    }
    let noTime = Self.changed { $0.replaceSubrange(16..<24, with: repeatElement(0xFF, count: 8)) }
    #expect(Self.read(noTime)?.start == nil && Self.read(noTime) != nil)
    let price = repeatElement(UInt8(0xFF), count: 4)
    #expect(Self.read(Self.changed { $0.replaceSubrange(32..<36, with: price) }) == nil)
    let none = Self.changed {
      $0.replaceSubrange(29..<36, with: [0, 0, 0] + price)
    }
    #expect(Self.read(none)?.price == nil && Self.read(none) != nil)
  }

  @Test("The place of an interval follows from its number; after the last comes the first")
  func places() {
    #expect(ProfileFormat.offset(0) == 2_277_376)
    #expect(ProfileFormat.offset(70_399) == 2_277_376 + 128 * 70_399)
    #expect(ProfileFormat.offset(70_400) == 2_277_376)
    #expect(ProfileFormat.offset(.max) < StoreMap.capacity)
    // Two years, one of them a leap year, of quarters of an hour.
    #expect(ProfileFormat.places >= 731 * 96)
  }
}
