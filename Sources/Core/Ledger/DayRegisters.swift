// SPDX-License-Identifier: Apache-2.0

import Quantities

/// The totals at the start of a day.
public struct DayStart: Equatable, Sendable {
  /// Days since 1970-01-01, local.
  public var number: Int32
  /// The totals when it began, or when the meter first saw it.
  public var totals: ActiveEnergies

  /// Makes the start of a day.
  public init(number: Int32, totals: ActiveEnergies) {
    self.number = number
    self.totals = totals
  }
}

/// Where the day and the day before began, so that their consumption is a difference of totals.
public struct DayRegisters: Equatable, Sendable {
  private static let length: Int64 = 86_400_000

  /// The day under way; nil until the clock is known.
  public var today: DayStart?
  /// The day before it; nil until the meter has seen its end.
  public var yesterday: DayStart?

  /// No day yet.
  public init() {}

  /// What came since local midnight; nil until the clock is known.
  public func consumption(_ totals: ActiveEnergies) -> ActiveEnergies? {
    today.map { totals.since($0.totals) }
  }

  /// What came in the day before; nil until the meter has seen its end.
  public var consumptionYesterday: ActiveEnergies? {
    guard let today, let yesterday else { return nil }
    return today.totals.since(yesterday.totals)
  }

  /// Goes on to a time; while the clock is not known the day goes on.
  ///
  /// - Parameter zoneMinutes: what local time is ahead of universal time.
  public mutating func advance(
    to time: BookingTime, zoneMinutes: Int16, _ totals: ActiveEnergies
  ) {
    guard let utc = time.utc else { return }
    let local = utc.milliseconds + Int64(zoneMinutes) * 60_000
    let day = Self.day(local)
    guard let today else {
      self.today = DayStart(number: day, totals: totals)
      return
    }
    // A clock that hesitates at midnight does not bring the day before back.
    if day == today.number || Self.day(local + Tolerance.milliseconds) == today.number { return }
    if let yesterday, day == yesterday.number {
      // The clock was set back over midnight: the day before goes on from where it began.
      (self.today, self.yesterday) = (yesterday, nil)
    } else if day > today.number {
      let isNext = day == today.number + 1
      yesterday = isNext ? today : DayStart(number: day - 1, totals: totals)
      self.today = DayStart(number: day, totals: totals)
    } else {
      (self.today, yesterday) = (DayStart(number: day, totals: totals), nil)
    }
  }

  /// Range: a year below 10,000 has fewer than 2^22 days. Rounding: down.
  private static func day(_ local: Int64) -> Int32 {
    let (quotient, remainder) = local.quotientAndRemainder(dividingBy: length)
    return Int32(truncatingIfNeeded: remainder < 0 ? quotient - 1 : quotient)
  }
}
