// SPDX-License-Identifier: Apache-2.0

import HardwareInterface
import Meter
import Quantities

/// The supply relay, its contact and the controlled load; the button.
extension MeterBoard
where
  Source: ~Copyable, Line: ~Copyable, Input: ~Copyable, Port: ~Copyable, Store: ~Copyable,
  Time: ~Copyable, Observer: ~Copyable
{
  /// Hands the contact's level to the meter where it is new.
  mutating func readSupply() {
    do throws(Input.Failure) {
      guard let level = try hardware.supply?.level(), level != supplyLevel else { return }
      supplyLevel = level
      changed(.supplyFeedback, level)
    } catch {
      observer.failed(.supply)
    }
  }

  /// Hands the button's level to the meter where it is new; at the start it is at rest.
  mutating func readButton() {
    do throws(Input.Failure) {
      guard let level = try hardware.pageButton?.level(), level != buttonLevel else { return }
      buttonLevel = level
      changed(.pageButton, level)
    } catch {
      observer.failed(.button)
    }
  }

  private mutating func changed(_ line: InputLine, _ level: Level) {
    let now = hardware.clock.now()
    observer.changed(line: line.rawValue, isHigh: level == .high, at: now)
    meter.changed(line: line.rawValue, isHigh: level == .high, at: now)
  }

  mutating func switchSupply(_ isClosed: Bool?, isLoadShed: Bool?) {
    do throws(Line.Failure) {
      if let isClosed { try hardware.supply?.drive(isClosed: isClosed) }
      if let isLoadShed { try hardware.supply?.setLoad(isLoadShed ? .low : .high) }
    } catch {
      observer.failed(.supply)
    }
  }
}
