// SPDX-License-Identifier: Apache-2.0

/// The values of the local port: what both its languages are made from.
///
/// A value that DSMR does not have stands in a telegram under its OBIS code all the same: readers
/// pass over codes they do not know.
///
/// - Source: [DSMR P1 5.0.2] representation of P1 telegram; [e-MUCS P1] 1.6.0 and 96.3.10;
///   [IEC 62056-61] for all others. 96.128 is this manufacturer's.
public enum OBISTable {
  /// The rows, in the order in which they are told.
  public static let rows: InlineArray<39, OBISRow> = [
    // Code, languages, content, name.
    OBISRow(OBISCode(1, 3, 0, 2, 8), .p1, .version, "version of P1"),
    OBISRow(OBISCode(0, 0, 1, 0, 0), .p1, .stamp, "time"),
    OBISRow(OBISCode(0, 0, 96, 1, 1), .p1, .octets(.serialNumber), "serial number"),
    OBISRow(OBISCode(0, 0, 96, 1, 0), .readout, .octets(.serialNumber), "serial number"),
    OBISRow(OBISCode(1, 0, 0, 9, 1), .readout, .clock, "time of day"),
    OBISRow(OBISCode(1, 0, 0, 9, 2), .readout, .date, "date"),
    OBISRow(OBISCode(1, 0, 0, 2, 0), .both, .octets(.firmware), "firmware"),
    OBISRow(OBISCode(0, 0, 97, 97, 0), .both, .bits, "error bits"),

    OBISRow(OBISCode(1, 0, 1, 8, 0), .both, .energies(.import), "active import"),
    OBISRow(OBISCode(1, 0, 2, 8, 0), .both, .energies(.export), "active export"),
    OBISRow(
      OBISCode(0, 0, 96, 14, 0), .both, .number(.tariffInForce, DecimalFormat(4, 0), ""),
      "tariff in force"),
    OBISRow(OBISCode(1, 0, 1, 7, 0), .both, .power(.powerImport), "power import"),
    OBISRow(OBISCode(1, 0, 2, 7, 0), .both, .power(.powerExport), "power export"),
    OBISRow(
      OBISCode(0, 0, 96, 7, 21), .both, .count(.powerFailures), "power failures"),
    OBISRow(
      OBISCode(0, 0, 96, 7, 9), .both, .count(.longPowerFailures), "long power failures"),
    OBISRow(OBISCode(1, 0, 32, 32, 0), .both, .count(.sags), "voltage sags"),
    OBISRow(OBISCode(1, 0, 32, 36, 0), .both, .count(.swells), "voltage swells"),
    OBISRow(OBISCode(0, 0, 96, 13, 0), .p1, .message, "message"),
    OBISRow(
      OBISCode(1, 0, 32, 7, 0), .both,
      .number(.rmsVoltage, DecimalFormat(4, 1, divisor: 100), "V"), "voltage"),
    OBISRow(
      OBISCode(1, 0, 31, 7, 0), .p1,
      .number(.rmsCurrent, DecimalFormat(3, 0, divisor: 1_000), "A"), "current"),
    OBISRow(
      OBISCode(1, 0, 31, 7, 0), .readout, .number(.rmsCurrent, DecimalFormat(6, 3), "A"),
      "current"),
    OBISRow(OBISCode(1, 0, 21, 7, 0), .p1, .power(.powerImport), "power import, phase 1"),
    OBISRow(OBISCode(1, 0, 22, 7, 0), .p1, .power(.powerExport), "power export, phase 1"),
    OBISRow(
      OBISCode(1, 0, 14, 7, 0), .both, .number(.frequency, DecimalFormat(5, 3), "Hz"),
      "frequency"),
    OBISRow(
      OBISCode(1, 0, 13, 7, 0), .both,
      .number(.powerFactor, DecimalFormat(4, 3), ""), "power factor"),

    OBISRow(
      OBISCode(1, 0, 3, 8, 0), .both, .energy(.reactiveImport, "kvarh"),
      "reactive import"),
    OBISRow(
      OBISCode(1, 0, 4, 8, 0), .both, .energy(.reactiveExport, "kvarh"),
      "reactive export"),
    OBISRow(
      OBISCode(1, 0, 5, 8, 0), .both, .energy(.quadrantI, "kvarh"),
      "reactive, quadrant I"),
    OBISRow(
      OBISCode(1, 0, 6, 8, 0), .both, .energy(.quadrantII, "kvarh"),
      "reactive, quadrant II"),
    OBISRow(
      OBISCode(1, 0, 7, 8, 0), .both, .energy(.quadrantIII, "kvarh"),
      "reactive, quadrant III"),
    OBISRow(
      OBISCode(1, 0, 8, 8, 0), .both, .energy(.quadrantIV, "kvarh"),
      "reactive, quadrant IV"),
    OBISRow(
      OBISCode(1, 0, 9, 8, 0), .both, .energy(.apparentImport, "kVAh"),
      "apparent import"),
    OBISRow(
      OBISCode(1, 0, 10, 8, 0), .both, .energy(.apparentExport, "kVAh"),
      "apparent export"),

    OBISRow(
      OBISCode(1, 0, 1, 6, 0), .both, .demands(.import),
      "maximum demand import"),
    OBISRow(
      OBISCode(1, 0, 2, 6, 0), .both, .demands(.export),
      "maximum demand export"),
    OBISRow(
      OBISCode(1, 0, 0, 1, 0), .both, .number(.demandResets, .counter(4), ""),
      "demand resets"),
    OBISRow(
      OBISCode(0, 0, 96, 3, 10), .both,
      .number(.supply, DecimalFormat(1, 0), ""), "supply relay"),
    OBISRow(
      OBISCode(0, 0, 96, 128, 0), .both, .key, "event log's public key"),
    OBISRow(
      OBISCode(0, 0, 96, 128, 1), .both, .octets(.legalSoftware), "legal software"),
  ]
}

/// One value, or a total and its tariffs.
public struct OBISRow: Sendable {
  /// Of the total where there are tariffs.
  public let code: OBISCode
  /// In words.
  public let name: StaticString
  let languages: Languages
  let content: OBISContent

  init(
    _ code: OBISCode, _ languages: Languages, _ content: OBISContent, _ name: StaticString
  ) {
    (self.code, self.languages, self.content, self.name) = (code, languages, content, name)
  }

  /// Where a value appears.
  enum Languages: Sendable {
    case p1
    case readout
    case both
  }

  /// Whether it is a text, whose bytes stand in a telegram in hexadecimal digits.
  public var isText: Bool {
    switch content {
    case .octets, .message: true
    default: false
    }
  }

  /// How many lines it may have.
  public var linesMax: Int {
    switch content {
    case .energies, .demands: 1 + ByTariff<UInt64>.tariffsMax
    default: 1
    }
  }

  func appears(in language: LocalLanguage) -> Bool {
    switch languages {
    case .both: true
    case .p1: language == .p1
    case .readout: language == .readout
    }
  }
}
