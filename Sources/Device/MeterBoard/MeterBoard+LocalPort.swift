// SPDX-License-Identifier: Apache-2.0

import HardwareInterface
import LocalPort
import Meter
import Quantities

/// The local port: it reads the meter and changes nothing of it.
extension MeterBoard
where
  Source: ~Copyable, Line: ~Copyable, Display: ~Copyable, Input: ~Copyable, Port: ~Copyable,
  Store: ~Copyable, Image: ~Copyable, Time: ~Copyable, Observer: ~Copyable
{
  /// Between two looks at the port where one is fitted. Unit: nanoseconds.
  static var localPeriodNanoseconds: UInt64 { 20_000_000 }

  mutating func serveLocalPort() {
    do throws(Input.Failure) { try hardware.localPort?.look() } catch {
      observer.failed(.localPort)
    }
    do throws(Port.Failure) {
      let isDue = try hardware.localPort?.listen(&hardware.clock) ?? false
      let now = hardware.clock.now()
      if isDue { hardware.localPort?.begin(meter.localReadings(at: now), at: now) }
      try hardware.localPort?.talk(at: now)
    } catch {
      if hardware.localPort?.lose() ?? false { observer.failed(.localPort) }
    }
  }
}
