// SPDX-License-Identifier: Apache-2.0

import Foundation
import SimulatedHardware

/// What lies at the terminals at a test point, and for how long it is measured.
struct TestCondition: Hashable {
  /// The shape of voltage and current, as it is named in `Calibration/TestPoints.csv`.
  enum Shape: String, CaseIterable {
    case sine
    case fifthHarmonic = "fifth-harmonic"
    case fifth20 = "fifth-20"
    case quadriform, peaked
    case order15 = "order-15"
    case order40 = "order-40"
    case halfWave = "half-wave"
    case subHarmonic = "sub-harmonic"
    case phaseFired = "phase-fired"
    case interharmonic
  }

  var shape: Shape
  /// Unit: ratio to Un.
  var voltage: Double
  /// Unit: amperes; of full conduction where the shape switches it.
  var current: Double
  /// By how much the current lags. Unit: degrees.
  var lagDegrees: Double
  /// Unit: hertz.
  var frequency: Double
  /// The measured span, at least. Unit: seconds.
  var seconds: Double
  /// Whether the sampling clock is exact and its stamps are, so that the method alone is seen.
  var isClockExact = false

  /// Time before the measured span: the current range and the first blocks. Unit: seconds.
  static let leadSeconds = 1.0
  /// Time after it, for blocks that do not end with it. Unit: seconds.
  static let restSeconds = 2.0

  /// The same point under reference conditions: a sinusoid at Un and 50 Hz.
  var reference: TestCondition {
    var condition = self
    (condition.shape, condition.voltage, condition.frequency) = (.sine, 1, AccuracyBoards.hertz)
    return condition
  }

  /// What lies at the terminals of a board for a network of `nominalVolts`.
  func waveform(nominalVolts: Double) -> SyntheticWaveform {
    let seconds = Self.leadSeconds + seconds + Self.restSeconds
    var load = LoadCondition(seconds, voltage * nominalVolts, current, lag: lagDegrees)
    load.frequency = frequency
    return switch shape {
    case .sine: .conditions([load])
    case .fifthHarmonic: .fifthHarmonic(on: load)
    case .fifth20: .harmonics(voltage: [(5, 0.2, 0)], current: [(5, 0.2, 0)], on: load)
    case .quadriform: .quadriform(on: load)
    case .peaked: .peaked(on: load)
    case .order15: .highOrder(15, on: load)
    case .order40: .highOrder(40, on: load)
    case .halfWave: .fired(.halfWave, on: load)
    case .subHarmonic: .fired(.burst, on: load)
    case .phaseFired: .fired(.phase90, on: load)
    case .interharmonic: .harmonics(voltage: Self.disturbed, current: [], on: load)
    }
  }

  /// Third, fifth and seventh harmonic, and 1 % between the second and the third.
  private static let disturbed: [HarmonicShare] = [
    (3, 0.05, 0), (5, 0.06, 180), (7, 0.05, 0), (2.37, 0.01, 0),
  ]

  /// Distinguishes conditions, in one line; noise is seeded from it.
  var text: String {
    "\(shape.rawValue) \(voltage) \(current) \(lagDegrees) \(frequency) \(seconds)"
      + (isClockExact ? " exact clock" : "")
  }
}
