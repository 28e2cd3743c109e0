// SPDX-License-Identifier: Apache-2.0

import Ledger
import Quantities
import Testing

/// A time by the clock, or since the start.
func time(_ milliseconds: Int64, wasSet: Bool = false) -> BookingTime {
  BookingTime(sinceStart: 0, utc: UTC(milliseconds: milliseconds), wasSet: wasSet)
}

func unknown(_ milliseconds: UInt64) -> BookingTime {
  BookingTime(sinceStart: milliseconds * 1_000_000, utc: nil)
}

/// Totals in whole watt-hours.
func totals(_ imported: Int64, _ exported: Int64 = 0) -> ActiveEnergies {
  ActiveEnergies(
    Energy(value: Q64_64(raw: Int128(imported * 1_000_000) << 64)),
    Energy(value: Q64_64(raw: Int128(exported * 1_000_000) << 64)))
}

@Suite("Maximum demand")
struct DemandTests {
  /// 2023-11-14T22:15:00Z: a quarter of an hour begins, interval 1,888,889.
  private static let quarter: Int64 = 1_700_000_100_000

  @Test("An interval ends at a quarter of the hour; its demand is energy over its length")
  func block() {
    var demand = DemandRegisters()
    demand.advance(to: time(Self.quarter), .minutes15, totals(100, 50))
    #expect(demand.interval?.number == 1_888_889)
    demand.advance(to: time(Self.quarter + 899_999), .minutes15, totals(350, 60))
    #expect(demand.maximumImport == MaximumDemand())
    demand.advance(to: time(Self.quarter + 900_000), .minutes15, totals(350, 60))
    #expect(demand.maximumImport.power.microwatts == 1_000_000_000)
    #expect(demand.maximumImport.end == UTC(milliseconds: Self.quarter + 900_000))
    #expect(demand.maximumExport.power.microwatts == 40_000_000)
    #expect(demand.interval?.number == 1_888_890)
  }

  @Test(
    "The three lengths divide the hour, and the demand is per hour",
    arguments: [DemandWindow.minutes15, .minutes30, .minutes60])
  func lengths(_ period: DemandWindow) {
    let perHour = 60 / Int64(period.period.rawValue)
    var demand = DemandRegisters()
    let hour: Int64 = 1_699_999_200_000
    demand.advance(to: time(hour), period, totals(0))
    let end = hour + 3_600_000 / perHour
    demand.advance(to: time(end - 1), period, totals(7))
    #expect(demand.maximumImport.end == nil)
    demand.advance(to: time(end), period, totals(7))
    #expect(demand.maximumImport.power.microwatts == 7_000_000 * perHour)
    #expect(demand.maximumImport.end == UTC(milliseconds: end))
  }

  @Test("Only a higher demand takes the place of the maximum; an equal one does not")
  func raises() {
    var demand = DemandRegisters()
    var total: Int64 = 0
    var ends: [Int64?] = []
    for (index, energy) in [Int64(10), 10, 9, 11, 2].enumerated() {
      demand.advance(to: time(Self.quarter + Int64(index) * 900_000), .minutes15, totals(total))
      total += energy
      demand.advance(
        to: time(Self.quarter + Int64(index + 1) * 900_000), .minutes15, totals(total))
      ends.append(demand.maximumImport.end.map { ($0.milliseconds - Self.quarter) / 900_000 })
    }
    #expect(ends == [1, 1, 1, 4, 4])
  }

  @Test("An interval that began in its middle counts with what it has, over its whole length")
  func partial() {
    var demand = DemandRegisters()
    demand.advance(to: time(Self.quarter + 600_000), .minutes15, totals(0))
    demand.advance(to: time(Self.quarter + 900_000), .minutes15, totals(25))
    #expect(demand.maximumImport.power.microwatts == 100_000_000)
  }

  @Test("A clock that is set ends the interval; one that hesitates by two seconds does not")
  func clock() {
    var demand = DemandRegisters()
    demand.advance(to: time(Self.quarter + 900_000), .minutes15, totals(0))
    demand.advance(to: time(Self.quarter + 898_000), .minutes15, totals(5))
    #expect(demand.interval?.number == 1_888_890)
    #expect(demand.maximumImport.end == nil)
    demand.advance(to: time(Self.quarter + 897_999), .minutes15, totals(5))
    #expect(demand.interval?.number == 1_888_889)
    #expect(demand.maximumImport.power.microwatts == 20_000_000)
    demand.advance(to: time(Self.quarter + 60_000, wasSet: true), .minutes15, totals(11))
    #expect(demand.maximumImport.power.microwatts == 24_000_000)
    #expect(demand.interval?.start == totals(11))
  }

