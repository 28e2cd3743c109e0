// SPDX-License-Identifier: Apache-2.0

import Foundation
import SimulatedHardware
import Synchronization

/// A sinusoidal load at 50 Hz that can be changed while the meter runs; its phase goes on.
final class ChangeableLoad: SimulatedHardware.Waveform {
  let durationSeconds: Double? = nil
  private let present: Mutex<Sines>

  /// Unit: volts and amperes RMS, degrees that the current lags.
  init(voltage: Double, current: Double, lagDegrees: Double) {
    present = Mutex(Sines(voltage, current, lagDegrees))
  }

  /// Changes it from now on.
  func change(voltage: Double, current: Double, lagDegrees: Double) {
    present.withLock { $0 = Sines(voltage, current, lagDegrees) }
  }

  func voltage(at seconds: Double) -> Double { present.withLock { $0 }.voltage.value(at: seconds) }

  func current(at seconds: Double) -> Double { present.withLock { $0 }.current.value(at: seconds) }

  func fill(
    _ values: inout MutableSpan<Double>, with quantity: TerminalQuantity, at times: SampleTimes
  ) {
    let sines = present.withLock { $0 }
    let sine = quantity == .voltage ? sines.voltage : sines.current
    for index in values.indices { values[index] = sine.value(at: times[index]) }
  }

  private struct Sines {
    let voltage: Sine
    let current: Sine

    init(_ voltage: Double, _ current: Double, _ lagDegrees: Double) {
      self.voltage = Sine(peak: voltage * 2.0.squareRoot(), phase: 0)
      self.current = Sine(peak: current * 2.0.squareRoot(), phase: -lagDegrees * .pi / 180)
    }
  }

  private struct Sine {
    let peak: Double
    let phase: Double

    func value(at seconds: Double) -> Double { peak * sin(100 * .pi * seconds + phase) }
  }
}
