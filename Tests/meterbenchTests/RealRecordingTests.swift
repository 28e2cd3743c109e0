// SPDX-License-Identifier: Apache-2.0

import Foundation
import Quantities
import Testing

@testable import meterbench

private let canRun = RealRecordings.arePresent || RealRecordings.isContinuousIntegration

@Suite(.enabled(if: canRun, "\(RealRecordings.count) recordings not run: they are absent"))
struct RealRecordingTests {
  @Test("All recordings are there")
  func present() {
    #expect(RealRecordings.names.count == RealRecordings.count)
  }

  @Test(
    "Voltage, current and power are within 1 ppm of the truth", arguments: RealRecordings.names)
  func figures(name: String) throws {
    let truth = try #require(RealRecordings.truths[name]).figures
    let record = try ReplayReport(RealRecordings.path(name)).record
    let ppm = 1e-6
    let voltage = try #require(record.voltageVolts)
    let current = try #require(record.currentAmperes)
    let power = try #require(record.activePowerWatts)
    #expect(abs(voltage - truth.Vrms) <= ppm * truth.Vrms)
    #expect(abs(current - truth.Irms) <= ppm * truth.Irms)
    #expect(abs(power - truth.P) <= ppm * truth.Vrms * truth.Irms)
    #expect(record.samples == truth.N)
    #expect(abs(record.seconds - Double(truth.N) / truth.fs) <= ppm * record.seconds)
    let hours = record.seconds / 3600
    #expect(abs(record.energyWattHours - truth.Wh) <= ppm * truth.Vrms * truth.Irms * hours)
    #expect(abs(try #require(record.voltageDirectVolts) - truth.Vdc) <= ppm * truth.Vrms)
    #expect(abs(try #require(record.currentDirectAmperes) - truth.Idc) <= ppm * truth.Irms)
  }

  @Test("The frequency is that of the least rest, on every record", arguments: RealRecordings.names)
  func frequency(name: String) throws {
    let truth = try #require(RealRecordings.truths[name])
    let found = try RecordFigures(RecordingFile(loading: RealRecordings.path(name))).frequencyHertz
    guard let expected = truth.figures.f else {
      #expect(found == nil)
      return
    }
    #expect(abs(try #require(found) - expected) <= RealRecordings.frequencyBound)
  }

  @Test(
    "Fundamental powers are within 1 ppm, distortion within 1 ppm of its value",
    arguments: RealRecordings.names)
  func fundamental(name: String) throws {
    let truth = try #require(RealRecordings.truths[name]).figures
    let record = try RecordFigures(RecordingFile(loading: RealRecordings.path(name)))
    guard let voltage = truth.V1, let current = truth.I1 else {
      #expect(record.fundamentalActivePowerWatts == nil)
      #expect(record.fundamentalReactivePowerVars == nil)
      #expect(record.thdVoltage == nil && record.thdCurrent == nil)
      return
    }
    let ppm = 1e-6
    for (found, expected, scale) in [
      (record.fundamentalActivePowerWatts, truth.P1, voltage * current),
      (record.fundamentalReactivePowerVars, truth.Q1, voltage * current),
      (record.thdVoltage, truth.THD_V, truth.THD_V ?? 0),
      (record.thdCurrent, truth.THD_I, truth.THD_I ?? 0),
    ] {
      #expect(abs(try #require(found) - #require(expected)) <= ppm * scale)
    }
  }

  @Test("Each dip and swell is found, and no other", arguments: RealRecordings.names)
  func events(name: String) throws {
    let truth = try #require(RealRecordings.truths[name])
    let recording = try RecordingFile(loading: RealRecordings.path(name))
    let found = try RecordFigures(recording, declaredVoltage: truth.declaredVoltage).events
    #expect(found.map(\.kind.rawValue) == truth.events.map(\.kind))
    for (event, expected) in zip(found, truth.events) {
      #expect(abs(event.startSeconds - expected.start_s) <= RealRecordings.secondsBound)
      #expect((event.durationSeconds == nil) == (expected.duration_s == nil))
      let durations = (event.durationSeconds ?? 0, expected.duration_s ?? 0)
      #expect(abs(durations.0 - durations.1) <= RealRecordings.secondsBound)
      #expect(abs(event.residualVolts - expected.residual_V) <= RealRecordings.voltsBound)
    }
  }

