// SPDX-License-Identifier: Apache-2.0

public import Quantities
import Tariff

/// A time as the clock on the wall shows it.
public struct LocalTime: Equatable, Sendable {
  /// Years whose last two digits are all that the port can tell.
  private static let years: ClosedRange<Int64> = 2000...2099

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

  /// What the clock on the wall shows; nil outside of `years`.
  ///
  /// Rounding: down to the second.
  var fields: Fields? {
    let (local, isOver) = utc.milliseconds.addingReportingOverflow(Int64(offsetMinutes) * 60_000)
    let time = CivilTime(milliseconds: local)
    guard !isOver, Self.years.contains(time.date.year) else { return nil }
    return Fields(
      year: time.date.year - Self.years.lowerBound, month: time.date.month, day: time.date.day,
      hour: time.hour, minute: time.minute, second: time.second)
  }
}
