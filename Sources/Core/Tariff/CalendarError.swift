// SPDX-License-Identifier: Apache-2.0

/// Why a calendar is not whole: what, and at which index of its table, counted from 0.
public enum CalendarError: Error, Equatable, Sendable {
  /// No season: no date has a week.
  case noSeason
  /// A season starts on a date that not every year has.
  case seasonStart(season: Int)
  /// A season does not start after the one before it.
  case seasonOrder(season: Int)
  /// A season names a week that is not in the table.
  case unknownWeek(season: Int)
  /// A week has the name of an earlier one.
  case sameWeek(week: Int)
  /// A week names a day that is not in the table.
  case unknownDay(week: Int, weekday: Weekday)
  /// A day has the name of an earlier one.
  case sameDay(day: Int)
  /// The first action of a day is not at 00:00, or it has none.
  case noMidnightAction(day: Int)
  /// An action is not at a minute of the day.
  case actionTime(day: Int, action: Int)
  /// An action is not after the one before it.
  case actionOrder(day: Int, action: Int)
  /// A special day has a date that the calendar does not have.
  case specialDayDate(entry: Int)
  /// A special day has the date, or the date of every year, of an earlier one.
  case sameSpecialDay(entry: Int)
  /// A special day names a day that is not in the table.
  case specialDayUnknown(entry: Int)
}

extension CalendarContent {
  /// Finds the first thing that keeps it from giving each instant one tier.
  func validate() throws(CalendarError) {
    for index in days.indices { try validate(day: index) }
    for index in weeks.indices { try validate(week: index) }
    guard seasons.count > 0 else { throw .noSeason }
    for index in seasons.indices { try validate(season: index) }
    for index in specialDays.indices { try validate(specialDay: index) }
  }

  /// The place of a day profile; nil where there is none of that name.
  func place(ofDay dayID: UInt8) -> Int? {
    for index in days.indices where days[index].dayID == dayID { return index }
    return nil
  }

  /// The place of a week profile; nil where there is none of that name.
  func place(ofWeek name: UInt8) -> Int? {
    for index in weeks.indices where weeks[index].name == name { return index }
    return nil
  }

  private func validate(day index: Int) throws(CalendarError) {
    guard place(ofDay: days[index].dayID) == index else { throw .sameDay(day: index) }
    let schedule = days[index].daySchedule
    guard schedule.count > 0, schedule[0].startMinute == 0 else {
      throw .noMidnightAction(day: index)
    }
    for action in 1..<schedule.count {
      guard schedule[action].startMinute < DayAction.minutesPerDay else {
        throw .actionTime(day: index, action: action)
      }
      guard schedule[action].startMinute > schedule[action - 1].startMinute else {
        throw .actionOrder(day: index, action: action)
      }
    }
  }

  private func validate(week index: Int) throws(CalendarError) {
    guard place(ofWeek: weeks[index].name) == index else { throw .sameWeek(week: index) }
    for number in Weekday.monday.rawValue...Weekday.sunday.rawValue {
      guard let weekday = Weekday(rawValue: number) else { continue }
      guard place(ofDay: weeks[index][weekday]) != nil else {
        throw .unknownDay(week: index, weekday: weekday)
      }
    }
  }

  private func validate(season index: Int) throws(CalendarError) {
    let season = seasons[index]
    // A common year: a season that began on 29 February would not begin in it.
    guard CivilDate(year: 1970, month: Int64(season.month), day: Int64(season.day)) != nil else {
      throw .seasonStart(season: index)
    }
    if index > 0 {
      let before = seasons[index - 1]
      guard (before.month, before.day) < (season.month, season.day) else {
        throw .seasonOrder(season: index)
      }
    }
    guard place(ofWeek: season.week) != nil else { throw .unknownWeek(season: index) }
  }

  private func validate(specialDay index: Int) throws(CalendarError) {
    let entry = specialDays[index]
    // A leap year where the entry is of every year: 29 February is one of the days it may be.
    let year = Int64(entry.year ?? 2000)
    guard CivilDate(year: year, month: Int64(entry.month), day: Int64(entry.day)) != nil else {
      throw .specialDayDate(entry: index)
    }
    for earlier in 0..<index where specialDays[earlier].isSameDate(as: entry) {
      throw .sameSpecialDay(entry: index)
    }
    guard place(ofDay: entry.dayID) != nil else { throw .specialDayUnknown(entry: index) }
  }
}

extension SpecialDay {
  fileprivate func isSameDate(as other: SpecialDay) -> Bool {
    (year, month, day) == (other.year, other.month, other.day)
  }
}
