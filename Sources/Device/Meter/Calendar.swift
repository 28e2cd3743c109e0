// SPDX-License-Identifier: Apache-2.0

import Ledger
import Quantities
import Tariff

/// Brings demand intervals, the load profile, days and months to the time of what is booked.
///
/// A step of energy, at most a block, is booked whole where it ends.
struct Calendar {
  /// Ticks wait so long for the samples that come before them. Unit: nanoseconds.
  static let settleNanoseconds: UInt64 = 1_000_000_000

  /// What came to its end when time passed.
  struct Passed {
    /// The interval of the load profile.
    var entry: ProfileEntry?
    /// Whether a month of local time is over.
    var isMonthOver = false
    /// What the clock says; nil where it is not known.
    var utc: UTC?
  }

  /// What of the rest of the meter goes into the load profile.
  var conditions: ProfileConditions
  private let window: DemandWindow
  private let profile: ProfileParameters
  private let zone: ZoneRules
  private var started: Instant?
  private var newest = Instant.zero
  private var wasSet = false
  private var isFailureKnown = false

  init(_ parameters: MeterParameters) {
    (window, zone) = (parameters.demandWindow, parameters.zone)
    profile = parameters.profile
    conditions = ProfileConditions(isCalibrated: parameters.frontEnd.isCalibrated)
  }

  /// True for the first tick of the run.
  mutating func ticked(at now: Instant, wasSet: Bool) -> Bool {
    self.wasSet = self.wasSet || wasSet
    guard started == nil else { return false }
    (started, newest) = (now, now)
    return true
  }

  /// How long the meter was without supply, as soon as the clock is known: from the last save to
  /// the start.
  mutating func learnFailure(_ events: inout EventCounters, _ utc: UTC?, at now: Instant) {
    guard !isFailureKnown, let started, let utc else { return }
    isFailureKnown = true
    guard let saved = events.savedAt else { return }
    let running = Int64(clamping: now.since(started) / 1_000_000)
    let (off, isOver) = (utc.milliseconds - running).subtractingReportingOverflow(
      saved.milliseconds)
    if !isOver, off > 0 { events.wasOff(seconds: UInt64(off) / 1_000) }
  }

  /// Before which all samples have come.
  func settled(_ now: Instant) -> Instant {
    Instant(
      nanoseconds: now.nanoseconds - min(now.nanoseconds, Self.settleNanoseconds))
  }

  /// Goes on to an instant, not backwards; nothing before the first tick.
  mutating func advance(
    _ registers: inout Registers, to instant: Instant, _ clock: QualityLog
  ) -> Passed {
    guard let started else { return Passed() }
    newest = max(newest, instant)
    let time = BookingTime(
      sinceStart: newest.since(started), utc: clock.time(at: newest), wasSet: wasSet)
    wasSet = false
    let totals = registers.active
    let ahead = time.utc.map { Int16(clamping: zone.offsetMinutes(at: $0)) } ?? 0
    registers.day.advance(to: time, zoneMinutes: ahead, totals)
    registers.demand.advance(to: time, window, totals)
    return Passed(
      entry: registers.advanceProfile(to: time, profile, conditions),
      isMonthOver: isMonthOver(&registers.billing, time), utc: time.utc)
  }

  private func isMonthOver(_ billing: inout BillingRegisters, _ time: BookingTime) -> Bool {
    guard let utc = time.utc else { return false }
    let local = zone.local(utc).date
    return billing.advance(toMonth: Int32(truncatingIfNeeded: 12 * local.year + local.month - 1))
  }
}
