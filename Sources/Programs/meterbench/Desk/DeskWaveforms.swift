// SPDX-License-Identifier: Apache-2.0

import Quantities
import Recording
import SimulatedHardware
import Synchronization

/// A minute in a house: standby, a lamp, a kettle, a motor, the sun on the roof. What the desk
/// runs on when no recording is named; 230 V, 50 Hz.
enum HouseWaveform {
  static func make() -> SyntheticWaveform {
    .conditions([
      LoadCondition(8, 231.2, 0.32, lag: -35),
      LoadCondition(8, 230.8, 0.95, lag: -12),
      LoadCondition(16, 227.4, 9.6, lag: 1),
      LoadCondition(10, 229.6, 3.4, lag: 44),
      LoadCondition(14, 233.1, 6.1, lag: 176),
      LoadCondition(4, 231.0, 0.41, lag: -28),
    ])
  }
}

/// A waveform that begins when the meter begins to sample, however long its start takes.
final class StartedWaveform: SimulatedHardware.Waveform {
  private let inner: any SimulatedHardware.Waveform
  private let origin = Mutex(0.0)

  init(_ inner: any SimulatedHardware.Waveform) { self.inner = inner }

  /// The waveform's first instant is now.
  func begin(at now: Instant) { origin.withLock { $0 = Double(now.nanoseconds) / 1e9 } }

  var durationSeconds: Double? { inner.durationSeconds }

  func voltage(at seconds: Double) -> Double {
    inner.voltage(at: seconds - origin.withLock { $0 })
  }

  func current(at seconds: Double) -> Double {
    inner.current(at: seconds - origin.withLock { $0 })
  }

  func fill(
    _ values: inout MutableSpan<Double>, with quantity: TerminalQuantity, at times: SampleTimes
  ) {
    var times = times
    times.firstNanoseconds -= origin.withLock { $0 } * 1e9
    inner.fill(&values, with: quantity, at: times)
  }
}

/// A waveform that begins again when it ends.
struct LoopedWaveform: SimulatedHardware.Waveform {
  let once: any SimulatedHardware.Waveform
  let period: Double
  let durationSeconds: Double? = nil

  /// Nil for a waveform that never ends.
  init?(_ once: any SimulatedHardware.Waveform) {
    guard let period = once.durationSeconds, period > 0 else { return nil }
    self.once = once
    self.period = period
  }

  func voltage(at seconds: Double) -> Double { once.voltage(at: within(seconds)) }

  func current(at seconds: Double) -> Double { once.current(at: within(seconds)) }

  private func within(_ seconds: Double) -> Double {
    let rest = seconds.truncatingRemainder(dividingBy: period)
    return rest < 0 ? rest + period : rest
  }
}

extension Waveform {
  /// The record as volts and amperes over time, cubic between samples.
  func analog(looped: Bool) -> RecordedWaveform? {
    let volts = frontEnd.voltage.gain.double / 1e6
    let amperes = frontEnd.current.gain.double / 1e6
    return RecordedWaveform(
      samples: (sets.map { Double($0.voltage) * volts }, sets.map { Double($0.current) * amperes }),
      rateHertz: frontEnd.rate.double, isLooped: looped)
  }
}
