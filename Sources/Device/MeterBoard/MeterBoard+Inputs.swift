// SPDX-License-Identifier: Apache-2.0

import HardwareInterface
import Meter
import Quantities

/// What switches and contacts say.
extension MeterBoard
where
  Source: ~Copyable, Line: ~Copyable, Input: ~Copyable, Port: ~Copyable, Store: ~Copyable,
  Image: ~Copyable, Time: ~Copyable, Observer: ~Copyable
{
  /// Hands each level to the meter where it is new.
  mutating func readInputs() {
    do throws(Input.Failure) {
      let level = try hardware.supply?.level()
      take(level, .supplyFeedback)
    } catch { observer.failed(.supply) }
    do throws(Input.Failure) {
      let level = try hardware.pageButton?.level()
      take(level, .pageButton)
    } catch { observer.failed(.button) }
    do throws(Input.Failure) {
      take(try hardware.calibrationSeal?.level(), .calibrationSeal)
      take(try hardware.cover?.level(), .cover)
      take(try hardware.magnetSensor?.level(), .magnet)
      take(try hardware.powerFail?.level(), .powerFail)
    } catch { observer.failed(.guards) }
  }

  private mutating func take(_ level: Level?, _ line: InputLine) {
    guard let level, level != levels[Int(line.rawValue)] else { return }
    levels[Int(line.rawValue)] = level
    let now = hardware.clock.now()
    observer.changed(line: line.rawValue, isHigh: level == .high, at: now)
    meter.changed(line: line.rawValue, isHigh: level == .high, at: now, &outbox)
    if line == .powerFail, level == .low { saveInHurry() }
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
