// SPDX-License-Identifier: Apache-2.0

import HardwareInterface

/// The supply relay and the controlled load.
extension MeterBoard
where
  Source: ~Copyable, Line: ~Copyable, Input: ~Copyable, Port: ~Copyable, Store: ~Copyable,
  Image: ~Copyable, Time: ~Copyable, Observer: ~Copyable
{
  /// Drives the relay once the state that says so is safe, or could not be made safe.
  mutating func switchSupply(isLoadShed: Bool?) {
    let isClosed = work.isStateWaiting ? nil : work.supply
    if isClosed != nil { work.supply = nil }
    do throws(Line.Failure) {
      if let isClosed { try hardware.supply?.drive(isClosed: isClosed) }
      if let isLoadShed { try hardware.supply?.setLoad(isLoadShed ? .low : .high) }
    } catch {
      observer.failed(.supply)
    }
  }
}
