// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// How long a demand interval is. Source: [DLMS Blue Book] class 5, period.
public enum DemandPeriod: UInt8, Sendable {
  /// A quarter of an hour.
  case minutes15 = 15
  /// Half an hour.
  case minutes30 = 30
  /// An hour.
  case minutes60 = 60

  /// Unit: milliseconds.
  var milliseconds: Int64 { Int64(rawValue) * 60_000 }
}

/// The largest mean power of any interval since the last reset.
public struct MaximumDemand: Equatable, Sendable {
  /// Energy of the interval over its nominal length. Rounding: nearest.
  public var power = ActivePower(microwatts: 0)
  /// When the interval ended; nil where there is none yet, or the clock was not known in it.
  public var end: UTC?

  /// None yet.
  public init() {}
}

/// The interval under way.
public struct DemandInterval: Equatable, Sendable {
  /// Which one: whole intervals since 1970, or since the start where the clock is not known.
  public var number: Int64
  /// How long it is.
  public var period: DemandPeriod
  /// Whether it is aligned to universal time.
  public var isClockKnown: Bool
  /// The totals at its start.
  public var start: ActiveEnergies

  /// Whether something of it is missing: it began late, or the supply failed in it.
  public var isIncomplete = false

  /// Makes an interval that begins with these totals.
  public init(number: Int64, period: DemandPeriod, isClockKnown: Bool, start: ActiveEnergies) {
    self.number = number
    self.period = period
    self.isClockKnown = isClockKnown
    self.start = start
  }

  /// Its end by the clock; nil where that is not known.
  var end: UTC? {
    guard isClockKnown else { return nil }
    let (end, isOver) = (number &+ 1).multipliedReportingOverflow(by: period.milliseconds)
    return isOver ? nil : UTC(milliseconds: end)
  }

  /// Whether it is the interval of that time, which may lie a little before it.
  func holds(_ time: BookingTime) -> Bool {
    guard isClockKnown == time.isClockKnown, !time.wasSet else { return false }
    let length = period.milliseconds
    return time.number(length) == number || time.later(by: Tolerance.milliseconds, length) == number
  }
}

extension DemandInterval {
  /// Whether it comes right after another.
  fileprivate func follows(_ other: DemandInterval) -> Bool {
    isAfter(other) && number == other.number + 1
  }

  /// Whether it comes after another on the same clock.
  fileprivate func isAfter(_ other: DemandInterval) -> Bool {
    period == other.period && isClockKnown == other.isClockKnown && number > other.number
  }

  /// What it is in the load profile; nil where its place in time is not known.
  fileprivate func ended(_ totals: ActiveEnergies, isWhole: Bool) -> ProfileInterval? {
    guard isClockKnown else { return nil }
    return ProfileInterval(
      number: number, period: period, isIncomplete: isIncomplete || !isWhole, start: start,
      energies: totals.since(start))
  }
}

/// How far two readings of a clock that nobody set may lie apart.
enum Tolerance {
  static let milliseconds: Int64 = 2_000
}

/// Maximum demand in both directions, over intervals that follow the clock.
///
/// An interval that ends early, because the supply failed or the clock was set or learnt, counts
/// with the energy that it has, over its whole nominal length: never more than was drawn.
/// Source: [DLMS Blue Book] class 5: the average is the energy over the whole periods.
public struct DemandRegisters: Equatable, Sendable {
  /// Of energy received.
  public var maximumImport = MaximumDemand()
  /// Of energy delivered.
  public var maximumExport = MaximumDemand()
  /// The interval under way; nil before the first.
  public var interval: DemandInterval?
  /// How often the maxima were reset.
  public var resets: UInt64 = 0

  /// Nothing measured.
  public init() {}

  /// Goes on to a time: ends the interval under way where it is over, and begins the next.
  ///
  /// - Returns: the interval that ended, where its place in time is known.
  @discardableResult
  public mutating func advance(
    to time: BookingTime, _ period: DemandPeriod, _ totals: ActiveEnergies
  ) -> ProfileInterval? {
    let last = interval
    if let last, last.period == period, last.holds(time) { return nil }
    var next = DemandInterval(
      number: time.number(period.milliseconds), period: period, isClockKnown: time.isClockKnown,
      start: totals)
    let follows =
      last.map { next.follows($0) && !time.wasSet } == true || time.isAtStart(period.milliseconds)
    next.isIncomplete = !follows
    interval = next
    guard let last else { return nil }
    end(last, totals)
    return last.ended(totals, isWhole: next.isAfter(last) && !time.wasSet)
  }

  /// An interval that the clock knows goes on, with something missing; of one that no clock knew
  /// what it counted from is gone with the restart: it ends.
  public mutating func restarted(_ totals: ActiveEnergies) {
    guard let interval else { return }
    guard !interval.isClockKnown else {
      self.interval?.isIncomplete = true
      return
    }
    end(interval, totals)
    self.interval = nil
  }

  /// Forgets the maxima; the interval under way goes on and counts for what comes.
  public mutating func reset() {
    maximumImport = MaximumDemand()
    maximumExport = MaximumDemand()
    resets = resets.addingSaturating(1)
  }

  private mutating func end(_ interval: DemandInterval, _ totals: ActiveEnergies) {
    let energy = totals.since(interval.start)
    Self.raise(&maximumImport, energy.energyImport, interval)
    Self.raise(&maximumExport, energy.energyExport, interval)
  }

  private static func raise(
    _ maximum: inout MaximumDemand, _ energy: Energy, _ interval: DemandInterval
  ) {
    let power = power(energy, interval.period)
    guard power.microwatts > maximum.power.microwatts else { return }
    maximum.power = power
    maximum.end = interval.end
  }

  /// The mean power of an energy over a period. Rounding: nearest; a period divides the hour.
  private static func power(_ energy: Energy, _ period: DemandPeriod) -> ActivePower {
    let perHour = Int128(60 / Int64(period.rawValue))
    let (raw, isOver) = energy.value.raw.multipliedReportingOverflow(by: perHour)
    guard !isOver else { return ActivePower(microwatts: .max) }
    return ActivePower(microwatts: Int64(clamping: raw.roundedShift(64)))
  }
}
