// SPDX-License-Identifier: Apache-2.0

import EventLog
import Parameters
import Quantities

/// The time of day: whose clock tells it, whether that is believed, and when it was set.
///
/// The board's clock goes before those of the network and of the bench, which are carried on by the
/// monotonic one.
struct MeterClock {
  /// A clock that moved by more against the monotonic one was set. Unit: milliseconds.
  static let stepMilliseconds: UInt64 = 2_000

  /// What a tick found.
  enum Change: Equatable {
    /// The clock was set, or became known.
    case set(old: UTC?, new: UTC, ClockSource)
    /// The board's clock tells a time that is not believed.
    case refused
  }

  private let limits: ClockLimits
  /// What the network's clock said, or the bench, and when.
  private var network: (instant: Instant, utc: UTC)?
  /// Whether the bench said it, and no tick has taken it yet.
  private var isBenchNew = false
  private var carriedSource = ClockSource.network
  /// What was told last.
  private var told: (instant: Instant, utc: UTC)?
  /// What the network told when it was last an event: many small steps are one large one.
  private var anchor: (instant: Instant, utc: UTC)?
  private var isFirst = true
  private var isRefused = false
  /// How good the time is.
  private(set) var state = ClockState.unknown

  init(_ limits: ClockLimits) { self.limits = limits }

  /// The network's clock says this. Anybody in the network may: once it has told a time that is
  /// believed, it moves it by no more than the limit of a step.
  ///
  /// - Returns: false where it is not taken.
  @discardableResult
  mutating func told(byNetwork utc: UTC, at now: Instant) -> Bool {
    guard limits.contain(utc) else { return false }
    if let network {
      let (step, isOver) = utc.milliseconds.subtractingReportingOverflow(
        Self.carried(network, to: now).milliseconds)
      guard !isOver, step.magnitude <= UInt64(limits.stepMilliseconds) else { return false }
    }
    (network, carriedSource) = ((now, utc), .network)
    return true
  }

  /// A person at the meter says this, and may: it goes before what the network said until then,
  /// and is a change even where it is small.
  ///
  /// - Returns: false where it is not believed.
  mutating func told(byBench utc: UTC, at now: Instant) -> Bool {
    guard limits.contain(utc) else { return false }
    (network, carriedSource, isBenchNew) = ((now, utc), .local, true)
    return true
  }

  /// The time now, carried on from the newest tick; nil where it is not known.
  func time(at now: Instant) -> UTC? { told.map { Self.carried($0, to: now) } }

  /// Takes the time of the board's clock; nil where it has none.
  ///
  /// A clock that is right when the meter starts was kept; that is no change.
  mutating func ticked(board: UTC?, at now: Instant) -> (utc: UTC?, change: Change?) {
    defer { isFirst = false }
    let believed = board.flatMap { limits.contain($0) ? $0 : nil }
    let carried = network.map { Self.carried($0, to: now) }
    let wasRefused = isRefused
    isRefused = board != nil && believed == nil
    guard let utc = believed ?? carried.flatMap({ limits.contain($0) ? $0 : nil }) else {
      (told, state) = (nil, .unknown)
      return (nil, isRefused && !wasRefused ? .refused : nil)
    }
    let refused: Change? = isRefused && !wasRefused ? .refused : nil
    let source = believed == nil ? carriedSource : .system
    let isBench = source == .local && isBenchNew
    isBenchNew = false
    if source == .system { anchor = nil }
    let old = anchor.map { Self.carried($0, to: now) } ?? time(at: now)
    told = (now, utc)
    if isFirst, believed != nil {
      state = .kept
      return (utc, nil)
    }
    guard isBench || Self.isStep(from: old, to: utc) else { return (utc, refused) }
    state = .set
    if source != .system { anchor = (now, utc) }
    return (utc, .set(old: old, new: utc, source))
  }

  private static func isStep(from old: UTC?, to new: UTC) -> Bool {
    guard let old else { return true }
    let (step, isOver) = new.milliseconds.subtractingReportingOverflow(old.milliseconds)
    return isOver || step.magnitude > stepMilliseconds
  }

  private static func carried(_ known: (instant: Instant, utc: UTC), to now: Instant) -> UTC {
    let more = Int64(clamping: now.since(known.instant) / 1_000_000)
    return UTC(milliseconds: known.utc.milliseconds.addingSaturating(more))
  }
}
