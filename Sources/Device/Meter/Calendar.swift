// SPDX-License-Identifier: Apache-2.0

import Ledger
import Quantities

/// Brings demand intervals and days to the time of what is booked.
///
/// A step of energy, at most a block, is booked whole where it ends.
struct Calendar {
  /// Ticks wait so long for the samples that come before them. Unit: nanoseconds.
  static let settleNanoseconds: UInt64 = 1_000_000_000

  private let period: DemandPeriod
  private let zoneMinutes: Int16
  private var started: Instant?
  private var newest = Instant.zero
  private var wasSet = false

  init(_ parameters: MeterParameters) {
    (period, zoneMinutes) = (parameters.demandPeriod, parameters.zoneMinutes)
  }

  /// True for the first tick of the run.
  mutating func ticked(at now: Instant, wasSet: Bool) -> Bool {
    self.wasSet = self.wasSet || wasSet
    guard started == nil else { return false }
    (started, newest) = (now, now)
    return true
  }

  /// Before which all samples have come.
  func settled(_ now: Instant) -> Instant {
    Instant(
      nanoseconds: now.nanoseconds - min(now.nanoseconds, Self.settleNanoseconds))
  }

  /// Goes on to an instant, not backwards; nothing before the first tick.
  ///
  /// - Returns: the interval that ended, where its place in time is known.
  mutating func advance(
    _ registers: inout Registers, to instant: Instant, _ clock: QualityLog
  ) -> ProfileInterval? {
    guard let started else { return nil }
    newest = max(newest, instant)
    let time = BookingTime(
      sinceStart: newest.since(started), utc: clock.time(at: newest), wasSet: wasSet)
    wasSet = false
    let totals = registers.active
    registers.day.advance(to: time, zoneMinutes: zoneMinutes, totals)
    return registers.demand.advance(to: time, period, totals)
  }
}
