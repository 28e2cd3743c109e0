// SPDX-License-Identifier: Apache-2.0

import Quantities
import Tariff
import Testing

@Suite("Tariff calendar")
struct TariffCalendarTests {
  struct Expected: Sendable {
    let date: (Int64, Int64, Int64)
    let hour: Int64
    let minute: Int64
    let tier: UInt8

    init(_ date: (Int64, Int64, Int64), _ hour: Int64, _ minute: Int64, _ tier: UInt8) {
      (self.date, self.hour, self.minute, self.tier) = (date, hour, minute, tier)
    }
  }

  static let expected = [
    // A Tuesday of winter; the year's first season has not begun: the last one goes on.
    Expected((2026, 1, 6), 0, 0, 1), Expected((2026, 1, 6), 5, 59, 1),
    Expected((2026, 1, 6), 6, 0, 2), Expected((2026, 1, 6), 17, 29, 2),
    Expected((2026, 1, 6), 17, 30, 3), Expected((2026, 1, 6), 20, 59, 3),
    Expected((2026, 1, 6), 21, 0, 1), Expected((2026, 1, 6), 23, 59, 1),
    // Friday, Saturday, Sunday, Monday.
    Expected((2026, 1, 9), 12, 0, 2), Expected((2026, 1, 10), 12, 0, 1),
    Expected((2026, 1, 11), 12, 0, 1), Expected((2026, 1, 12), 12, 0, 2),
    // The season begins at 00:00 of its day; 31 March 2026 is a Tuesday.
    Expected((2026, 3, 31), 6, 30, 2), Expected((2026, 4, 1), 6, 30, 1),
    Expected((2026, 4, 1), 7, 0, 2), Expected((2026, 4, 1), 22, 58, 2),
    Expected((2026, 4, 1), 22, 59, 8), Expected((2026, 4, 2), 0, 0, 1),
    Expected((2026, 10, 15), 6, 30, 1), Expected((2026, 10, 16), 6, 30, 2),
    // A special day of one year, and the same date a year later: a Tuesday.
    Expected((2026, 4, 6), 12, 0, 1), Expected((2027, 4, 6), 12, 0, 2),
    // One of every year, and of the one year that has another.
    Expected((2025, 12, 25), 12, 0, 1), Expected((2026, 12, 25), 18, 0, 3),
    Expected((2028, 12, 25), 12, 0, 1),
  ]

  @Test("Season, weekday, special day and time of the day choose the tier", arguments: expected)
  func tier(expected: Expected) throws {
    let calendar = try TariffCalendar(Calendars.example())
    let zone = try Zone.rules("<+03>-3")
    let utc = try Calendars.utc(expected.date, expected.hour, expected.minute, ahead: 180)
    #expect(calendar.tier(at: utc, zone: zone).number == expected.tier)
    let last = UTC(milliseconds: utc.milliseconds + 59_999)
    #expect(calendar.tier(at: last, zone: zone).number == expected.tier)
  }

  @Test("29 February of every year is a special day in leap years only")
  func leapDay() throws {
    var content = try Calendars.example()
    content.specialDays.append(SpecialDay(year: nil, month: 2, day: 29, dayID: 11))
    let calendar = try TariffCalendar(content)
    let thursday = try Calendars.utc((2024, 2, 29), 12, 0)
    #expect(calendar.tier(at: thursday, zone: .utc).number == 1)
    let friday = try Calendars.utc((2024, 3, 1), 12, 0)
    #expect(calendar.tier(at: friday, zone: .utc).number == 2)
    let monday = try Calendars.utc((2022, 2, 28), 12, 0)
    #expect(calendar.tier(at: monday, zone: .utc).number == 2)
  }

