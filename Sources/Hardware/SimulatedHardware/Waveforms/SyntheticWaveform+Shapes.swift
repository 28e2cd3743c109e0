// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A load condition that lasts for a while.
public struct LoadCondition: Sendable {
  /// Unit: seconds.
  public var seconds = 2.0
  /// Unit: hertz.
  public var frequency = 50.0
  /// Unit: volts.
  public var voltage = 230.0
  /// Unit: amperes.
  public var current = 5.0
  /// By how much the current lags. Unit: degrees.
  public var lagDegrees = 0.0
  /// A jump of both phases before it. Unit: degrees.
  public var jumpDegrees = 0.0

  /// Makes 2 s of 230 V, 50 Hz, 5 A, in phase.
  public init() {}

  /// Makes a condition at 50 Hz.
  public init(_ seconds: Double, _ voltage: Double, _ current: Double, lag: Double = 0) {
    self.seconds = seconds
    self.voltage = voltage
    self.current = current
    self.lagDegrees = lag
  }
}

/// How a resistive load of full conduction is switched.
public enum Firing: Sendable {
  /// Every other half wave [IEC 62053-21 direct and even harmonics].
  case halfWave
  /// Two cycles on, two off [IEC 62053-21 sub-harmonics].
  case burst
  /// From 90° to the end of each half wave [IEC 62053-21 odd harmonics]: it draws inductive
  /// reactive power.
  case phase90
  /// From the start of each half wave to 90°: the first and the third quarter of a cycle. It
  /// draws as much capacitive reactive power.
  case firstAndThirdQuarter
}

/// Amplitude to the fundamental, and phase in degrees, of one harmonic.
public typealias HarmonicShare = (order: Double, fraction: Double, degrees: Double)

extension SyntheticWaveform {
  /// Sinusoids, one condition after the other.
  public static func conditions(_ conditions: [LoadCondition]) -> SyntheticWaveform {
    var waveform = SyntheticWaveform()
    for condition in conditions {
      waveform.jump(degrees: condition.jumpDegrees)
      waveform.append(condition)
    }
    return waveform
  }

  /// One sinusoidal condition.
  public static func sine(_ change: (inout LoadCondition) -> Void) -> SyntheticWaveform {
    var condition = LoadCondition()
    change(&condition)
    return conditions([condition])
  }

  /// Harmonics upon a condition's fundamental.
  ///
  /// - A lag delays the current as a whole: harmonic h lags by h times as many degrees. The truth
  ///   holds over whole cycles, and over whole common periods where an order is no whole number.
  public static func harmonics(
    voltage: [HarmonicShare], current: [HarmonicShare], on condition: LoadCondition
  ) -> SyntheticWaveform {
    let volts = wave(condition.voltage, voltage)
    let amperes = wave(condition.current, current, lagDegrees: condition.lagDegrees)
    var waveform = SyntheticWaveform()
    waveform.append(
      seconds: condition.seconds, frequency: condition.frequency,
      pattern: [Part(cycles: 1, voltage: volts, current: amperes)],
      truth: SegmentTruth(voltage: volts, current: amperes))
    return waveform
  }

  /// A switched resistive load; `condition.current` is that of full conduction, its lag is not
  /// used. The waveform is the switched sinusoid itself, not a sum of some of its harmonics.
  public static func fired(_ firing: Firing, on condition: LoadCondition) -> SyntheticWaveform {
    let volts = HarmonicWave([Harmonic(rms: condition.voltage)])
    let load = HarmonicWave([Harmonic(rms: condition.current)])
    let on = { (cycles: Double) in Part(cycles: cycles, voltage: volts, current: load) }
    let off = { (cycles: Double) in Part(cycles: cycles, voltage: volts, current: .zero) }
    let pattern =
      switch firing {
      case .halfWave: [on(0.5), off(0.5)]
      case .burst: [on(2), off(2)]
      case .phase90: [off(0.25), on(0.25), off(0.25), on(0.25)]
      case .firstAndThirdQuarter: [on(0.25), off(0.25), on(0.25), off(0.25)]
      }
    var waveform = SyntheticWaveform()
    waveform.append(
      seconds: condition.seconds, frequency: condition.frequency, pattern: pattern,
      truth: firedTruth(firing, condition))
    return waveform
  }

  /// Half of the power and of the squared current of full conduction I.
  ///
  /// - Half wave: fundamental I/2, direct part √2·I/π, so THD² = 1 - 8/π². Quarters: fundamental
  ///   I·√(1/4 + 1/π²), of which I/π reactive. A burst's lines lie between the harmonics: its
  ///   distortion depends on how they are grouped, and is not stated.
  private static func firedTruth(_ firing: Firing, _ condition: LoadCondition) -> SegmentTruth {
    var truth = SegmentTruth()
    truth.voltage = condition.voltage
    truth.current = condition.current / 2.0.squareRoot()
    truth.activePower = condition.voltage * condition.current / 2
    truth.voltageDistortion = 0
    switch firing {
    case .burst: break
    case .halfWave: truth.currentDistortion = (1 - 8 / (.pi * .pi)).squareRoot()
    case .phase90, .firstAndThirdQuarter:
      let first = condition.current * (0.25 + 1 / (.pi * .pi)).squareRoot()
      let sign = firing == .phase90 ? 1.0 : -1.0
      truth.fundamentalReactivePower = sign * condition.voltage * condition.current / .pi
      truth.currentDistortion =
        (condition.current * condition.current / 2 - first * first).squareRoot() / first
    }
    return truth
  }

  /// One condition whose frequency changes steadily from its start.
  public static func ramp(
    hertzPerSecond: Double, on condition: LoadCondition
  ) -> SyntheticWaveform {
    var waveform = SyntheticWaveform(ramp: hertzPerSecond)
    waveform.append(condition)
    return waveform
  }

  private mutating func append(_ condition: LoadCondition) {
    let volts = HarmonicWave([Harmonic(rms: condition.voltage)])
    let amperes = HarmonicWave([
      Harmonic(rms: condition.current, phase: -condition.lagDegrees * .pi / 180)
    ])
    append(
      seconds: condition.seconds, frequency: condition.frequency,
      pattern: [Part(cycles: 1, voltage: volts, current: amperes)],
      truth: SegmentTruth(voltage: volts, current: amperes))
  }

  private static func wave(
    _ rms: Double, _ shares: [HarmonicShare], lagDegrees: Double = 0
  ) -> HarmonicWave {
    HarmonicWave(
      [Harmonic(rms: rms, phase: -lagDegrees * .pi / 180)]
        + shares.map {
          Harmonic(
            rms: rms * $0.fraction, order: $0.order,
            phase: ($0.degrees - $0.order * lagDegrees) * .pi / 180)
        })
  }
}
