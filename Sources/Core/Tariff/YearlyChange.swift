// SPDX-License-Identifier: Apache-2.0

/// The day of a change that comes every year.
public enum YearlyDay: Equatable, Sendable {
  /// `Mm.w.d`: month 1 to 12; week 1 to 5, where 5 is the last of the month; the weekday.
  case weekdayOfMonth(month: Int64, week: Int64, weekday: Weekday)
  /// `Jn`: day 1 to 365; 29 February is never counted.
  case dayWithoutLeap(Int64)
  /// `n`: day 0 to 365; 29 February is counted. Day 365 of a common year is the next 1 January.
  case dayFromZero(Int64)

  /// Whether the numbers are within their ranges.
  public var isValid: Bool {
    switch self {
    case .weekdayOfMonth(let month, let week, _):
      (1...12).contains(month) && (1...5).contains(week)
    case .dayWithoutLeap(let day): (1...365).contains(day)
    case .dayFromZero(let day): (0...365).contains(day)
    }
  }

  /// The day in a year. Unit: days since 1970-01-01.
  func daysSince1970(in year: Int64) -> Int64 {
    switch self {
    case .weekdayOfMonth(let month, let week, let weekday):
      return Self.day(of: weekday, week: week, month: month, in: year)
    case .dayWithoutLeap(let day):
      let isAfterLeapDay = CivilDate.isLeap(year) && day >= 60
      let first = CivilDate.daysSince1970(year: year, month: 1, day: 1)
      return first + day - (isAfterLeapDay ? 0 : 1)
    case .dayFromZero(let day):
      return CivilDate.daysSince1970(year: year, month: 1, day: 1) + day
    }
  }

  private static func day(
    of weekday: Weekday, week: Int64, month: Int64, in year: Int64
  ) -> Int64 {
    let first = CivilDate.daysSince1970(year: year, month: month, day: 1)
    let ahead = Int64(weekday.rawValue) - Int64(Weekday(daysSince1970: first).rawValue)
    let day = (ahead + 7) % 7 + (week - 1) * 7
    return first + (day < CivilDate.daysIn(month: month, year: year) ? day : day - 7)
  }
}

/// When, every year, the offset of a zone changes.
///
/// Source: [POSIX.1-2024] XBD 8.3 TZ; [RFC 9636] 3.3.2 for hours beyond the day.
public struct YearlyChange: Equatable, Sendable {
  /// Unit: seconds. 167 hours, to both sides.
  public static let secondsOfDayLimit: Int64 = 167 * 3_600

  /// The day.
  public let day: YearlyDay
  /// Seconds after 00:00 of the day, by the offset that is in force until then.
  /// Range: -167 h to 167 h.
  public let secondsOfDay: Int64

  /// Makes a change; nil where a number is out of its range.
  public init?(_ day: YearlyDay, secondsOfDay: Int64 = 7_200) {
    let limit = Self.secondsOfDayLimit
    guard day.isValid, secondsOfDay >= -limit, secondsOfDay <= limit else { return nil }
    self.day = day
    self.secondsOfDay = secondsOfDay
  }

  /// When it comes. Unit: milliseconds since 1970.
  func milliseconds(in year: Int64, offsetMinutes: Int64) -> Int64 {
    let seconds = day.daysSince1970(in: year) * 86_400 + secondsOfDay - offsetMinutes * 60
    return seconds * 1_000
  }
}
