// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What `replay` prints.
struct ReplayReport: Equatable {
  var file: String
  var record: RecordFigures
  var meter: MeterFigures

  /// Loads and replays a record.
  init(_ path: String, _ wishes: ChannelWishes = ChannelWishes()) throws(BenchError) {
    let recording = try RecordingFile(loading: path, wishes)
    file = path
    // The meter first: it refuses front ends whose figures nobody can compute with.
    meter = try MeterFigures.replayed(recording)
    record = try RecordFigures(recording)
  }

  /// One object, keys in alphabetical order, null where there is no value.
  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}

extension ReplayReport: Encodable {
  private enum Key: String, CodingKey { case file, record, meter }

  func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    try object.encode(file, forKey: .file)
    try object.encode(record, forKey: .record)
    try object.encode(meter, forKey: .meter)
  }
}

extension RecordFigures: Encodable {
  private enum Key: String, CodingKey {
    case samples, seconds, powerFactor
    case voltage_V, current_A, activePower_W, apparentPower_VA, frequency_Hz, energy_Wh
    case voltageDC_V, currentDC_A, dcEnergy_Wh
  }

  func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    try object.encode(samples, forKey: .samples)
    try object.encode(seconds, forKey: .seconds)
    try object.encode(voltageVolts, forKey: .voltage_V)
    try object.encode(currentAmperes, forKey: .current_A)
    try object.encode(activePowerWatts, forKey: .activePower_W)
    try object.encode(apparentPowerVoltAmperes, forKey: .apparentPower_VA)
    try object.encode(powerFactor, forKey: .powerFactor)
    try object.encode(frequencyHertz, forKey: .frequency_Hz)
    try object.encode(energyWattHours, forKey: .energy_Wh)
    try object.encode(voltageDirectVolts, forKey: .voltageDC_V)
    try object.encode(currentDirectAmperes, forKey: .currentDC_A)
    try object.encode(energyDirectWattHours, forKey: .dcEnergy_Wh)
  }
}

extension MeterFigures: Encodable {
  private enum Key: String, CodingKey {
    case samples, seconds, blocks, powerFactor
    case voltage_V, current_A, activePower_W, apparentPower_VA, frequency_Hz, energy_Wh
    case energyImport_Wh, energyExport_Wh, voltageDC_V, currentDC_A, dcEnergy_Wh
  }

  func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    try object.encode(samples, forKey: .samples)
    try object.encode(seconds, forKey: .seconds)
    try object.encode(blocks, forKey: .blocks)
    try object.encode(voltageVolts, forKey: .voltage_V)
    try object.encode(currentAmperes, forKey: .current_A)
    try object.encode(activePowerWatts, forKey: .activePower_W)
    try object.encode(apparentPowerVoltAmperes, forKey: .apparentPower_VA)
    try object.encode(powerFactor, forKey: .powerFactor)
    try object.encode(frequencyHertz, forKey: .frequency_Hz)
    try object.encode(energyWattHours, forKey: .energy_Wh)
    try object.encode(energyImportWattHours, forKey: .energyImport_Wh)
    try object.encode(energyExportWattHours, forKey: .energyExport_Wh)
    try object.encode(voltageDirectVolts, forKey: .voltageDC_V)
    try object.encode(currentDirectAmperes, forKey: .currentDC_A)
    try object.encode(energyDirectWattHours, forKey: .dcEnergy_Wh)
  }
}
