// SPDX-License-Identifier: Apache-2.0

import Bytes
import HardwareInterface
import Ledger
import Quantities
import SimulatedHardware
import Testing

@Suite("Load profile")
struct LoadProfileTests {
  /// The example of SPEC.md, typed by hand.
  static let golden: [UInt8] = [
    0x4C, 0x4D, 0x4C, 0x50, 0x01, 0x0F, 0x00, 0x00, 0x79, 0xD2, 0x1C, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x80, 0x80, 0xF0, 0xFA, 0x02, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x80, 0x00, 0x1B, 0xB7, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0xA4, 0x9A, 0x7A, 0x9F,
  ]

  static let example = ProfileInterval(
    number: 1_888_889, period: .minutes15, isIncomplete: false,
    start: ActiveEnergies(energy(12_000_000, 1 << 63), energy(1)),
    energies: ActiveEnergies(energy(50_000_000, 1 << 63), energy(0)))

  private static func energy(_ microwattHours: Int128, _ residual: Int128 = 0) -> Energy {
    Energy(value: Q64_64(raw: microwattHours << 64 | residual))
  }

  private static func interval(
    _ number: Int64, _ period: DemandPeriod = .minutes15, start: Int64 = 0, wattHours: Int64 = 1
  ) -> ProfileInterval {
    ProfileInterval(
      number: number, period: period, isIncomplete: false, start: totals(start),
      energies: totals(wattHours))
  }

  private static func read(_ bytes: [UInt8]) -> ProfileInterval? { ProfileInterval(bytes.span) }

  /// The example with some bytes changed, and a right checksum.
  private static func changed(_ change: (inout [UInt8]) -> Void) -> [UInt8] {
    var bytes = Array(golden.prefix(80))
    change(&bytes)
    let checksum = SlotBytes.checksum(bytes)
    return bytes + (0..<4).map { UInt8(truncatingIfNeeded: checksum >> (8 * $0)) }
  }

