// SPDX-License-Identifier: Apache-2.0

/// A time of a day as a clock on the wall shows it.
public struct CivilTime: Equatable, Sendable {
  static let millisecondsPerDay: Int64 = 86_400_000
  static let millisecondsPerMinute: Int64 = 60_000

  /// The day.
  public let date: CivilDate
  /// Range: 0 to 23.
  public let hour: Int64
  /// Range: 0 to 59.
  public let minute: Int64
  /// Range: 0 to 59.
  public let second: Int64
  /// Range: 0 to 999.
  public let millisecond: Int64

  /// The time so many milliseconds after 1970-01-01 00:00 of the same clock. Range: every value.
  public init(milliseconds: Int64) {
    let days = milliseconds.flooredQuotient(Self.millisecondsPerDay)
    let rest = milliseconds.flooredRemainder(Self.millisecondsPerDay)
    date = CivilDate(daysSince1970: days)
    hour = rest / 3_600_000
    minute = rest / 60_000 % 60
    second = rest / 1_000 % 60
    millisecond = rest % 1_000
  }

  /// Whole minutes since 00:00. Range: 0 to 1,439.
  public var minuteOfDay: Int64 { hour * 60 + minute }
}
