// SPDX-License-Identifier: Apache-2.0

import HardwareInterface
import Meter
import Quantities

/// The supply relay, its contact and the controlled load.
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
      let now = hardware.clock.now()
      let line = InputLine.supplyFeedback.rawValue
      observer.changed(line: line, isHigh: level == .high, at: now)
      meter.changed(line: line, isHigh: level == .high, at: now)
    } catch {
      observer.failed(.supply)
    }
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