  @Test("The example of SPEC.md is what it says; it is read and written as that")
  func format() throws {
    #expect(try Specification.examples()[4] == Self.golden)
    #expect(Self.read(Self.golden) == Self.example)
    let image = ProfileImage(Self.example)
    var bytes: [UInt8] = []
    for index in 0..<image.bytes.count { bytes.append(image.bytes[index]) }
    #expect(bytes == Self.golden)
    #expect(image.offset == 16_384 + 128 * 89)
    #expect(Self.example.end == UTC(milliseconds: 1_700_001_000_000))
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
      (0, 0), (4, 0), (4, 2), (5, 0), (5, 16), (5, 45), (6, 2), (6, 0x80), (7, 1), (15, 0x80),
      (15, 1), (31, 0x80), (47, 0x80), (63, 0x80), (79, 0x80),
    ]
    for (byte, value) in wrong {
      #expect(Self.read(Self.changed { $0[byte] = value }) == nil, "byte \(byte)")
    }
    #expect(Self.read(Self.changed { $0[6] = 1 })?.isIncomplete == true)
    #expect(Self.read(Self.changed { $0[5] = 60 })?.period == .minutes60)
    // The last quarter of the year 9999 is 281,558,111; the one after it is none.
    for (last, isInterval) in [(UInt8(0x5F), true), (0x60, false)] {
      let number: [UInt8] = [last, 0x3C, 0xC8, 0x10, 0, 0, 0, 0]
      let bytes = Self.changed { $0.replaceSubrange(8..<16, with: number) }
      #expect((Self.read(bytes) != nil) == isInterval)
    }
  }

  @Test("The newest 96 are kept, each under its number; the oldest make room")
  func ring() {
    var profile = LoadProfile()
    #expect(profile.newest == nil)
    for number in Int64(1_000)..<1_200 { _ = profile.add(Self.interval(number)) }
    #expect(profile.newest?.number == 1_199)
    for number in Int64(990)..<1_210 {
      let isKept = number >= 1_104 && number < 1_200
      #expect((profile[number, .minutes15] != nil) == isKept, "\(number)")
      #expect(profile[number, .minutes30] == nil)
    }
    #expect(profile[-1, .minutes15] == nil)
    #expect(profile[.min, .minutes15] == nil && profile[.max, .minutes60] == nil)
  }

  @Test("An interval that is told again from the same start takes the place of what was told")
  func again() {
    var profile = LoadProfile()
    _ = profile.add(Self.interval(7, start: 3, wattHours: 5))
    let new = Self.interval(7, start: 3, wattHours: 4)
    #expect(profile.add(new) == new)
    #expect(profile[7, .minutes15]?.energies == totals(4))
  }

  @Test("A clock set back into an interval adds to it, and something is missing of it then")
  func setBack() {
    var profile = LoadProfile()
    _ = profile.add(Self.interval(7, start: 3, wattHours: 5))
    let merged = profile.add(Self.interval(7, start: 10, wattHours: 2))
    #expect(merged.energies == totals(7))
    #expect(merged.start == totals(3))
    #expect(merged.isIncomplete)
    #expect(profile[7, .minutes15] == merged)
  }

  @Test("Kept intervals come back in any order; the one that ends last is the newest")
  func restores() {
    for order in [[5, 6, 7], [7, 6, 5], [6, 7, 5]] as [[Int64]] {
      var profile = LoadProfile()
      for number in order { profile.restore(Self.interval(number)) }
      #expect(profile.newest?.number == 7)
      for number in order { #expect(profile[number, .minutes15] != nil) }
    }
    var mixed = LoadProfile()
    mixed.restore(Self.interval(40, .minutes30))
    mixed.restore(Self.interval(79))
    #expect(mixed.newest?.period == .minutes30)
  }

  @Test("What demand ends is an interval; it is whole where it began and ended by the clock alone")
  func ended() {
    var demand = DemandRegisters()
    let quarter: Int64 = 1_700_000_100_000
    var ended: [ProfileInterval] = []
    func step(_ time: BookingTime, _ total: Int64) {
      if let one = demand.advance(to: time, .minutes15, totals(total)) { ended.append(one) }
    }
    step(time(quarter + 2_001), 0)
    step(time(quarter + 900_000), 10)
    step(time(quarter + 1_800_500), 30)
    step(time(quarter + 5_400_000), 60)
    step(time(quarter + 5_400_100, wasSet: true), 61)
    demand.restarted(totals(61))
    step(time(quarter + 6_300_000), 70)
    step(unknown(0), 70)
    step(unknown(900_000), 80)
    step(time(quarter + 6_300_000), 90)
    #expect(ended.map { $0.number - 1_888_889 } == [0, 1, 2, 6, 6, 7])
    #expect(ended.map(\.isIncomplete) == [true, false, false, true, true, true])
    let energies = ended.map { $0.energies.energyImport.microwattHours / 1_000_000 }
    #expect(energies == [10, 20, 30, 1, 9, 0])
  }

  @Test("After a cut at any byte of an interval it is whole or not there; no other is touched")
  func cuts() throws {
    for byte in 0...ProfileFormat.length {
      for loss in LedgerPowerCutTests.losses {
        let memory = MemoryBlock(capacity: StoreMap.capacity)
        var store = memory.store
        let old = (Int64(0)..<3).map { Self.interval(1_000 + $0, wattHours: 5 + $0) }
        for interval in old {
          let image = ProfileImage(interval)
          try store.write(image.bytes.span, at: image.offset)
          try store.sync()
        }
        let new = Self.interval(1_097, wattHours: 9)
        let image = ProfileImage(new)
        memory.cutPower(afterBytes: byte)
        #expect(throws: StoreFault.powerCut) {
          try store.write(image.bytes.span, at: image.offset)
          try store.sync()
        }
        let found = try Self.restore(memory.afterPowerCycle(loss))
        #expect(found[1_000, .minutes15] == old[0] && found[1_002, .minutes15] == old[2])
        let isNew = found[1_097, .minutes15] == new
        let isOld = found[1_001, .minutes15] == old[1]
        let isNone = found[1_097, .minutes15] == nil && found[1_001, .minutes15] == nil
        #expect(isNew || isOld || isNone, "byte \(byte), \(loss)")
      }
    }
  }

  private static func restore(_ memory: MemoryBlock) throws -> LoadProfile {
    var store = memory.store
    var profile = LoadProfile()
    for place in 1_000 % 96..<1_003 % 96 {
      var bytes = [UInt8](repeating: 0, count: ProfileFormat.length)
      var span = bytes.mutableSpan
      try store.read(at: ProfileFormat.offset(place: place), into: &span)
      if let interval = ProfileInterval(bytes.span) { profile.restore(interval) }
    }
    return profile
  }
}
