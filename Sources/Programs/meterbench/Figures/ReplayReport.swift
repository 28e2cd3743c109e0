// SPDX-License-Identifier: Apache-2.0

import Foundation
import Quantities
import Recording

/// What `replay` prints.
struct ReplayReport: Equatable {
  var file: String
  var record: RecordFigures
  var meter: MeterFigures
  /// What events are measured by.
  var declaredVoltage: Voltage

  /// Loads and replays a record.
  ///
  /// - Parameter declaredVoltage: nil takes the nominal voltage.
  init(
    _ path: String, _ wishes: ChannelWishes = ChannelWishes(), declaredVoltage: Voltage? = nil
  ) throws(BenchError) {
    let recording = try RecordingFile(loading: path, wishes)
    file = path
    // The meter first: it refuses front ends whose figures nobody can compute with.
    meter = try MeterFigures.replayed(recording, declaredVoltage: declaredVoltage)
    let nominalVoltage = try recording.head().frontEnd.nominalVoltage
    self.declaredVoltage = declaredVoltage ?? nominalVoltage
    record = try RecordFigures(recording, declaredVoltage: declaredVoltage)
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
    case fundamentalActivePower_W, fundamentalReactivePower_var, thdVoltage, thdCurrent, events
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
    try object.encode(fundamentalActivePowerWatts, forKey: .fundamentalActivePower_W)
    try object.encode(fundamentalReactivePowerVars, forKey: .fundamentalReactivePower_var)
    try object.encode(thdVoltage, forKey: .thdVoltage)
    try object.encode(thdCurrent, forKey: .thdCurrent)
    try object.encode(events, forKey: .events)
  }
}

extension MeterFigures: Encodable {
  private enum Key: String, CodingKey {
    case samples, seconds, blocks, powerFactor
    case voltage_V, current_A, activePower_W, apparentPower_VA, frequency_Hz, energy_Wh
    case energyImport_Wh, energyExport_Wh, voltageDC_V, currentDC_A, dcEnergy_Wh
    case fundamentalActivePower_W, fundamentalReactivePower_var, thdVoltage, thdCurrent, events
    case rapidVoltageChanges
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
    try object.encode(fundamentalActivePowerWatts, forKey: .fundamentalActivePower_W)
    try object.encode(fundamentalReactivePowerVars, forKey: .fundamentalReactivePower_var)
    try object.encode(thdVoltage, forKey: .thdVoltage)
    try object.encode(thdCurrent, forKey: .thdCurrent)
    try object.encode(events, forKey: .events)
    try object.encode(rapidChanges, forKey: .rapidVoltageChanges)
  }
}

extension VoltageEvent: Encodable {
  private enum Key: String, CodingKey { case kind, start_s, duration_s, residual_V }

  func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    try object.encode(kind, forKey: .kind)
    try object.encode(startSeconds, forKey: .start_s)
    try object.encode(durationSeconds, forKey: .duration_s)
    try object.encode(residualVolts, forKey: .residual_V)
  }
}
