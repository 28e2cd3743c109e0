// SPDX-License-Identifier: Apache-2.0

import Foundation

extension ReplayReport {
  /// The figures in two aligned columns, a dash where there is no value.
  var table: String {
    let rows: [Row] = [
      Row("voltage", "V", 3, record.voltageVolts, meter.voltageVolts),
      Row("current", "A", 4, record.currentAmperes, meter.currentAmperes),
      Row("active power", "W", 3, record.activePowerWatts, meter.activePowerWatts),
      Row(
        "apparent power", "VA", 3, record.apparentPowerVoltAmperes,
        meter.apparentPowerVoltAmperes),
      Row("power factor", "", 4, record.powerFactor, meter.powerFactor),
      Row("frequency", "Hz", 4, record.frequencyHertz, meter.frequencyHertz),
      Row("energy, net", "Wh", 6, record.energyWattHours, meter.energyWattHours),
      Row("energy, import", "Wh", 6, nil, meter.energyImportWattHours),
      Row("energy, export", "Wh", 6, nil, meter.energyExportWattHours),
      Row("direct voltage", "V", 3, record.voltageDirectVolts, meter.voltageDirectVolts),
      Row("direct current", "A", 4, record.currentDirectAmperes, meter.currentDirectAmperes),
      Row("direct energy", "Wh", 6, record.energyDirectWattHours, meter.energyDirectWattHours),
    ]
    let seconds = String(format: "%.3f", record.seconds)
    let blocks = meter.blocks == 1 ? "1 block" : "\(meter.blocks) blocks"
    let head = [
      file, "\(record.samples) samples, \(seconds) s, \(blocks)", "",
      "                     whole record             meter",
    ]
    return (head + rows.map(\.line)).joined(separator: "\n")
  }
}

/// One line of the table.
private struct Row {
  let name: String
  let unit: String
  let decimals: Int
  let record: Double?
  let meter: Double?

  init(_ name: String, _ unit: String, _ decimals: Int, _ record: Double?, _ meter: Double?) {
    self.name = name
    self.unit = unit
    self.decimals = decimals
    self.record = record
    self.meter = meter
  }

  var line: String {
    let text = name.padding(toLength: 15, withPad: " ", startingAt: 0) + "  " + cell(record)
    return text + "  " + cell(meter) + (unit.isEmpty ? "" : " " + unit)
  }

  /// Sixteen columns wide, points in one column for one count of decimals.
  private func cell(_ value: Double?) -> String {
    var text = value.map { String(format: "%.\(decimals)f", $0) } ?? "-"
    if text.hasPrefix("-0"), !text.contains(where: { ("1"..."9").contains($0) }) {
      text.removeFirst()
    }
    return String(repeating: " ", count: max(0, 16 - text.count)) + text
  }
}
