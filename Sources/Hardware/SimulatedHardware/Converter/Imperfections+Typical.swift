// SPDX-License-Identifier: Apache-2.0

extension Imperfections {
  /// The reference board as it would be built: AD7991, 12 bits.
  public static let typical = named(.ad7991, \.typical)

  /// The same board with a generic converter of 16 bits.
  public static let typical16Bit = named(.generic16Bit, \.typical16Bit)

  /// One number in both named sets.
  struct Row: Sendable {
    let field: WritableKeyPath<Imperfections, Double> & Sendable
    let name: String
    let typical: Double
    let typical16Bit: Double
  }

  /// The numbers of the named sets. Source: `Calibration/Imperfections.csv`.
  static let rows: [Row] = [
    Row(field: \.sShapeLSB, name: "sShapeLSB", typical: 0.4, typical16Bit: 0.75),
    Row(field: \.bowLSB, name: "bowLSB", typical: 0.4, typical16Bit: 0.75),
    Row(field: \.carryStepLSB, name: "carryStepLSB", typical: 0.5, typical16Bit: 0.5),
    Row(field: \.noiseLSB, name: "noiseLSB", typical: 0.3, typical16Bit: 0.6),
    Row(field: \.gainError, name: "gainError", typical: 0.005, typical16Bit: 0.005),
    Row(field: \.offsetMillivolts, name: "offsetMillivolts", typical: 2.5, typical16Bit: 2.5),
    Row(field: \.delayMicroseconds, name: "delayMicroseconds", typical: 10, typical16Bit: 10),
    Row(field: \.gainPPMPerKelvin, name: "gainPPMPerKelvin", typical: 15, typical16Bit: 15),
    Row(
      field: \.referencePPMPerKelvin, name: "referencePPMPerKelvin", typical: 10, typical16Bit: 10),
    Row(field: \.gainPPMPerHour, name: "gainPPMPerHour", typical: 2, typical16Bit: 2),
    Row(field: \.leadDegrees, name: "leadDegrees", typical: 0.05, typical16Bit: 0.05),
    Row(
      field: \.lowCurrentLeadDegrees, name: "lowCurrentLeadDegrees", typical: 0.1, typical16Bit: 0.1
    ),
    Row(
      field: \.lowCurrentRatioError, name: "lowCurrentRatioError", typical: -0.0005,
      typical16Bit: -0.0005),
    Row(field: \.kneeAmperes, name: "kneeAmperes", typical: 1, typical16Bit: 1),
    Row(field: \.clockErrorPPM, name: "clockErrorPPM", typical: 20, typical16Bit: 20),
    Row(
      field: \.clockDriftPPMPerHour, name: "clockDriftPPMPerHour", typical: 0.1, typical16Bit: 0.1),
    Row(field: \.clockWanderPPM, name: "clockWanderPPM", typical: 0.15, typical16Bit: 0.15),
    Row(
      field: \.clockWanderPeriodSeconds, name: "clockWanderPeriodSeconds", typical: 60,
      typical16Bit: 60),
    Row(field: \.idleMicrosecondsMin, name: "idleMicrosecondsMin", typical: 20, typical16Bit: 20),
    Row(field: \.idleMicrosecondsMax, name: "idleMicrosecondsMax", typical: 80, typical16Bit: 80),
    Row(
      field: \.wakeUpMicrosecondsMean, name: "wakeUpMicrosecondsMean", typical: 20, typical16Bit: 20
    ),
    Row(
      field: \.wakeUpMicrosecondsMax, name: "wakeUpMicrosecondsMax", typical: 160, typical16Bit: 160
    ),
    Row(field: \.stallProbability, name: "stallProbability", typical: 0.001, typical16Bit: 0.001),
    Row(field: \.stallMicrosecondsMin, name: "stallMicrosecondsMin", typical: 5, typical16Bit: 5),
    Row(
      field: \.stallMicrosecondsMax, name: "stallMicrosecondsMax", typical: 500, typical16Bit: 500),
  ]

  private static func named(
    _ converter: ConverterKind, _ set: KeyPath<Row, Double>
  ) -> Imperfections {
    var imperfections = Imperfections()
    imperfections.converter = converter
    for row in rows { imperfections[keyPath: row.field] = row[keyPath: set] }
    return imperfections
  }
}
