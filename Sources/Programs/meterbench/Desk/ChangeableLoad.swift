// SPDX-License-Identifier: Apache-2.0

import SimulatedHardware
import Synchronization

/// A sinusoidal load at 50 Hz that can be changed while the meter runs; its phase goes on.
final class ChangeableLoad: SimulatedHardware.Waveform {
  let durationSeconds: Double? = nil
  private let present: Mutex<SyntheticWaveform>

  /// Unit: volts and amperes RMS, degrees that the current lags.
  init(voltage: Double, current: Double, lagDegrees: Double) {
    present = Mutex(Self.sine(voltage, current, lagDegrees))
  }

  /// Changes it from now on.
  func change(voltage: Double, current: Double, lagDegrees: Double) {
    let next = Self.sine(voltage, current, lagDegrees)
    present.withLock { $0 = next }
  }

  func voltage(at seconds: Double) -> Double { present.withLock { $0 }.voltage(at: seconds) }

  func current(at seconds: Double) -> Double { present.withLock { $0 }.current(at: seconds) }

  func fill(
    _ values: inout MutableSpan<Double>, with quantity: TerminalQuantity, at times: SampleTimes
  ) {
    present.withLock { $0 }.fill(&values, with: quantity, at: times)
  }

  private static func sine(_ voltage: Double, _ current: Double, _ lag: Double)
    -> SyntheticWaveform
  {
    .sine { condition in
      condition.voltage = voltage
      condition.current = current
      condition.lagDegrees = lag
    }
  }
}
