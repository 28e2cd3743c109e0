// SPDX-License-Identifier: Apache-2.0

import Bytes
import EventLog
import Ledger
import Metrology
import Parameters
import Quantities
import Tariff
import Testing
import ZigBee

@testable import Meter

/// The calendar, the limiter and the clock in the meter.
@Suite struct TariffCalendarTests {
  /// 2026-01-05, a Monday, 00:00 UTC.
  private static let monday: Int64 = 1_767_571_200_000

  /// Tier 1, and tier 2 from a minute of each day on.
  private static func calendar(name: UInt64, from minute: UInt16) throws -> TariffCalendar {
    var content = CalendarContent()
    content.name = CalendarName(littleEndian: name)
    let (one, two) = (try #require(Tier(1)), try #require(Tier(2)))
    var day = DayProfile(dayID: 1)
    day.daySchedule.append(DayAction(startMinute: 0, tier: one))
    day.daySchedule.append(DayAction(startMinute: minute, tier: two))
    content.days.append(day)
    content.weeks.append(WeekProfile(name: 1, everyDay: 1))
    content.seasons.append(SeasonProfile(name: 1, month: 1, day: 1, week: 1))
    return try TariffCalendar(content)
  }

  private static func meter(
    _ tables: TariffTables, savedAt: Int64? = nil
  ) throws -> Meter {
    var parameters = parameters()
    parameters.tariff = tables
    var registers = Registers()
    registers.events.savedAt = savedAt.map { UTC(milliseconds: $0) }
    return try restored(registers, parameters)
  }

  private static func tick(
    _ meter: inout Meter, seconds: UInt64, utc: Int64?, _ output: inout Gathered
  ) {
    meter.ticked(
      at: Instant(nanoseconds: seconds * 1_000_000_000),
      utc: utc.map { UTC(milliseconds: $0) }, &output)
  }

  @Test("The calendar chooses the tier; while the time is not known it is the default")
  func tiers() throws {
    var tables = TariffTables(defaultTier: try #require(Tier(3)))
    tables.setPassive(try Self.calendar(name: 1, from: 600))
    tables.activatePassiveCalendar()
    var output = Gathered()
    var meter = try Self.meter(tables)
    Self.tick(&meter, seconds: 0, utc: nil, &output)
    #expect(meter.activeTier == 3)
    Self.tick(&meter, seconds: 1, utc: Self.monday, &output)
    #expect(meter.activeTier == 1)
    Self.tick(&meter, seconds: 2, utc: Self.monday + 600 * 60_000 - 1, &output)
    #expect(meter.activeTier == 1)
    Self.tick(&meter, seconds: 3, utc: Self.monday + 600 * 60_000, &output)
    #expect(meter.activeTier == 2)
    Self.tick(&meter, seconds: 4, utc: Self.monday, &output)
    #expect(meter.activeTier == 1, "a clock that is set back is believed")
    Self.tick(&meter, seconds: 5, utc: nil, &output)
    #expect(meter.activeTier == 3)
  }

  @Test("A price tells the tier only where no calendar rules; it is kept with the interval anyway")
  func price() throws {
    let price = PriceInForce(
      price: 250, trailingDigits: 3, currency: 978, tier: 5, from: 0, until: nil)
    var output = Gathered()
    var free = try Self.meter(TariffTables())
    Self.tick(&free, seconds: 0, utc: Self.monday, &output)
    free.carryOut(.price(price), at: .zero, &output)
    #expect(free.activeTier == 5)
    var tables = TariffTables()
    tables.setPassive(try Self.calendar(name: 1, from: 600))
    tables.activatePassiveCalendar()
    var ruled = try Self.meter(tables)
    Self.tick(&ruled, seconds: 0, utc: Self.monday, &output)
    ruled.carryOut(.price(price), at: .zero, &output)
    #expect(ruled.activeTier == 1)
    #expect(ruled.accounts.price?.value == 250)
  }

  @Test("A passive calendar comes into force at its time: one event, and none at the next start")
  func activation() throws {
    var tables = TariffTables()
    tables.setPassive(try Self.calendar(name: 1, from: 600))
    tables.activatePassiveCalendar()
    tables.setPassive(
      try Self.calendar(name: 2, from: 60),
      activationTime: UTC(milliseconds: Self.monday + 120 * 60_000))
    var output = Gathered()
    var meter = try Self.meter(tables)
    Self.tick(&meter, seconds: 0, utc: Self.monday + 119 * 60_000, &output)
    #expect(meter.activeTier == 1)
    Self.tick(&meter, seconds: 1, utc: Self.monday + 120 * 60_000, &output)
    Self.tick(&meter, seconds: 2, utc: Self.monday + 121 * 60_000, &output)
    #expect(meter.activeTier == 2)
    let changes = output.events.filter { if case .tariffTable = $0 { true } else { false } }
    #expect(changes.count == 1)
    guard case .tariffTable(let old, let new, _, let origin)? = changes.first else { return }
    #expect(old != new && old != 0 && new != 0 && origin == Origin(.meter))
    var later = Gathered()
    var next = try Self.meter(tables, savedAt: Self.monday + 121 * 60_000)
    Self.tick(&next, seconds: 0, utc: Self.monday + 122 * 60_000, &later)
    #expect(next.activeTier == 2)
    #expect(!later.events.contains { if case .tariffTable = $0 { true } else { false } })
  }

  @Test("A clock outside of its limits is not believed, and is told once")
  func absurdClock() throws {
    var parameters = parameters()
    parameters.clockLimits = .standard
    var output = Gathered()
    var meter = try restored(Registers(), parameters)
    for second in UInt64(0)..<3 { Self.tick(&meter, seconds: second, utc: 86_400_000, &output) }
    #expect(meter.time == nil)
    #expect(output.events.filter { $0 == .selfCheckFailed(.clock) }.count == 1)
    Self.tick(&meter, seconds: 3, utc: Self.monday, &output)
    #expect(meter.time == UTC(milliseconds: Self.monday))
    let new = UTC(milliseconds: Self.monday)
    #expect(output.events.contains(.clockSet(old: nil, new: new, source: .system)))
  }

  @Test("A clock that the network moves by little and little is an event where the sum is a step")
  func creepingClock() {
    var clock = MeterClock(.any)
    var sets = 0
    for second in UInt64(0)..<10 {
      let now = Instant(nanoseconds: second * 1_000_000_000)
      // 1.9 s too much, each second.
      clock.told(byNetwork: UTC(milliseconds: Self.monday + Int64(second) * 2_900), at: now)
      let (_, change) = clock.ticked(board: nil, at: now)
      if case .set = change { sets += 1 }
    }
    #expect(sets == 5, "the first, and every other step of 1.9 s")
  }

  @Test("The bench sets the clock, before the network's and after the board's; each set is told")
  func benchClock() throws {
    var parameters = parameters()
    parameters.clockLimits = .standard
    var output = Gathered()
    var meter = try restored(Registers(), parameters)
    Self.tick(&meter, seconds: 0, utc: nil, &output)
    func sets() -> [MeterEvent] {
      output.events.filter { if case .clockSet = $0 { true } else { false } }
    }
    let now = Instant(nanoseconds: 1_000_000_000)
    let (monday, later) = (UTC(milliseconds: Self.monday), UTC(milliseconds: Self.monday + 900))
    meter.setClock(UTC(milliseconds: 86_400_000), at: now, &output)
    #expect(output.events.contains(.accessRefused(origin: Origin(.local))), "1970")
    meter.setClock(monday, at: now, &output)
    Self.tick(&meter, seconds: 1, utc: nil, &output)
    #expect(sets() == [.clockSet(old: nil, new: monday, source: .local)])
    meter.setClock(later, at: now, &output)
    Self.tick(&meter, seconds: 1, utc: nil, &output)
    #expect(sets().last == .clockSet(old: monday, new: later, source: .local), "a small one, too")
    Self.tick(&meter, seconds: 2, utc: nil, &output)
    #expect(sets().count == 2 && meter.time?.milliseconds == later.milliseconds + 1_000)
    Self.tick(&meter, seconds: 3, utc: Self.monday + 3_600_000, &output)
    #expect(meter.time == UTC(milliseconds: Self.monday + 3_600_000), "the board's own goes before")
    guard case .clockSet(_, _, .system)? = sets().last else {
      Issue.record("the board's clock is not told")
      return
    }
  }

  @Test("Too much for too long opens the supply; the button closes it; a cut between keeps it open")
  func limiter() throws {
    var parameters = parameters()
    parameters.limiter = LimiterSettings(
      thresholdNormalWatts: 100, minOverThresholdDurationSeconds: 2, openDelaySeconds: 2)
    var output = Gathered()
    var meter = try restored(Registers(), parameters)
    Self.tick(&meter, seconds: 0, utc: nil, &output)
    for half in UInt64(0)..<16 {
      // 200 V and 1 A: 200 W.
      meter.sampled(squareWave(1_000), from: half * 500_000_000, &output)
      meter.ticked(milliseconds: half * 500 + 500, &output)
    }
    #expect(output.switched == [false])
    #expect(
      output.events.contains(.relay(.supply, isClosed: false, origin: Origin(.meter))))
    let kept = try #require(output.kept.last)
    var later = Gathered()
    var next = try Meter(parameters)
    next.restore(kept: kept.span)
    next.restore(Registers())
    #expect(next.accounts.limiter.phase == .openUntilReconnected)
    next.ticked(milliseconds: 0, &later)
    #expect(later.switched == [false])
    next.pressed(.long, at: Instant(nanoseconds: 1_000_000), &later)
    next.ticked(milliseconds: 200, &later)
    #expect(later.switched == [false, true])
    #expect(later.events.contains(.relay(.supply, isClosed: true, origin: Origin(.local))))
    #expect(next.accounts.limiter.phase == .normal)
  }
}