  @Test("A switch that the clock jumps over takes effect at the jump")
  func jump() throws {
    let zone = try Zone.rules("CET-1CEST,M3.5.0,M10.5.0/3")
    let calendar = try Calendars.everyDay([(0, 0, 1), (2, 30, 2), (4, 0, 1)])
    let jump = try Calendars.utc((2026, 3, 29), 1, 0)
    let before = UTC(milliseconds: jump.milliseconds - 1)
    #expect(calendar.tier(at: before, zone: zone).number == 1)
    #expect(calendar.tier(at: jump, zone: zone).number == 2)
    let midnight = try Calendars.utc((2026, 3, 29), 0, 0, ahead: 60)
    #expect(calendar.nextSwitch(after: midnight, zone: zone) == jump)
    #expect(
      try calendar.nextSwitch(after: jump, zone: zone)
        == Calendars.utc((2026, 3, 29), 4, 0, ahead: 120))
  }

  @Test("Of two switches that the clock jumps over the later one counts")
  func jumpOverTwo() throws {
    let zone = try Zone.rules("CET-1CEST,M3.5.0,M10.5.0/3")
    let jump = try Calendars.utc((2026, 3, 29), 1, 0)
    let midnight = try Calendars.utc((2026, 3, 29), 0, 0, ahead: 60)
    let two = try Calendars.everyDay([(0, 0, 1), (2, 15, 2), (2, 45, 3), (4, 0, 1)])
    #expect(two.tier(at: jump, zone: zone).number == 3)
    #expect(two.nextSwitch(after: midnight, zone: zone) == jump)
    // There and back: nothing changes at the jump.
    let back = try Calendars.everyDay([(0, 0, 1), (2, 15, 2), (2, 45, 1), (4, 0, 5)])
    #expect(back.tier(at: jump, zone: zone).number == 1)
    #expect(
      try back.nextSwitch(after: midnight, zone: zone)
        == Calendars.utc((2026, 3, 29), 4, 0, ahead: 120))
  }

  @Test("A switch of a repeated hour takes effect the first time, and stays")
  func repeated() throws {
    let zone = try Zone.rules("CET-1CEST,M3.5.0,M10.5.0/3")
    let calendar = try Calendars.everyDay([(0, 0, 1), (2, 30, 2), (3, 15, 3)])
    let first = try Calendars.utc((2026, 10, 25), 2, 30, ahead: 120)
    let second = try Calendars.utc((2026, 10, 25), 3, 15, ahead: 60)
    let expected: [(Int64, UInt8)] = [(-1, 1), (0, 2), (30, 2), (59, 2), (60, 2), (104, 2)]
    for (minutes, tier) in expected {
      let utc = UTC(milliseconds: first.milliseconds + minutes * 60_000)
      #expect(calendar.tier(at: utc, zone: zone).number == tier, "\(minutes) min after")
    }
    #expect(calendar.tier(at: second, zone: zone).number == 3)
    let before = UTC(milliseconds: first.milliseconds - 1)
    #expect(calendar.nextSwitch(after: before, zone: zone) == first)
    #expect(calendar.nextSwitch(after: first, zone: zone) == second)
  }

  @Test("Where midnight is jumped over the day begins at the jump")
  func jumpedMidnight() throws {
    // Cuba: from 00:00 to 01:00; the special day is a Sunday.
    let zone = try Zone.rules("CST5CDT,M3.2.0/0,M11.1.0/1")
    var content = try Calendars.example()
    content.days.append(try Calendars.day(20, [(0, 0, 5), (23, 0, 6)]))
    content.specialDays.append(SpecialDay(year: 2026, month: 3, day: 8, dayID: 20))
    let calendar = try TariffCalendar(content)
    let jump = try Calendars.utc((2026, 3, 8), 0, 0, ahead: -300)
    let before = UTC(milliseconds: jump.milliseconds - 1)
    #expect(calendar.tier(at: before, zone: zone).number == 1)
    #expect(calendar.tier(at: jump, zone: zone).number == 5)
    #expect(calendar.nextSwitch(after: before, zone: zone) == jump)
  }

  @Test("Where the clock is set back over midnight, the tiers of the day before do not come back")
  func midnightAgain() throws {
    // From 00:30 back to 23:30 of the day before.
    let zone = try Zone.rules("AAA0BBB,M3.5.0,M10.5.0/0:30")
    let calendar = try Calendars.everyDay([(0, 0, 1), (23, 45, 2)])
    let change = try Calendars.utc((2026, 10, 25), 0, 30, ahead: 60)
    for minute in Int64(-30)..<60 {
      let utc = UTC(milliseconds: change.milliseconds + minute * 60_000)
      #expect(calendar.tier(at: utc, zone: zone).number == 1, "\(minute) min after the change")
    }
    let before = UTC(milliseconds: change.milliseconds - 31 * 60_000)
    #expect(calendar.tier(at: before, zone: zone).number == 2)
    #expect(
      try calendar.nextSwitch(after: change, zone: zone) == Calendars.utc((2026, 10, 25), 23, 45))
  }

  @Test("The next switch is looked for through 400 local days, and no further")
  func bounded() throws {
    let never = try Calendars.everyDay([(0, 0, 4), (12, 0, 4)])
    let start = try Calendars.utc((2026, 1, 1), 0, 0)
    #expect(never.nextSwitch(after: start, zone: .utc) == nil)
    var content = never.content
    content.days.append(try Calendars.day(2, [(0, 0, 4), (12, 0, 5)]))
    content.specialDays.append(SpecialDay(year: 2027, month: 2, day: 4, dayID: 2))
    // 4 February 2027 is the 400th local day from 1 January 2026 on.
    let once = try TariffCalendar(content)
    let noon = try Calendars.utc((2027, 2, 4), 12, 0)
    #expect(once.nextSwitch(after: start, zone: .utc) == noon)
    let earlier = UTC(milliseconds: start.milliseconds - 1)
    #expect(once.nextSwitch(after: earlier, zone: .utc) == nil)
    let midnight = try Calendars.utc((2027, 2, 5), 0, 0)
    #expect(once.nextSwitch(after: noon, zone: .utc) == midnight)
    #expect(once.nextSwitch(after: midnight, zone: .utc) == nil)
  }

  @Test("A time outside the years 1970 to 9999 has a tier, no next switch, and traps nowhere")
  func outside() throws {
    let calendar = try TariffCalendar(Calendars.example())
    for text in Zone.texts {
      let zone = try Zone.rules(text)
      for time in [Int64.min, -1, 253_402_300_800_000, .max] {
        let utc = UTC(milliseconds: time)
        #expect((1...8).contains(calendar.tier(at: utc, zone: zone).number))
        #expect(calendar.nextSwitch(after: utc, zone: zone) == nil)
      }
      let first = calendar.nextSwitch(after: UTC(milliseconds: 0), zone: zone)
      #expect(first != nil)
      let last = UTC(milliseconds: 253_402_300_799_999)
      #expect(calendar.nextSwitch(after: last, zone: zone) != nil)
    }
  }

  @Test("Tiers are numbered 1 to 8")
  func tiers() {
    #expect(Tier(0) == nil && Tier(9) == nil && Tier(255) == nil)
    for number in UInt8(1)...8 { #expect(Tier(number)?.number == number) }
    #expect(Tier.first.number == 1)
  }
}
