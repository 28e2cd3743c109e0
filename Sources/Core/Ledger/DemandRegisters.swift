// SPDX-License-Identifier: Apache-2.0

import Quantities

/// Maximum demand in both directions, over intervals that follow the clock.
///
/// An interval that ends early, because the supply failed or the clock was set or learnt, counts
/// with the energy that it has, over its whole nominal length: never more than was drawn. A tier
/// counts with what came while it was in force without a break, over the whole length too.
/// Source: [DLMS Blue Book] class 5: the average is the energy over the whole periods.
public struct DemandRegisters: Equatable, Sendable {
  /// The maxima since the last reset.
  public var maxima = DemandMaxima()
  /// The interval under way; nil before the first.
  public var interval: DemandInterval?
  /// How often the maxima were reset.
  public var resets: UInt64 = 0
  /// The tier in force, 0 where there is none.
  public var tier: UInt8 = 0
  /// The totals when it came into force.
  public var tierStart = ActiveEnergies()
  /// How many parts before the one under way belong to the window, without a gap.
  var earlierParts = 0
  /// The totals at the starts of those parts, each in the place of its number; all else is zero.
  var earlier = InlineArray<15, ActiveEnergies>(repeating: ActiveEnergies())

  /// Nothing measured.
  public init() {}

  /// Of energy received, whatever the tier.
  public var maximumImport: MaximumDemand {
    get { maxima.rows[0] }
    set { maxima.rows[0] = newValue }
  }

  /// Of energy delivered, whatever the tier.
  public var maximumExport: MaximumDemand {
    get { maxima.rows[1] }
    set { maxima.rows[1] = newValue }
  }

  /// Goes on to a time: ends the interval under way where it is over, and begins the next.
  public mutating func advance(
    to time: BookingTime, _ window: DemandWindow, _ totals: ActiveEnergies
  ) {
    let last = interval
    if let last, last.window == window, last.holds(time) { return }
    var next = DemandInterval(time, window, totals)
    let follows = last.map { next.follows($0) && !time.wasSet } == true
    next.isIncomplete = !follows && !time.isAtStart(window.partMilliseconds)
    if let last { end(last, totals) }
    remember(follows ? last : nil, before: next)
    interval = next
  }

  /// Another tier is in force from now on; the one before it counts with what it has.
  public mutating func switched(to tier: UInt8?, _ totals: ActiveEnergies) {
    let next = tier.flatMap { TariffRegisters.isTier(Int($0)) ? $0 : nil } ?? 0
    guard next != self.tier else { return }
    if let interval { raiseTier(interval, totals) }
    (self.tier, tierStart) = (next, totals)
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
    forgetEarlier()
    self.interval = nil
  }

  /// Forgets the maxima; the interval under way goes on and counts for what comes.
  public mutating func reset() {
    maxima = DemandMaxima()
    resets = resets.addingSaturating(1)
  }

  /// Whether all agree.
  public static func == (left: DemandRegisters, right: DemandRegisters) -> Bool {
    for index in left.earlier.indices where left.earlier[index] != right.earlier[index] {
      return false
    }
    return left.maxima == right.maxima && left.interval == right.interval
      && left.resets == right.resets && left.tier == right.tier
      && left.tierStart == right.tierStart && left.earlierParts == right.earlierParts
  }

  /// The place of a part's start.
  static func place(_ number: Int64) -> Int {
    Int(UInt64(bitPattern: number) % UInt64(DemandWindow.partsMax))
  }

  private mutating func forgetEarlier() {
    earlierParts = 0
    earlier = InlineArray(repeating: ActiveEnergies())
  }

  private mutating func remember(_ last: DemandInterval?, before next: DemandInterval) {
    guard let last, next.window.parts > 1 else { return forgetEarlier() }
    let kept = Int(next.window.parts) - 1
    earlier[Self.place(last.number)] = last.start
    if earlierParts == kept { earlier[Self.place(last.number &- Int64(kept))] = ActiveEnergies() }
    earlierParts = min(earlierParts + 1, kept)
  }

  /// The totals where the window began that the interval ends.
  private func windowStart(_ interval: DemandInterval) -> ActiveEnergies {
    guard earlierParts > 0 else { return interval.start }
    return earlier[Self.place(interval.number &- Int64(earlierParts))]
  }

  private mutating func end(_ interval: DemandInterval, _ totals: ActiveEnergies) {
    let energy = totals.since(windowStart(interval))
    raise(tier: 0, energy, interval)
    raiseTier(interval, totals)
  }

  private mutating func raiseTier(_ interval: DemandInterval, _ totals: ActiveEnergies) {
    guard tier > 0 else { return }
    raise(tier: Int(tier), totals.since(windowStart(interval).later(tierStart)), interval)
  }

  private mutating func raise(
    tier: Int, _ energy: ActiveEnergies, _ interval: DemandInterval
  ) {
    let period = interval.window.period
    maxima.raise(
      tier: tier, Self.power(energy.energyImport, period), Self.power(energy.energyExport, period),
      interval.end)
  }

  /// The mean power of an energy over a period. Rounding: nearest; a period divides the hour.
  private static func power(_ energy: Energy, _ period: DemandPeriod) -> ActivePower {
    let perHour = Int128(60 / Int64(period.rawValue))
    let (raw, isOver) = energy.value.raw.multipliedReportingOverflow(by: perHour)
    guard !isOver else { return ActivePower(microwatts: .max) }
    return ActivePower(microwatts: Int64(clamping: raw.roundedShift(64)))
  }
}
