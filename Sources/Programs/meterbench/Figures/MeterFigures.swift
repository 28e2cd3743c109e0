// SPDX-License-Identifier: Apache-2.0

/// What the meter's registers and its last block say after a recording.
struct MeterFigures: Equatable {
  /// Whole blocks, the open one at the end of the record included in the energy only.
  var blocks: Int
  var voltageVolts: Double?
  var currentAmperes: Double?
  var activePowerWatts: Double?
  var apparentPowerVoltAmperes: Double?
  var powerFactor: Double?
  var frequencyHertz: Double?
  var energyImportWattHours: Double
  var energyExportWattHours: Double
  var voltageDirectVolts: Double?
  var currentDirectAmperes: Double?

  /// Plays a recording through the meter; nil until the meter is wired here.
  static func replayed(_ recording: RecordingFile) throws(BenchError) -> MeterFigures? {
    nil
  }
}
