// SPDX-License-Identifier: Apache-2.0

import Quantities
import Recording

/// Figures over a whole record: no window, direct components included, channel delays ignored.
///
/// Each is one division and one product of exact integers, done last, in Double.
struct RecordFigures: Equatable {
  var samples: Int
  var seconds: Double
  /// RMS.
  var voltageVolts: Double?
  /// RMS.
  var currentAmperes: Double?
  var activePowerWatts: Double?
  var apparentPowerVoltAmperes: Double?
  /// nil where there is no apparent power.
  var powerFactor: Double?
  /// nil on a dead line and where the record is too short.
  var frequencyHertz: Double?
  /// Net: export is negative.
  var energyWattHours: Double
  /// The mean.
  var voltageDirectVolts: Double?
  /// The mean.
  var currentDirectAmperes: Double?
  /// The part of the energy that the direct components make.
  var energyDirectWattHours: Double

  /// Reads a recording through.
  init(_ recording: RecordingFile) throws(BenchError) {
    var sums = RecordSums()
    try recording.play { frame, _ in
      guard case .samples(_, let count) = frame.kind else { return }
      for index in 0..<count { sums.add(frame.set(at: index)) }
    }
    let frontEnd = try recording.head().frontEnd
    self.init(sums, frontEnd)
    frequencyHertz = try recordFrequency(recording)
  }

  /// Turns sums into figures; the frequency is not among them.
  init(_ sums: RecordSums, _ frontEnd: FrontEnd) {
    samples = sums.count
    seconds = Double(sums.count) / frontEnd.rate.double
    let volts = frontEnd.voltage.gain.double / 1e6
    let amperes = frontEnd.current.gain.double / 1e6
    let mean = { (sum: Int128) in sums.count == 0 ? nil : Double(sum) / Double(sums.count) }
    voltageVolts = mean(sums.voltageSquared).map { $0.squareRoot() * volts }
    currentAmperes = mean(sums.currentSquared).map { $0.squareRoot() * amperes }
    activePowerWatts = mean(sums.product).map { $0 * volts * amperes }
    voltageDirectVolts = mean(sums.voltage).map { $0 * volts }
    currentDirectAmperes = mean(sums.current).map { $0 * amperes }
    let hours = seconds / 3600
    energyWattHours = (activePowerWatts ?? 0) * hours
    energyDirectWattHours = (voltageDirectVolts ?? 0) * (currentDirectAmperes ?? 0) * hours
    if let voltageVolts, let currentAmperes, let activePowerWatts {
      let apparent = voltageVolts * currentAmperes
      apparentPowerVoltAmperes = apparent
      powerFactor = apparent > 0 ? max(-1, min(1, activePowerWatts / apparent)) : nil
    }
  }
}
