// SPDX-License-Identifier: Apache-2.0

import Quantities
import Tariff
import Testing

/// Calendars that the tests share.
enum Calendars {
  typealias Switch = (hour: UInt16, minute: UInt16, tier: UInt8)

  static func day(_ dayID: UInt8, _ switches: [Switch]) throws -> DayProfile {
    var day = DayProfile(dayID: dayID)
    for entry in switches {
      let tier = try #require(Tier(entry.tier))
      day.daySchedule.append(DayAction(startMinute: entry.hour * 60 + entry.minute, tier: tier))
    }
    return day
  }

  static func week(_ name: UInt8, workday: UInt8, weekend: UInt8) -> WeekProfile {
    var week = WeekProfile(name: name, everyDay: workday)
    week[.saturday] = weekend
    week[.sunday] = weekend
    return week
  }

  /// The example of SPEC.md: winter and summer, working days, weekends and holidays.
  static func example() throws -> CalendarContent {
    var content = CalendarContent()
    content.name = CalendarName(littleEndian: 0x3632_3032_2055_4F54)
    content.seasons.append(SeasonProfile(name: 1, month: 4, day: 1, week: 2))
    content.seasons.append(SeasonProfile(name: 2, month: 10, day: 16, week: 1))
    content.weeks.append(week(1, workday: 10, weekend: 11))
    content.weeks.append(week(2, workday: 12, weekend: 11))
    content.days.append(try day(10, [(0, 0, 1), (6, 0, 2), (17, 30, 3), (21, 0, 1)]))
    content.days.append(try day(11, [(0, 0, 1)]))
    content.days.append(try day(12, [(0, 0, 1), (7, 0, 2), (22, 59, 8)]))
    content.specialDays.append(SpecialDay(year: nil, month: 12, day: 25, dayID: 11))
    content.specialDays.append(SpecialDay(year: 2026, month: 4, day: 6, dayID: 11))
    content.specialDays.append(SpecialDay(year: 2026, month: 12, day: 25, dayID: 10))
    return content
  }

  /// One day profile for every day.
  static func everyDay(_ switches: [Switch]) throws -> TariffCalendar {
    var content = CalendarContent()
    content.seasons.append(SeasonProfile(name: 1, month: 1, day: 1, week: 1))
    content.weeks.append(WeekProfile(name: 1, everyDay: 1))
    content.days.append(try day(1, switches))
    return try TariffCalendar(content)
  }

  /// Milliseconds of a civil time, by a zone that is ahead of universal time.
  static func utc(
    _ date: (Int64, Int64, Int64), _ hour: Int64, _ minute: Int64, ahead: Int64 = 0
  ) throws -> UTC {
    let day = try #require(CivilDate(year: date.0, month: date.1, day: date.2)).daysSince1970
    return UTC(milliseconds: ((day * 24 + hour) * 60 + minute - ahead) * 60_000)
  }
}
