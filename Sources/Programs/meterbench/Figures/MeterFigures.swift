// SPDX-License-Identifier: Apache-2.0

import Bytes
import Ledger
import Meter
import Metrology
import Quantities

/// What the meter's registers and its last block say after a recording.
///
/// Direct components are in none of the figures but the three that are named for them.
struct MeterFigures: Equatable {
  /// Sample sets that the meter took.
  var samples: Int
  /// The time that the sets took.
  var seconds: Double
  /// Whole blocks; the open one at the end of the record counts in the energy only.
  var blocks: Int
  /// The newest whole block; all its figures are null without one.
  var last: BlockFigures?
  /// The register with its residual.
  var energyImportWattHours: Double
  /// The register with its residual.
  var energyExportWattHours: Double
  /// Energy of direct components, which the registers leave out.
  var energyDirectWattHours: Double
  /// Dips and swells, the one under way at the end last.
  var events: [VoltageEvent]
  /// What passed from one steady voltage to another.
  var rapidChanges: [RapidChange]

  var voltageVolts: Double? { last.map { Double($0.voltage.microvolts) / 1e6 } }
  var currentAmperes: Double? { last.map { Double($0.current.microamperes) / 1e6 } }
  var activePowerWatts: Double? { last.map { Double($0.activePower.microwatts) / 1e6 } }
  var apparentPowerVoltAmperes: Double? {
    last.map { Double($0.apparentPower.microvoltamperes) / 1e6 }
  }
  var powerFactor: Double? { (last?.powerFactor).map { Double($0.millionths) / 1e6 } }
  var frequencyHertz: Double? { (last?.frequency).map { Double($0.microhertz) / 1e6 } }
  var voltageDirectVolts: Double? { last.map { Double($0.voltageDC.microvolts) / 1e6 } }
  var currentDirectAmperes: Double? { last.map { Double($0.currentDC.microamperes) / 1e6 } }
  var fundamentalActivePowerWatts: Double? {
    (last?.fundamental).map { Double($0.activePower.microwatts) / 1e6 }
  }
  var fundamentalReactivePowerVars: Double? {
    (last?.fundamental).map { Double($0.reactivePower.microvars) / 1e6 }
  }
  /// Ratio to the fundamental.
  var thdVoltage: Double? {
    (last?.fundamental?.voltageDistortion).map { Double($0.millionths) / 1e6 }
  }
  /// Ratio to the fundamental.
  var thdCurrent: Double? {
    (last?.fundamental?.currentDistortion).map { Double($0.millionths) / 1e6 }
  }
  /// Import less export.
  var energyWattHours: Double { energyImportWattHours - energyExportWattHours }

  /// Plays a recording through the meter.
  ///
  /// - Parameter declaredVoltage: what events are measured by; nil takes the nominal voltage.
  static func replayed(
    _ recording: RecordingFile, declaredVoltage: Voltage? = nil
  ) throws(BenchError) -> MeterFigures {
    var progress = Progress(total: recording.bytes.count)
    defer { progress.finish() }
    do throws(ReplayError) {
      var player = try Player(recording.bytes.span, declaredVoltage: declaredVoltage)
      var output = EventOutput()
      while try player.step(&output) { progress.update(player.byte) }
      player.finish(&output)
      return MeterFigures(player, output)
    } catch {
      switch error {
      case .recording(let error): throw BenchError(error, file: recording.file)
      case .frontEnd(let error): throw BenchError(error, file: recording.file)
      }
    }
  }

  private init(_ player: borrowing Player, _ output: EventOutput) {
    let began = player.began ?? .zero
    events = output.events.map { VoltageEvent($0, since: began) }
    rapidChanges = output.changes.map { RapidChange($0, since: began) }
    samples = player.sets
    seconds = Double(player.sets) / player.frontEnd.rate.double
    blocks = Int(player.meter.blocks)
    last = player.meter.latest
    energyImportWattHours = player.meter.registers.energyImport.value.wattHours
    energyExportWattHours = player.meter.registers.energyExport.value.wattHours
    energyDirectWattHours = player.meter.energyDC.wattHours
  }
}

extension Q64_64 {
  /// Microwatt-hours as watt-hours, residual included.
  fileprivate var wattHours: Double { Double(raw) / 0x1p64 / 1e6 }
}

/// A meter on its own: only its events are heard.
private struct EventOutput: MeterOutput {
  var events: [Metrology.VoltageEvent] = []
  var changes: [RapidVoltageChange] = []

  mutating func transmit(_ bytes: Span<UInt8>) {}
  mutating func show(_ screen: TextScreen) {}
  mutating func save(_ registers: Registers) {}
  mutating func measured(_ block: BlockFigures) {}
  mutating func occurred(_ event: QualityEvent) {
    switch event {
    case .began: break
    case .ended(let event): events.append(event)
    case .changed(let change): changes.append(change)
    }
  }
  mutating func pulsed(_ change: TestOutputChange) {}
}

extension BenchError {
  /// A front end that the metrology refuses.
  init(_ error: FrontEndError, file: String) {
    let what =
      switch error {
      case .rateOutOfRange: "the rate is outside 500 to 200,000 sets a second"
      case .gainOutOfRange: "a gain is outside 1 pV to 10 V, or 1 pA to 10 A, per count"
      case .delayOutOfRange: "a current is more than one set before its voltage or two after it"
      case .nominalVoltageOutOfRange: "the nominal voltage is outside 1 V to 1 MV"
      case .calibrationOutOfRange:
        "a noise, a temperature coefficient, a largest count or a curve is out of its range"
      }
    self.init(file, what, advice: "this meter is not made for it")
  }
}

/// A passage from one steady voltage to another [IEC 61000-4-30 5.11].
struct RapidChange: Equatable, Encodable {
  /// After the first set. Unit: seconds.
  var start_s: Double
  /// Unit: seconds.
  var duration_s: Double
  /// The largest distance from the steady voltage before. Unit: volts.
  var deltaMaximum_V: Double
  /// The steady voltage after less that before. Unit: volts.
  var deltaSteady_V: Double

  init(_ change: RapidVoltageChange, since began: Instant) {
    start_s = Double(change.start.since(began)) / 1e9
    duration_s = Double(change.nanoseconds) / 1e9
    deltaMaximum_V = Double(change.deltaMaximum.microvolts) / 1e6
    deltaSteady_V = Double(change.deltaSteady.microvolts) / 1e6
  }
}

extension VoltageEvent {
  /// What the meter saw; without an end where it is not known.
  fileprivate init(_ event: Metrology.VoltageEvent, since began: Instant) {
    let seconds = event.nanoseconds.map { Double($0) / 1e9 }
    self.init(
      kind: event.kind == .dip ? .dip : .swell,
      startSeconds: Double(event.start.since(began)) / 1e9,
      durationSeconds: event.isEndUnknown ? nil : seconds,
      residualVolts: Double(event.extreme.microvolts) / 1e6)
  }
}
