// SPDX-License-Identifier: Apache-2.0

import Foundation
import Quantities

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
      Row(
        "fundamental P", "W", 3, record.fundamentalActivePowerWatts,
        meter.fundamentalActivePowerWatts),
      Row(
        "fundamental Q", "var", 3, record.fundamentalReactivePowerVars,
        meter.fundamentalReactivePowerVars),
      Row("THD of voltage", "%", 3, percent(record.thdVoltage), percent(meter.thdVoltage)),
      Row("THD of current", "%", 3, percent(record.thdCurrent), percent(meter.thdCurrent)),
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
    return (head + rows.map(\.line) + eventLines).joined(separator: "\n")
  }

  private func percent(_ ratio: Double?) -> Double? { ratio.map { $0 * 100 } }

  /// A line for each event, and one where there is none.
  private var eventLines: [String] {
    let volts = String(format: "%g V", Double(declaredVoltage.microvolts) / 1e6)
    let found =
      record.events.map { ("whole record", $0) } + meter.events.map { ("meter", $0) }
    guard !found.isEmpty else { return ["", "no event of the voltage, declared as \(volts)"] }
    let head = "event, declared \(volts)".padding(toLength: 25, withPad: " ", startingAt: 0)
    return ["", head + "     start s  duration s  residual V"] + found.map(eventLine)
  }

  private func eventLine(_ source: String, _ event: VoltageEvent) -> String {
    let name = "\(event.kind.rawValue), \(source)".padding(
      toLength: 25, withPad: " ", startingAt: 0)
    let duration = event.durationSeconds.map { String(format: "%12.3f", $0) } ?? "   to the end"
    return name + String(format: "%12.3f", event.startSeconds) + duration
      + String(format: "%12.2f", event.residualVolts)
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
