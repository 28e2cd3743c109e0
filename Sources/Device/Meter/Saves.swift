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
  private var asked: (registers: Registers, utc: UTC?)?

  mutating func restored(_ registers: Registers) { confirmed = registers }

  /// The registers are handed out to be saved, under their own count of saves.
  mutating func ask(_ registers: Registers, utc: UTC?) { asked = (registers, utc) }

  /// A save has ended; one that was not the last to be asked for tells nothing.
  mutating func ended(_ outcome: SaveOutcome) {
    guard let asked, asked.registers.events.saves == outcome.number else { return }
    hasFailed = !outcome.isSafe
    if outcome.isSafe { (confirmed, confirmedTime) = asked }
    self.asked = nil
  }
}
