// SPDX-License-Identifier: Apache-2.0

/// A day of the week. Source: [DLMS Blue Book] date: 1 is Monday, 7 is Sunday.
public enum Weekday: UInt8, Sendable {
  /// Monday.
  case monday = 1
  /// Tuesday.
  case tuesday = 2
  /// Wednesday.
  case wednesday = 3
  /// Thursday.
  case thursday = 4
  /// Friday.
  case friday = 5
  /// Saturday.
  case saturday = 6
  /// Sunday.
  case sunday = 7

  /// The weekday of a day. Unit: days since 1970-01-01, which was a Thursday.
  public init(daysSince1970 days: Int64) {
    switch (days % 7 + 7) % 7 {
    case 0: self = .thursday
    case 1: self = .friday
    case 2: self = .saturday
    case 3: self = .sunday
    case 4: self = .monday
    case 5: self = .tuesday
    default: self = .wednesday
    }
  }
}

/// A day of the Gregorian calendar.
public struct CivilDate: Equatable, Comparable, Sendable {
  /// Years that a date may be written with; what lies outside comes only from arithmetic.
  public static let years: ClosedRange<Int64> = 1970...9999

  /// The year.
  public let year: Int64
  /// Range: 1 to 12.
  public let month: Int64
  /// Range: 1 to 31.
  public let day: Int64

  /// Makes a date; nil where the calendar has no such day, or the year is not one of `years`.
  public init?(year: Int64, month: Int64, day: Int64) {
    guard Self.years.contains(year), (1...12).contains(month), day >= 1,
      day <= Self.daysIn(month: month, year: year)
    else { return nil }
    (self.year, self.month, self.day) = (year, month, day)
  }

  /// The date of a day. Unit: days since 1970-01-01.
  ///
  /// - Range: every day that a time in milliseconds of 64 bits can name.
  /// - Source: Howard Hinnant, chrono-Compatible Low-Level Date Algorithms, civil_from_days.
  public init(daysSince1970 days: Int64) {
    // Days from 0000-03-01, so that a leap day is the last of its year.
    let shifted = days + 719_468
    let era = shifted.flooredQuotient(146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  /// Unit: days since 1970-01-01.
  public var daysSince1970: Int64 { Self.daysSince1970(year: year, month: month, day: day) }

  /// The day of the week.
  public var weekday: Weekday { Weekday(daysSince1970: daysSince1970) }

  /// Earlier before later.
  public static func < (left: CivilDate, right: CivilDate) -> Bool {
    (left.year, left.month, left.day) < (right.year, right.month, right.day)
  }

  /// Whether a year has a 29 February.
  public static func isLeap(_ year: Int64) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  /// How many days a month, 1 to 12, has.
  static func daysIn(month: Int64, year: Int64) -> Int64 {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// - Range: a month of 1 to 12; the day may lie outside its month and counts on from it.
  /// - Source: as civil_from_days: days_from_civil.
  static func daysSince1970(year: Int64, month: Int64, day: Int64) -> Int64 {
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = shiftedYear.flooredQuotient(400)
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}

extension Int64 {
  /// The quotient by a positive divisor. Rounding: towards negative infinity.
  func flooredQuotient(_ divisor: Int64) -> Int64 {
    let quotient = self / divisor
    return quotient * divisor > self ? quotient - 1 : quotient
  }

  /// What the floored quotient leaves. Range: 0 to below the divisor; every dividend.
  func flooredRemainder(_ divisor: Int64) -> Int64 {
    let remainder = self % divisor
    return remainder < 0 ? remainder + divisor : remainder
  }
}
