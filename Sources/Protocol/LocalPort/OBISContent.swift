// SPDX-License-Identifier: Apache-2.0

/// The two languages of the port.
enum LocalLanguage: Sendable {
  /// The telegram of DSMR 5.
  case p1
  /// The data message of IEC 62056-21.
  case readout
}

/// Where a row takes its value from, and how it is written.
///
/// Cases, not closures, so that the table is plain constants.
enum OBISContent: Sendable {
  /// The version of P1.
  case version
  /// The time, YYMMDDhhmmssX.
  case stamp
  /// The time, hh:mm:ss.
  case clock
  /// The day, YY-MM-DD.
  case date
  /// A text; P1 has its bytes in hexadecimal digits.
  case octets(OBISText)
  /// The message, as a text.
  case message
  /// The public key: hexadecimal digits, of the readout in groups of 32.
  case key
  /// The error bits: eight hexadecimal digits.
  case bits
  /// A number and its unit.
  case number(OBISNumber, DecimalFormat, StaticString)
  /// A total and its tariffs in kWh.
  case energies(OBISDirection)
  /// A total and its tariffs in kW with their time.
  case demands(OBISDirection)

  static func energy(_ number: OBISNumber, _ unit: StaticString) -> OBISContent {
    .number(number, .energy, unit)
  }

  static func power(_ number: OBISNumber) -> OBISContent { .number(number, .power, "kW") }

  static func count(_ number: OBISNumber) -> OBISContent { .number(number, .counter(5), "") }
}

/// Where active energy goes.
enum OBISDirection: Sendable {
  case `import`
  case export
}

/// The texts among the readings.
enum OBISText: Sendable {
  case serialNumber
  case firmware
  case legalSoftware
}

/// The numbers among the readings that have no tariffs.
enum OBISNumber: Sendable {
  case reactiveImport
  case reactiveExport
  case quadrantI
  case quadrantII
  case quadrantIII
  case quadrantIV
  case apparentImport
  case apparentExport
  case tariffInForce
  case powerImport
  case powerExport
  case rmsVoltage
  case rmsCurrent
  case frequency
  case powerFactor
  case demandResets
  case powerFailures
  case longPowerFailures
  case sags
  case swells
  case supply
}

/// The reading that a row names, nil where nobody knows it.
extension LocalReadings {
  func value(_ number: OBISNumber) -> UInt64? {
    switch number {
    case .reactiveImport: reactiveImport_varh
    case .reactiveExport: reactiveExport_varh
    case .quadrantI: quadrantI_varh
    case .quadrantII: quadrantII_varh
    case .quadrantIII: quadrantIII_varh
    case .quadrantIV: quadrantIV_varh
    case .apparentImport: apparentImport_VAh
    case .apparentExport: apparentExport_VAh
    case .tariffInForce: tariffInForce
    case .powerImport: powerImport_W
    case .powerExport: powerExport_W
    case .rmsVoltage: rmsVoltage_mV
    case .rmsCurrent: rmsCurrent_mA
    case .frequency: frequency_mHz
    case .powerFactor: powerFactor_thousandths
    case .demandResets: demandResets
    case .powerFailures: powerFailures
    case .longPowerFailures: longPowerFailures
    case .sags: sags
    case .swells: swells
    case .supply: supply.map { UInt64($0.rawValue) }
    }
  }

  func value(_ text: OBISText) -> LocalText? {
    switch text {
    case .serialNumber: serialNumber
    case .firmware: firmware
    case .legalSoftware: legalSoftware
    }
  }

  func energy(_ direction: OBISDirection, tariff: Int) -> UInt64? {
    direction == .import ? activeImport_Wh[tariff] : activeExport_Wh[tariff]
  }

  func demand(_ direction: OBISDirection, tariff: Int) -> DemandReading? {
    direction == .import ? maximumDemandImport[tariff] : maximumDemandExport[tariff]
  }
}
