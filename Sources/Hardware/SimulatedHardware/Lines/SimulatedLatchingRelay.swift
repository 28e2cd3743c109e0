// SPDX-License-Identifier: Apache-2.0

import HardwareInterface
import Quantities
import Synchronization

/// A latching relay with a feedback contact: rising edges of its two lines move it.
///
/// The contact follows at the next `settle`. One that is stuck does not move.
public final class SimulatedLatchingRelay: Sendable {
  /// The SET coil's trigger.
  public let set: SimulatedLine
  /// The RESET coil's trigger.
  public let reset: SimulatedLine
  /// The contact that follows: high is closed.
  public let feedback: SimulatedLine
  private let stuck = Mutex(false)

  /// Makes a relay that is closed, as it is delivered.
  public init(clock: VirtualClock, isClosed: Bool = true) {
    set = SimulatedLine(clock: clock)
    reset = SimulatedLine(clock: clock)
    feedback = SimulatedLine(clock: clock, level: isClosed ? .high : .low)
  }

  /// Whether supply gets through.
  public var isClosed: Bool { feedback.level == .high }

  /// How many pulses closed it and opened it.
  public var pulses: (set: Int, reset: Int) {
    (set.edges.count { $0.level == .high }, reset.edges.count { $0.level == .high })
  }

  /// Holds the armature, or lets it go.
  public func stick(_ isStuck: Bool) { stuck.withLock { $0 = isStuck } }

  /// Moves the contact to where the newest pulse of the two wants it.
  public func settle() {
    let newestSet = set.edges.last { $0.level == .high }
    let newestReset = reset.edges.last { $0.level == .high }
    guard !stuck.withLock({ $0 }) else { return }
    switch (newestSet, newestReset) {
    case (nil, nil): break
    case (_?, nil): feedback.drive(.high)
    case (nil, _?): feedback.drive(.low)
    case (let set?, let reset?): feedback.drive(set.at > reset.at ? .high : .low)
    }
  }
}
