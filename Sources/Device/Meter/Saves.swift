// SPDX-License-Identifier: Apache-2.0

import Ledger
import Quantities

/// Which registers a power cut cannot take away any more.
struct Saves {
  /// The registers of the last save that is safe, or those that the meter went on from.
  private(set) var confirmed = Registers()
  /// When they were asked to be saved; nil where the clock was not known, or before the first.
  private(set) var confirmedTime: UTC?
  /// Whether the save that ended last failed.
  private(set) var hasFailed = false
  /// The newest that were asked for, and those before them, which may be the ones under way.
  private var asked: (registers: Registers, utc: UTC?)?
  private var before: (registers: Registers, utc: UTC?)?

  /// Whether the save that was asked for last has not ended.
  var isOutstanding: Bool { asked != nil }

  mutating func restored(_ registers: Registers) { confirmed = registers }

  /// The registers are handed out to be saved, under their own count of saves.
  mutating func ask(_ registers: Registers, utc: UTC?) {
    before = asked ?? before
    asked = (registers, utc)
  }

  /// A save has ended; one that is older than the last two that were asked for tells nothing.
  mutating func ended(_ outcome: SaveOutcome) {
    if let asked, asked.registers.events.saves == outcome.number {
      take(asked, outcome)
      (self.asked, before) = (nil, nil)
    } else if let before, before.registers.events.saves == outcome.number {
      take(before, outcome)
      self.before = nil
    }
  }

  private mutating func take(_ save: (registers: Registers, utc: UTC?), _ outcome: SaveOutcome) {
    hasFailed = !outcome.isSafe
    if outcome.isSafe { (confirmed, confirmedTime) = save }
  }
}
