// SPDX-License-Identifier: Apache-2.0

/// Distorted waveforms of type tests, upon any condition. The sinusoidal ones are `sine`, the
/// switched ones `fired`.
extension SyntheticWaveform {
  /// Fifth harmonic, 10 % in the voltage and 40 % in the current, in phase with the fundamental
  /// where it crosses zero upwards.
  ///
  /// - Source: [IEC 62053-21], [IEC 62053-22] influence of harmonics, as recalled.
  public static func fifthHarmonic(on condition: LoadCondition) -> SyntheticWaveform {
    harmonics(voltage: [(5, 0.10, 0)], current: [(5, 0.40, 0)], on: condition)
  }

  /// A current near a square wave, and the voltage that its drop leaves: P = 0.9806 of the
  /// fundamental's.
  ///
  /// - Source: [OIML R 46-2] quadriform waveform, as recalled; its text was not read again.
  public static func quadriform(on condition: LoadCondition) -> SyntheticWaveform {
    harmonics(
      voltage: shares(voltageFractions, [180, 180, 180, 180, 180]),
      current: shares(currentFractions, [0, 0, 0, 0, 0]), on: condition)
  }

  /// A current whose harmonics all add to its crest, and the voltage that its drop leaves:
  /// P = 0.9806 of the fundamental's.
  ///
  /// - Source: [OIML R 46-2] peaked waveform, as recalled; its text was not read again. The
  ///   phases follow from the crest: sin(h · 90°) is 1 for orders 5 and 13, -1 for 3, 7 and 11.
  public static func peaked(on condition: LoadCondition) -> SyntheticWaveform {
    harmonics(
      voltage: shares(voltageFractions, [0, 180, 0, 0, 180]),
      current: shares(currentFractions, [180, 0, 180, 180, 0]), on: condition)
  }

  /// One high harmonic, in phase with the fundamental where it crosses zero upwards.
  ///
  /// - Range: orders 15 to 40; 2 % in the voltage and 10 % in the current where nothing is said.
  /// - Source: [OIML R 46-2] higher-order harmonics, as recalled; its text was not read again.
  public static func highOrder(
    _ order: Double, on condition: LoadCondition, voltage: Double = 0.02, current: Double = 0.10
  ) -> SyntheticWaveform {
    harmonics(voltage: [(order, voltage, 0)], current: [(order, current, 0)], on: condition)
  }

  private static let orders = [3.0, 5, 7, 11, 13]
  private static let voltageFractions = [0.038, 0.024, 0.017, 0.010, 0.008]
  private static let currentFractions = [0.30, 0.18, 0.14, 0.09, 0.05]

  private static func shares(_ fractions: [Double], _ degrees: [Double]) -> [HarmonicShare] {
    orders.indices.map { (orders[$0], fractions[$0], degrees[$0]) }
  }
}
