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

  @Test("The frequency is within the bound of its kind", arguments: RealRecordings.names)
  func frequency(name: String) throws {
    let truth = try #require(RealRecordings.truths[name])
    let found = try RecordFigures(RecordingFile(loading: RealRecordings.path(name))).frequencyHertz
    guard let expected = truth.figures.f else {
      #expect(found == nil)
      return
    }
    guard let bound = RealRecordings.frequencyBound(truth.kind) else { return }
    #expect(abs(try #require(found) - expected) <= bound)
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
      worst.add(try ReplayReport(RealRecordings.path(name)), truth)
    }
    #expect(worst.count == RealRecordings.names.count)
    print(worst.text)
  }
}

/// The largest deviations over all recordings.
private struct Worst {
  var count = 0
  private var ppm = 0.0
  private var millihertz: [String: Double] = [:]
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
    if let found = record.frequencyHertz, let expected = figures.f,
      RealRecordings.frequencyBound(truth.kind) != nil
    {
      let kind = truth.kind.hasPrefix("ev-") ? "ev-*" : truth.kind
      millihertz[kind] = max(millihertz[kind] ?? 0, abs(found - expected) * 1e3)
    }
    let sum = report.meter.energyWattHours + report.meter.energyDirectWattHours
    wattHours = max(wattHours, abs(sum - record.energyWattHours))
  }

  var text: String {
    let frequencies = millihertz.sorted { $0.key < $1.key }.map {
      "frequency \($0.key) \(String(format: "%.3f", $0.value)) mHz"
    }
    return """
      Real recordings, worst of \(count): voltage, current, power \(String(format: "%.1e", ppm)) ppm
      \(frequencies.joined(separator: ", "))
      record less direct energy less registers \(String(format: "%.1e", wattHours)) Wh
      """
  }
}
