// SPDX-License-Identifier: Apache-2.0

import Drivers
import HardwareInterface
import Quantities

/// The supply relay and the controlled load.
extension MeterBoard
where
  Source: ~Copyable, Line: ~Copyable, Display: ~Copyable, Input: ~Copyable, Port: ~Copyable,
  Store: ~Copyable, Image: ~Copyable, Time: ~Copyable, Observer: ~Copyable
{
  /// Leaves no coil under current and no light on; each is tried, whatever the others do.
  mutating func release() {
    do throws(Line.Failure) { try hardware.supply?.relay.release() } catch {
      observer.failed(.supply)
    }
    do throws(Line.Failure) { try hardware.metrologyLED.set(.low) } catch {
      observer.failed(.testOutput)
    }
  }

  /// Drives the relay once the state that says so is safe, or could not be made safe in time.
  mutating func switchSupply(isLoadShed: Bool?) {
    var isClosed: Bool?
    if let supply = work.supply {
      let waited = hardware.clock.now().since(supply.since)
      if !work.isStateWaiting || waited >= StoreQueueLimits.hungNanoseconds {
        (isClosed, work.supply) = (supply.isClosed, nil)
      }
    }
    do throws(Line.Failure) {
      if let isClosed { try hardware.supply?.drive(isClosed: isClosed) }
      if let isLoadShed { try hardware.supply?.setLoad(isLoadShed ? .low : .high) }
    } catch {
      observer.failed(.supply)
    }
  }
}
