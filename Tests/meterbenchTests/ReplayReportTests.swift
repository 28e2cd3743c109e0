// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import Metrology
import Quantities
import Testing

@testable import meterbench

@Suite struct ReplayReportTests {
  private func report(_ cfg: String, _ dat: [UInt8]) throws -> ReplayReport {
    let bench = try Bench()
    try bench.file("a.dat", dat)
    return try ReplayReport(bench.file("a.cfg", cfg))
  }

  @Test("The figures of four samples are those of pen and paper")
  func figures() throws {
    let dat = Array(TypedRecords.ascii2013Samples.utf8)
    let record = try report(TypedRecords.ascii2013, dat).record
    // u = 100 -200 350 0 V, i = 1 0 -1 2 A, 4 ms
    let close = { (found: Double?, expected: Double) in
      abs((found ?? .nan) - expected) <= 1e-12 * max(1, abs(expected))
    }
    #expect(record.samples == 4)
    #expect(close(record.seconds, 0.004))
    #expect(close(record.voltageVolts, (172_500.0 / 4).squareRoot()))
    #expect(close(record.currentAmperes, 1.5.squareRoot()))
    #expect(close(record.activePowerWatts, -62.5))
    #expect(close(record.energyWattHours, -62.5 * 0.004 / 3600))
    #expect(close(record.voltageDirectVolts, 62.5))
    #expect(close(record.currentDirectAmperes, 0.5))
    #expect(close(record.energyDirectWattHours, 31.25 * 0.004 / 3600))
    #expect(close(record.apparentPowerVoltAmperes, (172_500.0 / 4 * 1.5).squareRoot()))
    #expect(close(record.powerFactor, -62.5 / (172_500.0 / 4 * 1.5).squareRoot()))
  }

  @Test("A record without sets has no figures but its counts and its energy, which is none")
  func empty() throws {
    let frontEnd = FrontEnd(
      rate: Ratio(constant: 4_000), voltage: Channel(gain: Ratio(constant: 1)),
      current: Channel(gain: Ratio(constant: 1)), nominalFrequency: .hertz50,
      nominalVoltage: Voltage(microvolts: 230_000_000))
    let figures = RecordFigures(try WholeRecord(frontEnd), frontEnd, seconds: 0)
    #expect(figures.voltageVolts == nil)
    #expect(figures.activePowerWatts == nil)
    #expect(figures.powerFactor == nil)
    #expect(figures.energyWattHours == 0)
    #expect(figures.seconds == 0)
  }

  @Test("JSON is one object with every name, and null where there is no value")
  func json() throws {
    var dat = TypedRecords.float32Samples
    for row in 0..<4 { for byte in 8..<16 { dat[row * 16 + byte] = 0 } }
    let text = try report(TypedRecords.float32, dat).prettyJSON()
    let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    #expect(object?.keys.sorted() == ["file", "meter", "record"])
    let record = try #require(object?["record"] as? [String: Any])
    #expect(
      record.keys.sorted() == [
        "activePower_W", "apparentPower_VA", "currentDC_A", "current_A", "dcEnergy_Wh",
        "energy_Wh", "events", "frequency_Hz", "fundamentalActivePower_W",
        "fundamentalReactivePower_var", "powerFactor", "samples", "seconds", "thdCurrent",
        "thdVoltage", "voltageDC_V", "voltage_V",
      ])
    let meter = try #require(object?["meter"] as? [String: Any])
    for part in [record, meter] {
      for key in ["fundamentalActivePower_W", "fundamentalReactivePower_var"] {
        #expect(part[key] is NSNull)
      }
      #expect(part["thdVoltage"] is NSNull && part["thdCurrent"] is NSNull)
      #expect((part["events"] as? [Any])?.isEmpty == true)
    }
    #expect(record["powerFactor"] is NSNull)
    #expect(record["frequency_Hz"] is NSNull)
    #expect(record["voltage_V"] as? Double == 0)
  }

  @Test("JSON gives a number with all its digits")
  func digits() throws {
    let dat = Array(TypedRecords.ascii2013Samples.utf8)
    let report = try report(TypedRecords.ascii2013, dat)
    let text = try report.prettyJSON()
    struct Read: Decodable {
      struct Record: Decodable { var voltage_V: Double }
      var record: Record
    }
    let read = try JSONDecoder().decode(Read.self, from: Data(text.utf8))
    #expect(read.record.voltage_V == report.record.voltageVolts)
  }

  @Test("The table has a line for each figure, its unit after it, in one column")
  func table() throws {
    let dat = Array(TypedRecords.ascii2013Samples.utf8)
    let lines = try report(TypedRecords.ascii2013, dat).table.split(separator: "\n")
    #expect(lines.contains("voltage                   207.666                 - V"))
    #expect(lines.contains("active power              -62.500                 - W"))
    #expect(lines.contains("current                    1.2247                 - A"))
    #expect(lines.contains("energy, import                  -          0.000000 Wh"))
    #expect(lines.contains("4 samples, 0.004 s, 0 blocks"))
    #expect(!lines.contains { $0.contains("-0.000000 ") })
  }

  @Test(
    "The commands take what the manual says",
    arguments: [
      ["replay", "a.cfg"], ["replay", "a.recording", "--json"],
      ["replay", "a.cfg", "--voltage", "Ua", "--current", "2", "--primary"],
      ["replay", "a.cfg", "--nominal-voltage", "120"],
      ["replay", "a.cfg", "--declared-voltage", "120", "--nominal-voltage", "230"],
      ["replay", "a.recording", "--declared-voltage", "0.23e3", "--json"],
      ["convert", "a.cfg", "b.recording"],
      ["convert", "a.recording", "b.cfg", "--edition", "1999"],
    ])
  func commands(arguments: [String]) throws {
    _ = try Meterbench.parseAsRoot(arguments)
  }

  @Test(
    "A wrong command line is a usage error, exit code 64",
    arguments: [
      ["replay"], ["convert", "a.cfg"], ["replay", "a", "b"], ["fly"],
      ["convert", "a.cfg", "b.cfg", "--edition", "1991"],
    ])
  func usage(arguments: [String]) {
    do {
      var command = try Meterbench.parseAsRoot(arguments)
      try command.run()
      Issue.record("accepted")
    } catch {
      #expect(Meterbench.exitCode(for: error).rawValue == 64)
    }
  }

  @Test("A command that fails exits with the code of its error")
  func exitCode() throws {
    let bench = try Bench()
    var missing = try Meterbench.parseAsRoot(["replay", bench.path("a.cfg")])
    #expect(throws: ExitCode(66)) { try missing.run() }
    try bench.file("b.recording", "not one")
    var bad = try Meterbench.parseAsRoot(["replay", bench.path("b.recording")])
    #expect(throws: ExitCode(65)) { try bad.run() }
  }

  @Test(
    "An error reads as file, place, what, and what to do",
    arguments: [
      (
        BenchError("a.cfg", at: .line(3), "it is so", advice: "do that"),
        "a.cfg: line 3: it is so (do that)"
      ),
      (BenchError("a.dat", at: .byte(16), "it is so"), "a.dat: byte 16: it is so"),
      (BenchError(.noInput, "a.dat", "it is so"), "a.dat: it is so"),
    ])
  func wording(error: BenchError, text: String) {
    #expect(error.description == text)
  }
}
