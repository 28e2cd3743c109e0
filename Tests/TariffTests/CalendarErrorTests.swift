// SPDX-License-Identifier: Apache-2.0

import Tariff
import Testing

@Suite("Calendars that are not whole")
struct CalendarErrorTests {
  typealias Change = @Sendable (inout CalendarContent) throws -> Void

  struct Fault: Sendable {
    let error: CalendarError
    let change: Change

    init(_ error: CalendarError, _ change: @escaping Change) {
      (self.error, self.change) = (error, change)
    }
  }

  /// Each is one change of the example, which is whole.
  static let faults = [
    Fault(.noSeason) { $0.seasons = Table() },
    Fault(.seasonStart(season: 2)) { $0.seasons.append(season(13, 1, week: 1)) },
    Fault(.seasonStart(season: 2)) { $0.seasons.append(season(0, 1, week: 1)) },
    Fault(.seasonStart(season: 2)) { $0.seasons.append(season(12, 0, week: 1)) },
    Fault(.seasonStart(season: 2)) { $0.seasons.append(season(11, 31, week: 1)) },
    Fault(.seasonStart(season: 0)) {
      $0.seasons = Table()
      $0.seasons.append(season(2, 29, week: 1))
    },
    Fault(.seasonOrder(season: 2)) { $0.seasons.append(season(10, 16, week: 1)) },
    Fault(.seasonOrder(season: 2)) { $0.seasons.append(season(1, 1, week: 1)) },
    Fault(.unknownWeek(season: 2)) { $0.seasons.append(season(11, 1, week: 3)) },
    Fault(.unknownWeek(season: 0)) { $0.weeks = Table() },
    Fault(.sameWeek(week: 2)) { $0.weeks.append(WeekProfile(name: 1, everyDay: 10)) },
    Fault(.unknownDay(week: 2, weekday: .monday)) {
      $0.weeks.append(WeekProfile(name: 3, everyDay: 13))
    },
    Fault(.unknownDay(week: 2, weekday: .sunday)) {
      var week = WeekProfile(name: 3, everyDay: 10)
      week[.sunday] = 0
      $0.weeks.append(week)
    },
    Fault(.unknownDay(week: 0, weekday: .monday)) { $0.days = Table() },
    Fault(.sameDay(day: 3)) { $0.days.append(try Calendars.day(11, [(0, 0, 1)])) },
    Fault(.noMidnightAction(day: 3)) { $0.days.append(DayProfile(dayID: 13)) },
    Fault(.noMidnightAction(day: 3)) {
      $0.days.append(try Calendars.day(13, [(0, 1, 1), (0, 2, 1)]))
    },
    Fault(.actionTime(day: 3, action: 1)) {
      $0.days.append(try Calendars.day(13, [(0, 0, 1), (24, 0, 1)]))
    },
    Fault(.actionTime(day: 3, action: 2)) {
      $0.days.append(try Calendars.day(13, [(0, 0, 1), (23, 59, 2), (34, 7, 1)]))
    },
    Fault(.actionOrder(day: 3, action: 1)) {
      $0.days.append(try Calendars.day(13, [(0, 0, 1), (0, 0, 2)]))
    },
    Fault(.actionOrder(day: 3, action: 2)) {
      $0.days.append(try Calendars.day(13, [(0, 0, 1), (9, 0, 2), (8, 59, 3)]))
    },
    Fault(.specialDayDate(entry: 3)) { $0.specialDays.append(special(2027, 2, 29)) },
    Fault(.specialDayDate(entry: 3)) { $0.specialDays.append(special(nil, 2, 30)) },
    Fault(.specialDayDate(entry: 3)) { $0.specialDays.append(special(nil, 0, 1)) },
    Fault(.specialDayDate(entry: 3)) { $0.specialDays.append(special(nil, 13, 1)) },
    Fault(.specialDayDate(entry: 3)) { $0.specialDays.append(special(1969, 12, 31)) },
    Fault(.specialDayDate(entry: 3)) { $0.specialDays.append(special(10_000, 1, 1)) },
    Fault(.sameSpecialDay(entry: 3)) { $0.specialDays.append(special(nil, 12, 25)) },
    Fault(.sameSpecialDay(entry: 3)) { $0.specialDays.append(special(2026, 4, 6)) },
    Fault(.specialDayUnknown(entry: 3)) { $0.specialDays.append(special(nil, 5, 1, dayID: 13)) },
  ]

  @Test("A calendar that is not whole is refused: what, and at which index", arguments: faults)
  func refused(fault: Fault) throws {
    var content = try Calendars.example()
    try fault.change(&content)
    #expect(throws: fault.error) { try TariffCalendar(content) }
  }

  @Test("The example is whole, and so is a calendar whose tables are full")
  func whole() throws {
    #expect(throws: Never.self) { try TariffCalendar(Calendars.example()) }
    #expect(throws: Never.self) { try TariffCalendar(Self.full()) }
  }

  @Test("A full table takes no more rows")
  func limits() throws {
    var content = try Self.full()
    let isTaken = [
      content.seasons.append(.blank), content.weeks.append(.blank), content.days.append(.blank),
      content.specialDays.append(.blank),
    ]
    #expect(isTaken == [false, false, false, false])
    var day = content.days[0]
    let isActionTaken = day.daySchedule.append(.blank)
    #expect(!isActionTaken)
    #expect(try content == Self.full())
  }

  static func season(_ month: UInt8, _ day: UInt8, week: UInt8) -> SeasonProfile {
    SeasonProfile(name: 9, month: month, day: day, week: week)
  }

  static func special(
    _ year: UInt16?, _ month: UInt8, _ day: UInt8, dayID: UInt8 = 11
  ) -> SpecialDay {
    SpecialDay(year: year, month: month, day: day, dayID: dayID)
  }

  /// 8 seasons, 8 weeks, 16 days of 12 actions, 64 special days.
  static func full() throws -> CalendarContent {
    var content = CalendarContent()
    for number in UInt8(1)...8 {
      content.seasons.append(SeasonProfile(name: number, month: number, day: 1, week: number))
      content.weeks.append(WeekProfile(name: number, everyDay: number))
    }
    for number in UInt8(1)...16 {
      let switches = (0..<12).map { Calendars.Switch(UInt16($0) * 2, 0, UInt8($0 % 8) + 1) }
      content.days.append(try Calendars.day(number, switches))
    }
    for number in UInt8(0)..<64 {
      let (month, day) = (number / 28 + 1, number % 28 + 1)
      content.specialDays.append(special(nil, month, day, dayID: number % 16 + 1))
    }
    return content
  }
}
