// SPDX-License-Identifier: Apache-2.0

public import Quantities
import ZigBee

/// A failure of the supply, from the edge of its comparator on.
///
/// One that is over soon is a glitch: it costs a save, and nobody is told. One that lasts is told
/// by radio, once, after the registers; then the meter stops, while the supply still holds. A
/// comparator that said nothing else since the start is none that fails: a meter must not stop
/// again and again because a wire is off.
struct OutageWatch {
  /// How long the supply holds after the edge. Unit: nanoseconds. Source: Board/Devices.csv, PF.
  static let holdNanoseconds: UInt64 = 100_000_000
  /// What is shorter is a glitch: one cycle at 50 Hz. Unit: nanoseconds.
  static let glitchNanoseconds: UInt64 = 20_000_000
  /// From then on nothing is waited for before it is told. Unit: nanoseconds.
  static let tellNanoseconds: UInt64 = 40_000_000
  /// When the meter stops: the last save has the rest of `holdNanoseconds`. Unit: nanoseconds.
  static let stopNanoseconds: UInt64 = 60_000_000

  private var since: Instant?
  private var wasGood = false
  private var isTold = false

  /// Whether the supply fails.
  var isFailing: Bool { since != nil }

  /// The comparator has changed.
  mutating func changed(isFailing: Bool, at now: Instant) {
    since = isFailing && wasGood ? now : nil
    wasGood = wasGood || !isFailing
    isTold = false
  }

  /// True once, when it is to be told.
  ///
  /// - Parameter isSaved: whether the save that was asked for at the edge has ended.
  mutating func mustTell(isSaved: Bool, at now: Instant) -> Bool {
    guard let since, !isTold else { return false }
    isTold = now.since(since) >= (isSaved ? Self.glitchNanoseconds : Self.tellNanoseconds)
    return isTold
  }

  /// Whether the meter is to stop.
  func mustStop(at now: Instant) -> Bool {
    since.map { now.since($0) >= Self.stopNanoseconds } ?? false
  }
}

extension Meter {
  /// Whether the supply fails: then the time is looked at often.
  public var isSupplyFailing: Bool { outage.isFailing }

  /// Whether the supply has failed for so long that the meter is to be stopped.
  public func hasLostSupply(at now: Instant) -> Bool { outage.mustStop(at: now) }

  /// Tells an outage by radio.
  mutating func watchSupply(at now: Instant) {
    guard outage.mustTell(isSaved: !saves.isOutstanding, at: now) else { return }
    device.tellPowerFailure(at: Moment(now, utc: time))
  }
}
