// SPDX-License-Identifier: Apache-2.0

import Quantities
import ZigBee

/// The supply relay K1 as the meter wants it and as its contact says.
///
/// The relay latches: without supply it stays where it is. At the start it is driven to where it
/// was asked to be last, whoever moved it since.
struct SupplySwitch {
  /// How long the contact may take to follow. Unit: nanoseconds.
  static let settleNanoseconds: UInt64 = 1_000_000_000
  /// How often a relay that does not follow is driven again.
  static let repeatsMax = 3

  /// Closed (true) or open, as last asked for; nil where nobody ever did.
  private(set) var wanted: Bool?
  /// What the contact says; nil where none is fitted.
  private(set) var isClosed: Bool?
  /// Who asked last, since the start.
  private(set) var origin: CommandOrigin?
  private var drivenAt: Instant?
  private var repeats = 0
  private var mustDrive = false

  /// Takes back where it was asked to be.
  mutating func restore(wanted: Bool?) {
    self.wanted = wanted
    mustDrive = wanted != nil
  }

  /// Takes a command that the cluster let through.
  mutating func ask(_ isClosed: Bool, _ origin: CommandOrigin) {
    wanted = isClosed
    self.origin = origin
    (mustDrive, repeats) = (true, 0)
  }

  /// The contact has been seen.
  mutating func felt(isClosed: Bool) { self.isClosed = isClosed }

  /// Whether the contact is not where it was asked to be, and will not be driven again.
  var isStuck: Bool {
    guard let wanted, let isClosed else { return false }
    return wanted != isClosed && repeats == Self.repeatsMax
  }

  /// Where the relay is to be driven now; nil for nowhere.
  mutating func drive(at now: Instant) -> Bool? {
    guard let wanted else { return nil }
    if !mustDrive {
      guard let isClosed, isClosed != wanted, let drivenAt, repeats < Self.repeatsMax,
        now.since(drivenAt) >= Self.settleNanoseconds
      else { return nil }
      repeats += 1
    }
    mustDrive = false
    drivenAt = now
    return wanted
  }
}