  @Test("Without a clock intervals follow the start; learning the clock ends the one under way")
  func noClock() {
    var demand = DemandRegisters()
    demand.advance(to: unknown(0), .minutes15, totals(0))
    demand.advance(to: unknown(899_999), .minutes15, totals(10))
    #expect(demand.maximumImport.power.microwatts == 0)
    demand.advance(to: unknown(900_000), .minutes15, totals(10))
    #expect(demand.maximumImport.power.microwatts == 40_000_000)
    #expect(demand.maximumImport.end == nil)
    demand.advance(to: time(Self.quarter), .minutes15, totals(30))
    #expect(demand.maximumImport.power.microwatts == 80_000_000)
    #expect(demand.interval?.isClockKnown == true)
  }

  @Test("After a restart an interval of the clock goes on; one that no clock knew has ended")
  func restarts() {
    var demand = DemandRegisters()
    demand.advance(to: time(Self.quarter), .minutes15, totals(0))
    demand.restarted(totals(3))
    #expect(demand.interval?.start == totals(0))
    demand.advance(to: time(Self.quarter + 900_000), .minutes15, totals(5))
    #expect(demand.maximumImport.power.microwatts == 20_000_000)
    demand.advance(to: unknown(0), .minutes15, totals(5))
    demand.restarted(totals(15))
    #expect(demand.interval == nil)
    #expect(demand.maximumImport.power.microwatts == 40_000_000)
  }

  @Test("A reset forgets both maxima and is counted; what is under way goes on")
  func reset() {
    var demand = DemandRegisters()
    demand.advance(to: time(Self.quarter), .minutes15, totals(0))
    demand.advance(to: time(Self.quarter + 900_000), .minutes15, totals(5, 5))
    demand.reset()
    #expect(demand.maximumImport == MaximumDemand())
    #expect(demand.maximumExport == MaximumDemand())
    #expect(demand.resets == 1)
    #expect(demand.interval?.number == 1_888_890)
    demand.resets = .max
    demand.reset()
    #expect(demand.resets == .max)
  }

  @Test("Registers may follow others whose maximum was higher only after a reset")
  func mayFollow() {
    var high = Registers()
    high.demand.maximumImport.power.microwatts = 9
    var low = high
    low.demand.maximumImport.power.microwatts = 8
    #expect(!low.mayFollow(high))
    #expect(high.mayFollow(low))
    low.demand.resets = 1
    #expect(low.mayFollow(high))
    var export = high
    export.demand.maximumExport.power.microwatts = 1
    #expect(!high.mayFollow(export))
  }

  @Test("An energy beyond any power is the most that there is, not a trap")
  func extremes() {
    var demand = DemandRegisters()
    demand.advance(to: time(0), .minutes15, totals(0))
    let most = Energy(value: Q64_64(raw: .max))
    demand.advance(to: time(900_000), .minutes15, ActiveEnergies(most, most))
    #expect(demand.maximumImport.power.microwatts == .max)
    demand.advance(to: time(1_800_000), .minutes15, totals(0))
    #expect(demand.interval?.number == 2)
  }

  @Test("A clock before 1970 or after the year 9999 counts as not known")
  func absurdClock() {
    for (milliseconds, isKnown): (Int64, Bool) in [
      (.min, false), (-1, false), (0, true), (253_402_300_799_999, true),
      (253_402_300_800_000, false), (.max, false),
    ] {
      #expect(time(milliseconds).isClockKnown == isKnown, "\(milliseconds)")
    }
    var demand = DemandRegisters()
    demand.advance(to: time(253_402_300_799_999), .minutes15, totals(0))
    demand.advance(to: unknown(UInt64.max / 1_000_000), .minutes15, totals(1))
    #expect(demand.maximumImport.end == UTC(milliseconds: 253_402_300_800_000))
  }
}