  @Test(
    "The registers and the direct energy make up the record's energy",
    arguments: RealRecordings.names)
  func energy(name: String) throws {
    let report = try ReplayReport(RealRecordings.path(name))
    let (record, meter) = (report.record, report.meter)
    let sum = meter.energyWattHours + meter.energyDirectWattHours
    // A thousandth of what a register counts.
    #expect(abs(sum - record.energyWattHours) <= 1e-9)
    #expect(meter.samples == record.samples)
  }

  @Test(
    "A recording turned into ours and back has the same codes, gains and rate",
    arguments: RealRecordings.names)
  func roundTrip(name: String) throws {
    let bench = try Bench()
    let wishes = ChannelWishes()
    let original = try Waveform(loadingCOMTRADE: RealRecordings.path(name), wishes)
    let recording = bench.path("a.recording")
    _ = try Conversion.run(RealRecordings.path(name), recording, .year2013, wishes)
    _ = try Conversion.run(recording, bench.path("b.cfg"), .year2013, wishes)
    let back = try Waveform(loadingCOMTRADE: bench.path("b.cfg"), wishes)
    #expect(back == original)
    #expect(
      try RecordFigures(RecordingFile(loading: recording))
        == ReplayReport(RealRecordings.path(name)).record)
  }

  @Test("What was reached is printed")
  func table() throws {
    var worst = Worst()
    for name in RealRecordings.names {
      let truth = try #require(RealRecordings.truths[name])
      worst.add(
        try ReplayReport(RealRecordings.path(name), declaredVoltage: truth.declaredVoltage), truth)
    }
    #expect(worst.count == RealRecordings.names.count)
    print(worst.text)
  }
}

/// The largest deviations over all recordings.
private struct Worst {
  var count = 0
  private var ppm = 0.0
  private var millihertz = 0.0
  private var fundamentalPPM = 0.0
  private var distortionPPM = 0.0
  private var events = 0
  private var wattHours = 0.0

  mutating func add(_ report: ReplayReport, _ truth: RealRecordings.Truth) {
    let (record, figures) = (report.record, truth.figures)
    count += 1
    for (found, expected, scale) in [
      (record.voltageVolts, figures.Vrms, figures.Vrms),
      (record.currentAmperes, figures.Irms, figures.Irms),
      (record.activePowerWatts, figures.P, figures.Vrms * figures.Irms),
    ] {
      ppm = max(ppm, abs((found ?? .infinity) - expected) / scale * 1e6)
    }
    addFundamental(record, figures)
    events += record.events.count
    let sum = report.meter.energyWattHours + report.meter.energyDirectWattHours
    wattHours = max(wattHours, abs(sum - record.energyWattHours))
  }

  private mutating func addFundamental(
    _ record: RecordFigures, _ figures: RealRecordings.Truth.Figures
  ) {
    guard let hertz = figures.f, let active = figures.P1, let reactive = figures.Q1,
      let voltage = figures.V1, let current = figures.I1
    else { return }
    let parts = { (found: Double?, expected: Double, scale: Double) in
      abs((found ?? .infinity) - expected) / scale * 1e6
    }
    millihertz = max(millihertz, parts(record.frequencyHertz, hertz, 1) / 1e3)
    fundamentalPPM = max(
      fundamentalPPM, parts(record.fundamentalActivePowerWatts, active, voltage * current),
      parts(record.fundamentalReactivePowerVars, reactive, voltage * current))
    for (found, expected) in [
      (record.thdVoltage, figures.THD_V ?? 0), (record.thdCurrent, figures.THD_I ?? 0),
    ] {
      distortionPPM = max(distortionPPM, parts(found, expected, expected))
    }
  }

  var text: String {
    let figure = { (value: Double) in String(format: "%.1e", value) }
    let begin = "Real recordings, worst of \(count):"
    return """
      \(begin) voltage, current, power \(figure(ppm)) ppm
      \(begin) fundamental power \(figure(fundamentalPPM)) ppm, \
      THD \(figure(distortionPPM)) ppm of its value, \(events) events
      frequency \(figure(millihertz)) mHz
      record less direct energy less registers \(figure(wattHours)) Wh
      """
  }
}
