// SPDX-License-Identifier: Apache-2.0

import SimulatedHardware
import Tariff
import Testing

@Suite("Civil dates")
struct CivilDateTests {
  struct Known: Sendable {
    let year: Int64
    let month: Int64
    let day: Int64
    let days: Int64
    let weekday: Weekday
  }

  /// From `date -u -d <date> +%s` and `+%u`.
  static let known = [
    Known(year: 1970, month: 1, day: 1, days: 0, weekday: .thursday),
    Known(year: 1970, month: 12, day: 31, days: 364, weekday: .thursday),
    Known(year: 1972, month: 2, day: 29, days: 789, weekday: .tuesday),
    Known(year: 2000, month: 2, day: 29, days: 11_016, weekday: .tuesday),
    Known(year: 2000, month: 3, day: 1, days: 11_017, weekday: .wednesday),
    Known(year: 2024, month: 2, day: 29, days: 19_782, weekday: .thursday),
    Known(year: 2025, month: 12, day: 31, days: 20_453, weekday: .wednesday),
    Known(year: 2100, month: 2, day: 28, days: 47_540, weekday: .sunday),
    Known(year: 2100, month: 3, day: 1, days: 47_541, weekday: .monday),
    Known(year: 9999, month: 12, day: 31, days: 2_932_896, weekday: .friday),
  ]

  @Test("A day since 1970 and a date are the same day, both ways", arguments: known)
  func both(known: Known) throws {
    let date = try #require(CivilDate(year: known.year, month: known.month, day: known.day))
    #expect(date.daysSince1970 == known.days)
    #expect(date.weekday == known.weekday)
    #expect(CivilDate(daysSince1970: known.days) == date)
  }

  @Test("From 1970 to 9999 each day is the next one of a calendar that counts days of months")
  func everyDay() {
    var (year, month, day) = (Int64(1970), Int64(1), Int64(1))
    var weekday: UInt8 = 4
    let lengths: [Int64] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    var wrong = 0
    for days in Int64(0)...2_932_896 {
      let date = CivilDate(daysSince1970: days)
      let isSame = (date.year, date.month, date.day) == (year, month, day)
      if !isSame || date.daysSince1970 != days || date.weekday.rawValue != weekday { wrong += 1 }
      let isLeap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0)
      let length = lengths[Int(month) - 1] + (month == 2 && isLeap ? 1 : 0)
      day += 1
      if day > length { (day, month) = (1, month + 1) }
      if month > 12 { (month, year) = (1, year + 1) }
      weekday = weekday % 7 + 1
    }
    #expect(wrong == 0)
    #expect((year, month, day) == (10_000, 1, 1))
  }

  @Test(
    "A day that the calendar does not have is no date",
    arguments: [
      (1969, 12, 31), (10_000, 1, 1), (2025, 0, 1), (2025, 13, 1), (2025, 1, 0), (2025, 1, 32),
      (2025, 2, 29), (2100, 2, 29), (2024, 2, 30), (2025, 4, 31), (2025, 6, 31), (2025, 9, 31),
      (2025, 11, 31), (.max, 1, 1), (2025, .min, 1), (2025, 1, .max),
    ] as [(Int64, Int64, Int64)])
  func noDate(year: Int64, month: Int64, day: Int64) {
    #expect(CivilDate(year: year, month: month, day: day) == nil)
  }

  @Test("The last day of each month is a date")
  func lastDays() {
    for (month, day) in [(1, 31), (2, 28), (4, 30), (6, 30), (9, 30), (11, 30), (12, 31)] {
      #expect(CivilDate(year: 2025, month: Int64(month), day: Int64(day)) != nil)
    }
    #expect(CivilDate(year: 2000, month: 2, day: 29) != nil)
    #expect(CivilDate.isLeap(2000) && CivilDate.isLeap(2024))
    #expect(!CivilDate.isLeap(2100) && !CivilDate.isLeap(2025))
  }

  @Test("Dates are in the order of their days")
  func order() {
    var random = SplitMix64(seed: 21)
    for _ in 0..<2_000 {
      let left = Int64.random(in: 0...2_932_896, using: &random)
      let right = left + Int64.random(in: -400...400, using: &random)
      let isBefore = CivilDate(daysSince1970: left) < CivilDate(daysSince1970: right)
      #expect(isBefore == (left < right), "seed 21, \(left) and \(right)")
    }
  }

  @Test("A time of the day is its hours, minutes, seconds and milliseconds, before 1970 too")
  func times() {
    let first = CivilTime(milliseconds: 0)
    #expect((first.hour, first.minute, first.second, first.millisecond) == (0, 0, 0, 0))
    let later = CivilTime(milliseconds: 1_700_000_123_456)
    #expect((later.date.year, later.date.month, later.date.day) == (2023, 11, 14))
    #expect((later.hour, later.minute, later.second, later.millisecond) == (22, 15, 23, 456))
    #expect(later.minuteOfDay == 1_335)
    let before = CivilTime(milliseconds: -1)
    #expect((before.date.year, before.date.month, before.date.day) == (1969, 12, 31))
    #expect((before.hour, before.minute, before.second, before.millisecond) == (23, 59, 59, 999))
  }

  @Test("The ends of 64 bits are times, and no arithmetic traps")
  func ends() {
    #expect(CivilTime(milliseconds: .max).date.year == 292_278_994)
    #expect(CivilTime(milliseconds: .min).date.year == -292_275_055)
  }
}
