// SPDX-License-Identifier: Apache-2.0

import HardwareInterface
import Meter
import Quantities

/// What switches and contacts say.
extension MeterBoard
where
  Source: ~Copyable, Line: ~Copyable, Display: ~Copyable, Input: ~Copyable, Port: ~Copyable,
  Store: ~Copyable, Image: ~Copyable, Time: ~Copyable, Observer: ~Copyable
{
  /// Changes of one line in one step, at most: a line that chatters keeps nobody else. The others
  /// wait for the next step.
  private static var changesMax: Int { 4 }

  /// Hands each change to the meter in its order, PF's first, then each level that no change told:
  /// a line's changes may be lost, or never seen.
  mutating func readInputs() {
    follow(.powerFail, or: .guards)
    follow(.supplyFeedback, or: .supply)
    follow(.pageButton, or: .button)
    follow(.calibrationSeal, or: .guards)
    follow(.cover, or: .guards)
    follow(.magnet, or: .guards)
  }

  private mutating func follow(_ line: InputLine, or fault: BoardFault) {
    do throws(Input.Failure) {
      for _ in 0..<Self.changesMax {
        guard let change = try nextChange(of: line) else {
          guard let level = try level(of: line) else { return }
          return take(LevelChange(level, at: hardware.clock.now()), line)
        }
        take(change, line)
      }
    } catch { observer.failed(fault) }
  }

  mutating func nextChange(of line: InputLine) throws(Input.Failure) -> LevelChange? {
    switch line {
    case .supplyFeedback: try hardware.supply?.nextChange() ?? nil
    case .pageButton: try hardware.pageButton?.nextChange() ?? nil
    case .calibrationSeal: try hardware.calibrationSeal?.nextChange() ?? nil
    case .cover: try hardware.cover?.nextChange() ?? nil
    case .magnet: try hardware.magnetSensor?.nextChange() ?? nil
    case .powerFail: try hardware.powerFail?.nextChange() ?? nil
    }
  }

  private mutating func level(of line: InputLine) throws(Input.Failure) -> Level? {
    switch line {
    case .supplyFeedback: try hardware.supply?.level()
    case .pageButton: try hardware.pageButton?.level()
    case .calibrationSeal: try hardware.calibrationSeal?.level()
    case .cover: try hardware.cover?.level()
    case .magnet: try hardware.magnetSensor?.level()
    case .powerFail: try hardware.powerFail?.level()
    }
  }

  /// A change that the level told already tells nothing. Time that the meter has seen pass does not
  /// come back: a change before it is told as of then.
  private mutating func take(_ change: LevelChange, _ line: InputLine) {
    guard change.level != levels[Int(line.rawValue)] else { return }
    levels[Int(line.rawValue)] = change.level
    let now = Instant(nanoseconds: max(change.at.nanoseconds, ticked.nanoseconds))
    let isHigh = change.level == .high
    observer.changed(line: line.rawValue, isHigh: isHigh, at: now)
    meter.changed(line: line.rawValue, isHigh: isHigh, at: now, &outbox)
    if line == .powerFail, !isHigh { saveInHurry() }
  }

  /// The supply holds 100 ms: what was measured is saved the short way, at once. If it comes back
  /// nothing is lost and nothing else happens.
  private mutating func saveInHurry() {
    isHurried = true
    takeSaves()
    serveStore()
    isHurried = false
  }
}
