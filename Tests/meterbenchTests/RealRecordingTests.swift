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
    let apparent = try #require(record.apparentPowerVoltAmperes) * record.seconds / 3600
    let sum = meter.energyWattHours + meter.energyDirectWattHours
    #expect(abs(sum - record.energyWattHours) <= 1e-6 * apparent)
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
}
