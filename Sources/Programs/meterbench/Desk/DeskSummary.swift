// SPDX-License-Identifier: Apache-2.0

import Foundation
import Ledger
import Meter
import MeterBoard
import Metrology
import Quantities
import SimulatedHardware

/// What a run ended with.
struct DeskSummary: Encodable {
  var recording: String
  var seconds: Double
  var blocks: Int
  var display: [String]
  @NullIfNone var voltage_V: Double?
  @NullIfNone var current_A: Double?
  @NullIfNone var activePower_W: Double?
  @NullIfNone var powerFactor: Double?
  @NullIfNone var frequency_Hz: Double?
  var energyImport_Wh: Double
  var energyExport_Wh: Double
  /// Of this run alone.
  var importedNow_Wh: Double
  /// Of this run alone.
  var exportedNow_Wh: Double
  var gap_s: Double
  var wentOn: Bool
  /// Whether one of the two copies of the registers was damaged: a save was cut, or worse.
  var otherSlotDamaged = false
  /// Whether the meter began at zero because its very first save was cut.
  var firstSaveTorn = false
  var store: String
  var radio: String
  /// How many readings the gateway received, and the newest thousand of them.
  var readings: Int
  var received: [String]
  var faults: [String]
  /// The recordings of voltage events.
  var snapshots: [String] = []

  /// Gathers the figures of a run that ended.
  init<Port: ~Copyable, Store: ~Copyable>(
    _ run: borrowing DeskRun<Port, Store>, recording: String, store: String, radio: String
  ) {
    let (now, before) = (run.desk.board.meter.registers, run.before)
    let latest = run.desk.board.meter.latest
    self.recording = recording
    seconds = run.elapsed
    blocks = Int(run.desk.board.meter.blocks)
    display = run.desk.display.lines
    voltage_V = latest.map { Double($0.voltage.microvolts) / 1e6 }
    current_A = latest.map { Double($0.current.microamperes) / 1e6 }
    activePower_W = latest.map { Double($0.activePower.microwatts) / 1e6 }
    powerFactor = (latest?.powerFactor).map { Double($0.millionths) / 1e6 }
    frequency_Hz = (latest?.frequency).map { Double($0.microhertz) / 1e6 }
    energyImport_Wh = now.energyImport.wattHoursExact
    energyExport_Wh = now.energyExport.wattHoursExact
    importedNow_Wh = energyImport_Wh - before.energyImport.wattHoursExact
    exportedNow_Wh = energyExport_Wh - before.energyExport.wattHoursExact
    gap_s = Double(now.gapNanoseconds) / 1e9
    wentOn = false
    switch run.restored {
    case .registers(_, let isOtherDamaged):
      wentOn = true
      otherSlotDamaged = isOtherDamaged
    case .firstSaveTorn: firstSaveTorn = true
    case .firstStart, .fault: break
    }
    self.store = store
    self.radio = radio
    received = run.room?.lines ?? []
    readings = run.room?.count ?? 0
    faults = run.desk.board.observer.faultTexts
  }

  /// The summary for a person.
  var text: String {
    var lines = ["\(recording) on the simulated reference board, \(fixed(seconds, 1)) s", ""]
    lines += LCDFrame.lines(display)
    lines += [
      "", row("import", energyImport_Wh, importedNow_Wh),
      row("export", energyExport_Wh, exportedNow_Wh),
      "gaps       \(fixed(gap_s, 3)) s not measured",
      "registers  \(store), \(beginning)",
      "radio      \(radio)",
      "gateway    \(readings) readings" + (received.isEmpty ? "" : ", the last:"),
    ]
    if let last = received.last { lines.append("           " + last) }
    lines.append("faults     " + (faults.isEmpty ? "none" : faults.joined(separator: ", ")))
    if let last = snapshots.last {
      lines.append("snapshots  \(snapshots.count), the last: \(last)")
    }
    return lines.joined(separator: "\n")
  }

  private var beginning: String {
    if firstSaveTorn { return "first run: a first save was cut before its end" }
    if !wentOn { return "first run" }
    let damage = otherSlotDamaged ? "; the other of the two copies was damaged" : ""
    return "went on from the last run" + damage
  }

  private func row(_ name: String, _ total: Double, _ now: Double) -> String {
    "\(name)     \(fixed(total / 1000, 6)) kWh, \(fixed(now, 3)) Wh of it now"
  }

  private func fixed(_ value: Double, _ places: Int) -> String {
    String(format: "%.\(places)f", value)
  }
}

/// A value that is null in JSON, and its key there, where there is none.
@propertyWrapper
struct NullIfNone<Value: Encodable>: Encodable {
  var wrappedValue: Value?

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(wrappedValue)
  }
}

/// The display as it stands on the board, with a frame around it.
enum LCDFrame {
  static func lines(_ characters: [String]) -> [String] {
    ["┌──────────────────────┐"] + characters.map { "│ \($0) │" } + ["└──────────────────────┘"]
  }
}

extension Energy {
  /// Watt-hours with the residual.
  var wattHoursExact: Double { Double(value.raw) / 0x1p64 / 1e6 }
}
