// SPDX-License-Identifier: Apache-2.0

import Bytes
public import Quantities

/// A time as the clock on the wall shows it.
public struct LocalTime: Equatable, Sendable {
  /// Unit: seconds from 1970 to 2000.
  private static let epochSeconds: Int64 = 946_684_800
  private static let daySeconds: Int64 = 86_400
  /// Unit: days of four years that begin with a leap year.
  private static let fourYearsDays: Int64 = 1_461

  /// The time in coordinated universal time.
  public var utc: UTC
  /// Unit: minutes that the clock on the wall is ahead of UTC, daylight saving included.
  public var offsetMinutes: Int16
  /// Whether daylight saving time is in force.
  public var isDaylightSaving: Bool

  /// Makes a time.
  public init(utc: UTC, offsetMinutes: Int16, isDaylightSaving: Bool) {
    self.utc = utc
    self.offsetMinutes = offsetMinutes
    self.isDaylightSaving = isDaylightSaving
  }

  /// Two digits each.
  struct Fields: Equatable {
    var year: Int64
    var month: Int64
    var day: Int64
    var hour: Int64
    var minute: Int64
    var second: Int64
  }

  /// What the clock on the wall shows; nil outside the years 2000 to 2099, whose two digits are
  /// all that the port can tell.
  ///
  /// Rounding: down to the second.
  var fields: Fields? {
    let whole = utc.milliseconds / 1_000 - (utc.milliseconds % 1_000 < 0 ? 1 : 0)
    let seconds = whole - Self.epochSeconds + Int64(offsetMinutes) * 60
    guard seconds >= 0, seconds < 25 * Self.fourYearsDays * Self.daySeconds else { return nil }
    let rest = seconds % Self.daySeconds
    var day = seconds / Self.daySeconds
    var year = day / Self.fourYearsDays * 4
    day %= Self.fourYearsDays
    while day >= Self.days(ofYear: year) {
      day -= Self.days(ofYear: year)
      year += 1
    }
    var month: Int64 = 1
    while day >= Self.days(ofMonth: month, year) {
      day -= Self.days(ofMonth: month, year)
      month += 1
    }
    return Fields(
      year: year, month: month, day: day + 1, hour: rest / 3_600, minute: rest / 60 % 60,
      second: rest % 60)
  }

  /// From 2000 to 2099 each fourth year is a leap year.
  private static func days(ofYear year: Int64) -> Int64 { year % 4 == 0 ? 366 : 365 }

  private static func days(ofMonth month: Int64, _ year: Int64) -> Int64 {
    switch month {
    case 2: year % 4 == 0 ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}
