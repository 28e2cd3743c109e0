// SPDX-License-Identifier: Apache-2.0

import Ledger
import Quantities
import Testing
import ZigBee

@testable import Meter

/// Energy booked by tier, by demand interval and by day.
@Suite struct TariffBookingTests {
  /// 2023-11-14T22:15:00Z, where a quarter of an hour begins.
  private static let quarter: Int64 = 1_700_000_100_000

  private static func price(_ tier: UInt8) -> DeviceEffect {
    .price(
      PriceInForce(
        price: 1, trailingDigits: 0, currency: 978, tier: tier, from: 0, until: nil))
  }

  /// Half a second of 200 W, and a tick after it.
  private static func half(
    _ index: UInt64, _ meter: inout Meter, utc: Int64? = nil, counts: Int32 = 1_000,
    _ output: inout Gathered
  ) {
    meter.sampled(squareWave(counts), from: index * 500_000_000, &output)
    meter.ticked(
      at: Instant(nanoseconds: (index + 1) * 500_000_000),
      utc: utc.map { UTC(milliseconds: $0 + Int64(index + 1) * 500) }, &output)
  }

  @Test("Energy is booked into the tier in force; all tiers and what none took are the total")
  func tiers() throws {
    var meter = try restored()
    var output = Gathered()
    var totals: [Int128] = []
    for (index, tier) in [UInt8?.none, 1, 8, 9, 1, 0, nil].enumerated() {
      let price = tier.map { Self.price($0) } ?? .price(nil)
      meter.carryOut(price, at: Instant(nanoseconds: UInt64(index) * 500_000_000), &output)
      let expected = tier == 1 || tier == 8 ? tier : nil
      #expect(meter.activeTier == expected)
      Self.half(UInt64(index), &meter, counts: index == 4 ? -1_000 : 1_000, &output)
      totals.append(meter.registers.energyImport.value.raw)
    }
    let registers = meter.registers
    #expect(registers.tariff[1].energyImport.value.raw > 0)
    #expect(registers.tariff[1].energyExport.value.raw > 0)
    #expect(registers.tariff[8].energyImport.value.raw > 0)
    #expect(registers.tariff[8].energyExport == .zero)
    for tier in 2...7 { #expect(registers.tariff[tier] == EnergyRegisters()) }
    var imported = registers.untariffed.energyImport.value.raw
    var exported = registers.untariffed.energyExport.value.raw
    for tier in 1...8 {
      imported += registers.tariff[tier].energyImport.value.raw
      exported += registers.tariff[tier].energyExport.value.raw
    }
    #expect(imported == registers.energyImport.value.raw)
    #expect(exported == registers.energyExport.value.raw)
    #expect(registers.untariffed.energyImport.value.raw > 0)
    #expect(totals == totals.sorted())
  }

  @Test("The tier in force is known with the time since when; the same tier again changes nothing")
  func since() throws {
    var meter = try restored()
    var output = Gathered()
    #expect(meter.tierSince == nil)
    meter.carryOut(Self.price(3), at: Instant(nanoseconds: 5), &output)
    meter.carryOut(Self.price(3), at: Instant(nanoseconds: 9), &output)
    #expect(meter.tierSince == Instant(nanoseconds: 5))
    #expect(meter.values.metering.activeTier == 3)
  }

  @Test("Intervals and days follow the clock of the ticks; the sum of intervals is the total")
  func intervals() throws {
    var meter = try restored()
    var output = Gathered()
    // The clock passes the quarter after 3 s.
    for index in UInt64(0)..<12 {
      Self.half(index, &meter, utc: Self.quarter - 3_000, &output)
    }
    let demand = meter.registers.demand
    #expect(demand.interval?.number == 1_888_889)
    #expect(demand.maximumImport.end == UTC(milliseconds: Self.quarter))
    let ended = try #require(meter.profile.newest)
    #expect(ended.number == 1_888_888)
    #expect(demand.interval?.start == meter.registers.profile.underWay?.totals.active)
    // 200 W for about 3 s, over a quarter of an hour.
    let power = demand.maximumImport.power.microwatts
    #expect(power > 200_000_000 * 2 / 900 && power < 200_000_000 * 4 / 900)
    let mean = (ended.energies.energyImport.value.raw * 4) >> 64
    #expect(abs(Int128(power) - mean) <= 1)
    #expect(meter.registers.day.today?.number == 19_675)
  }

  @Test("A clock that is set while the meter runs ends the interval under way")
  func clockSet() throws {
    var meter = try restored()
    var output = Gathered()
    for index in UInt64(0)..<4 { Self.half(index, &meter, utc: Self.quarter + 60_000, &output) }
    #expect(meter.registers.demand.maximumImport.power.microwatts == 0)
    for index in UInt64(4)..<8 { Self.half(index, &meter, utc: Self.quarter + 90_000, &output) }
    #expect(meter.registers.demand.maximumImport.power.microwatts > 0)
    #expect(meter.registers.demand.interval?.number == 1_888_889)
  }

  @Test("The network's clock is taken while the board knows none, and carried on")
  func networkClock() throws {
    var meter = try restored()
    var output = Gathered()
    meter.carryOut(
      .setClock(UTC(milliseconds: Self.quarter)), at: Instant(nanoseconds: 0), &output)
    for index in UInt64(0)..<6 { Self.half(index, &meter, &output) }
    #expect(meter.time == UTC(milliseconds: Self.quarter + 3_000))
    #expect(meter.registers.demand.interval?.number == 1_888_889)
    Self.half(6, &meter, utc: 0, &output)
    #expect(meter.time == UTC(milliseconds: 3_500))
  }

  @Test("Starts and saves are counted")
  func counters() throws {
    var registers = Registers()
    registers.events.starts = 41
    registers.events.saves = .max
    var meter = try restored(registers)
    var output = Gathered()
    #expect(meter.registers.events.starts == 41)
    meter.ticked(milliseconds: 10_000, &output)
    meter.ticked(milliseconds: 10_200, &output)
    #expect(meter.registers.events.starts == 42)
    #expect(meter.registers.events.saves == .max)
  }
}
