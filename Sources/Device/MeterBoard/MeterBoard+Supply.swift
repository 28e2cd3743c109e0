// SPDX-License-Identifier: Apache-2.0

import Drivers
import HardwareInterface
import Meter
import Quantities

/// The supply relay and the controlled load.
extension MeterBoard
where
  Source: ~Copyable, Line: ~Copyable, Display: ~Copyable, Input: ~Copyable, Port: ~Copyable,
  Store: ~Copyable, Image: ~Copyable, Time: ~Copyable, Observer: ~Copyable
{
  /// Leaves no coil under current.
  mutating func releaseCoils() {
    do throws(Line.Failure) { try hardware.supply?.relay.release() } catch {
      observer.failed(.supply)
    }
  }

  /// Leaves the light of the test output off, where it is on after the pulse's length: one that is
  /// cut short is counted by nobody. A supply that fails waits for no pulse.
  mutating func endPulse(by limit: Instant) {
    let now = hardware.clock.now()
    if meter.isPulseOn, !isSupplyLost, let edge = meter.nextPulseEdge {
      hardware.clock.pause(nanoseconds: min(edge, limit).since(now))
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
