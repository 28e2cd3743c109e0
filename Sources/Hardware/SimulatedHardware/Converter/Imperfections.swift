// SPDX-License-Identifier: Apache-2.0

/// How far boards of one kind are from ideal: the bounds from which each seed draws one board.
///
/// - `Calibration/Imperfections.csv` has each number of the named sets, how it is drawn, and why.
public struct Imperfections: Equatable, Sendable {
  /// What converts.
  public var converter = ConverterKind.ad7991
  /// Peak of the converter's S shape, at most. Unit: LSB.
  public var sShapeLSB = 0.0
  /// Peak of the converter's bow, at most. Unit: LSB.
  public var bowLSB = 0.0
  /// Height of the step at mid-scale. Unit: LSB.
  public var carryStepLSB = 0.0
  /// Converter noise. Unit: LSB, effective.
  public var noiseLSB = 0.0
  /// Of each input, at most. Unit: fraction.
  public var gainError = 0.0
  /// Of each input, at most. Unit: millivolts at the pin.
  public var offsetMillivolts = 0.0
  /// Of each input, at most. Unit: microseconds.
  public var delayMicroseconds = 0.0
  /// Of each input, at most. Unit: parts per million a kelvin.
  public var gainPPMPerKelvin = 0.0
  /// Of all inputs together, at most. Unit: parts per million a kelvin.
  public var referencePPMPerKelvin = 0.0
  /// Of each input, at most. Unit: parts per million an hour.
  public var gainPPMPerHour = 0.0
  /// The current transformer's at high currents, at most. Unit: degrees.
  public var leadDegrees = 0.0
  /// What it leads by more at low currents, at most. Unit: degrees.
  public var lowCurrentLeadDegrees = 0.0
  /// Its ratio's error at low currents, at most. Unit: fraction.
  public var lowCurrentRatioError = 0.0
  /// Where the last two have fallen to half. Unit: amperes; positive.
  public var kneeAmperes = 1.0
  /// Of SCL, at most. Unit: parts per million.
  public var clockErrorPPM = 0.0
  /// Of SCL, at most. Unit: parts per million an hour.
  public var clockDriftPPMPerHour = 0.0
  /// Peak of a slow sinusoid of SCL. Unit: parts per million.
  public var clockWanderPPM = 0.0
  /// Its period. Unit: seconds; positive.
  public var clockWanderPeriodSeconds = 60.0
  /// The shortest time from a first stamp to START. Unit: microseconds.
  public var idleMicrosecondsMin = 0.0
  /// The longest time from a first stamp to START. Unit: microseconds.
  public var idleMicrosecondsMax = 0.0
  /// Mean delay of the last stamp. Unit: microseconds.
  public var wakeUpMicrosecondsMean = 0.0
  /// The longest delay of the last stamp. Unit: microseconds.
  public var wakeUpMicrosecondsMax = 0.0
  /// Share of bursts in which SCL is held once.
  public var stallProbability = 0.0
  /// For how long, at least. Unit: microseconds.
  public var stallMicrosecondsMin = 0.0
  /// For how long, at most. Unit: microseconds.
  public var stallMicrosecondsMax = 0.0

  /// None: every board is ideal.
  public static let none = Imperfections()

  /// Makes a set without imperfections.
  public init() {}
}
