// SPDX-License-Identifier: Apache-2.0

import Bytes
import HardwareInterface
import Ledger
import MeterRig
import Quantities
import RandomCalendars
import SimulatedHardware
import Tariff
import Testing

@testable import Meter
@testable import MeterBoard

/// Random calendars, zones, clocks that are set, and restarts: whatever comes, no energy is made or
/// lost, and each is in the tier that its calendar says.
@Suite("Bookings, whatever the clock does")
struct BookingPropertyTests {
  private static let zones = [
    "UTC0", "CET-1CEST,M3.5.0,M10.5.0/3", "NST3:30NDT,M3.2.0,M11.1.0", "IST-5:30",
    "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "EST5EDT,M3.2.0,M11.1.0", "IST-1GMT0,M10.5.0,M3.5.0/1",
  ]

  /// What a reference books: the tier of the tick before each step.
  private struct Truth {
    var total = ActiveEnergies()
    var tiers = [Int128](repeating: 0, count: 9)
    var tier = 0
  }

  @Test(
    "Tiers, intervals and the total agree to the last residual", arguments: UInt64(0)..<24)
  func agree(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let text = Self.zones[Int(random.next() % UInt64(Self.zones.count))]
    let zone = try ZoneRules(posix: Array(text.utf8).span)
    let calendar = try TariffCalendar(.random(&random, year: 2026))
    let minutes = [UInt8(1), 5, 15, 60][Int(random.next() % 4)]
    var tables = TariffTables(defaultTier: try #require(Tier(UInt8(1 + random.next() % 8))))
    tables.setPassive(calendar)
    tables.activatePassiveCalendar()
    let profile = try #require(ProfileParameters(minutes: minutes))
    func adjust(_ parameters: inout MeterParameters) {
      (parameters.zone, parameters.tariff, parameters.profile) = (zone, tables, profile)
    }
    // Around the changes of daylight saving of 2026 more often than not.
    var utc: Int64? = 1_774_700_000_000 + Int64(random.next() % 40_000_000_000)
    var block = MemoryBlock(capacity: StoreMap.capacity)
    var (truth, intervals, first) = (Truth(), Int128(0), UInt64(0))
    for life in 0..<3 {
      var meter = try BookedMeter(block, utc: utc, adjust)
      _ = try meter.start()
      truth.tier = Self.tier(tables, zone, utc)
      for _ in 0..<120 {
        let raw = Int128(random.next() % 400_000_000) << 64 | Int128(random.next())
        let seconds = 1 + random.next() % (random.next() % 8 == 0 ? 4_000 : 400)
        meter.step(seconds: seconds, raw)
        truth.tiers[truth.tier] += raw
        truth.tiers[0] += raw
        utc = utc.map { $0 + Int64(seconds) * 1_000 }
        Self.set(&utc, &meter, &random)
        meter.board.step()
        truth.tier = Self.tier(tables, zone, utc)
      }
      let registers = meter.registers
      #expect(registers.energyImport.value.raw == truth.tiers[0], "seed \(seed), life \(life)")
      for tier in 1...8 {
        let counted = registers.tariff[tier].energyImport.value.raw
        #expect(counted == truth.tiers[tier], "seed \(seed), life \(life), tier \(tier)")
      }
      intervals += try Self.sum(block, from: first, until: registers.profile.entries, minutes, seed)
      first = registers.profile.entries
      let underWay = try #require(registers.profile.underWay)
      #expect(
        intervals == underWay.totals.energyImport.value.raw, "seed \(seed), life \(life)")
      meter.board.stop()
      #expect(meter.board.observer.faults == 0)
      block = block.afterPowerCycle(.unsyncedLost)
      if let now = utc { utc = now + Int64(random.next() % 20_000_000) }
    }
  }

  private static func tier(_ tables: TariffTables, _ zone: ZoneRules, _ utc: Int64?) -> Int {
    Int(tables.tier(at: utc.map { UTC(milliseconds: $0) }, zone: zone).number)
  }

  /// Sets the clock now and then: a little, far, into the past, or not known at all.
  private static func set(
    _ utc: inout Int64?, _ meter: inout BookedMeter, _ random: inout SplitMix64
  ) {
    let old = utc
    switch random.next() % 24 {
    case 0: utc = utc.map { $0 + Int64(random.next() % 10_000_000) }
    case 1: utc = utc.map { $0 - Int64(random.next() % 10_000_000) }
    case 2: utc = 1_774_700_000_000 + Int64(random.next() % 40_000_000_000)
    case 3: utc = nil
    default: break
    }
    if utc != old { meter.set(utc: utc) }
  }

  /// What intervals hold together; each is there once, and none is longer than it may be.
  private static func sum(
    _ block: MemoryBlock, from first: UInt64, until end: UInt64, _ minutes: UInt8, _ seed: UInt64
  ) throws -> Int128 {
    var sum: Int128 = 0
    for number in first..<end {
      let entry = try #require(block.interval(number), "interval \(number), seed \(seed)")
      #expect(entry.index == number, "seed \(seed)")
      #expect(entry.duration <= UInt32(minutes) * 60_000, "interval \(number), seed \(seed)")
      sum += entry.energies[0].raw
    }
    return sum
  }
}
