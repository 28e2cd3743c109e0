// SPDX-License-Identifier: Apache-2.0

import Foundation
import Parameters
import SimulatedHardware
import Testing

@testable import meterbench

@Suite struct ParameterFileTests {
  /// What is wrong in a text, a line each, without the file's name.
  private static func findings(_ text: String) throws -> [String] {
    let bench = try Bench()
    let path = try bench.file("p.yaml", text)
    do {
      _ = try ParameterFile(path)
      return []
    } catch let findings as ParameterFindings {
      return findings.errors.map { String($0.description.dropFirst(path.count + 2)) }
    } catch let error as BenchError {
      #expect(error.kind == .dataFormat)
      #expect(error.advice != nil)
      return [String(error.description.dropFirst(path.count + 2))]
    }
  }

  /// The example with one of its texts replaced, and the line of that.
  private static func example(
    _ text: String, _ replacement: String
  ) throws -> (text: String, line: Int) {
    let whole = try String(contentsOfFile: ParametersCommandTests.example, encoding: .utf8)
    let parts = whole.components(separatedBy: text)
    try #require(parts.count == 2, "\(text)")
    return (
      parts.joined(separator: replacement), parts[0].components(separatedBy: "\n").count
    )
  }

  @Test("The example and the smallest file are whole")
  func whole() throws {
    #expect(try Self.findings(ParametersCommandTests.small) == [])
    #expect(try Self.findings(try Self.example("perDayMax: 3", "perDayMax: 4").text) == [])
  }

  @Test("Every unknown key is told, with its line and the nearest known one")
  func unknownKeys() throws {
    let text =
      ParametersCommandTests.small + """
        SerialNumber: a
        saveMiliseconds: 5
        demand: {minute: 15, parts: 1, 5: 6}
        tariff:
          active:
            seasons:
              - {name: 1, start: "01-01", wek: 1}
        """
    #expect(
      try Self.findings(text) == [
        "line 14: unknown key SerialNumber (the nearest known one is serialNumber)",
        "line 15: unknown key saveMiliseconds (the nearest known one is saveMilliseconds)",
        "line 16: unknown key demand.minute (the nearest known one is minutes)",
        "line 16: unknown key demand.5 (the nearest known one is parts)",
        "line 20: unknown key tariff.active.seasons[1].wek (the nearest known one is week)",
      ])
  }

  @Test(
    "A missing key that is needed is told at its group",
    arguments: [
      ("  nominalVolts: 230\n", "line 1: frontEnd: the key nominalVolts is missing"),
      ("  stepMilliseconds: 60000\n", "line 10: clock: the key stepMilliseconds is missing"),
      (
        "    microamperesPerCount: 50000000/1024\n",
        "line 7: frontEnd.current: the key microamperesPerCount is missing"
      ),
    ])
  func missing(line: String, wanted: String) throws {
    let parts = ParametersCommandTests.small.components(separatedBy: line)
    try #require(parts.count == 2)
    let advice = " (add it; Calibration/parameters.yaml has it)"
    #expect(try Self.findings(parts.joined()) == [wanted + advice])
  }

  /// What is changed in the example, to what, and what is said of it.
  static let values: [(String, String, String)] = [
    ("setsPerSecond: 200000/27", "setsPerSecond: 0", "frontEnd.setsPerSecond: 0 is no such ratio"),
    ("setsPerSecond: 200000/27", "setsPerSecond: 1/0", "frontEnd.setsPerSecond: 1/0 is no such"),
    ("setsPerSecond: 200000/27", "setsPerSecond: 1e4", "frontEnd.setsPerSecond: 1e4 is no such"),
    ("setsPerSecond: 200000/27", "setsPerSecond: 1/2", "frontEnd.setsPerSecond: the meter refuses"),
    ("Hertz: 50", "Hertz: 55", "frontEnd.nominalFrequencyHertz: 55 is not one of its values"),
    ("nominalVolts: 230 ", "nominalVolts: 0.0000001 ", "frontEnd.nominalVolts: 0.0000001 is not"),
    ("isCalibrated: false", "isCalibrated: no", "frontEnd.isCalibrated: no is not one of"),
    ("Celsius: 23", "Celsius: 200.001", "frontEnd.calibrationDegreesCelsius: 200.001 is not"),
    ("Celsius: 23", "Celsius: 23.0001", "frontEnd.calibrationDegreesCelsius: 23.0001 is not"),
    ("Celsius: 23", "Celsius: [23]", "frontEnd.calibrationDegreesCelsius: it is no single value"),
    ("startingAmperes: 0.005", "startingAmperes: 0", "frontEnd.startingAmperes: 0 is not one of"),
    ("startingAmperes: 0.005", "startingAmperes:", "frontEnd.startingAmperes: it has no value"),
    ("startingAmperes: 0.005", "startingAmperes: ~", "frontEnd.startingAmperes: it has no value"),
    ("PeakMaxCounts: 1900", "PeakMaxCounts: 8388609", "frontEnd.amplifiedPeakMaxCounts: 8388609"),
    ("65536ths: 0", "65536ths: -1", "frontEnd.voltage.noiseVariance65536ths: -1 is not one of"),
    ("PerKelvin: 0", "PerKelvin: 010", "frontEnd.voltage.gainBillionthsPerKelvin: 010 is not"),
    ("PerKelvin: 0", "PerKelvin: 1_0", "frontEnd.voltage.gainBillionthsPerKelvin: 1_0 is not"),
    ("PerKelvin: 0", "PerKelvin: +1", "frontEnd.voltage.gainBillionthsPerKelvin: +1 is not"),
    ("PerKelvin: 0", "PerKelvin: 0x1", "frontEnd.voltage.gainBillionthsPerKelvin: 0x1 is not"),
    ("nds: 45000", "nds: 135000", "frontEnd.current: the meter refuses it (its delay must be"),
    ("amperes: 60,", "amperes: 0.25,", "frontEnd.current.curve[2]: this point is not above the"),
    ("48828.125", "999999999999999", "frontEnd.current: the meter refuses it"),
    ("declaredVolts: 230", "declaredVolts: 0.999999", "declaredVolts: 0.999999 is not one of"),
    ("Hour: 1000", "Hour: 100001", "impulsesPerKilowattHour: 100001 is not one of its values"),
    ("saveMilliseconds: 10000", "saveMilliseconds: 999", "saveMilliseconds: 999 is not one of"),
    ("{minutes: 15, parts: 1}", "{minutes: 45}", "demand.minutes: 45 is not one of its values"),
    ("{minutes: 15, parts: 1}", "{minutes: 15, parts: 4}", "demand.parts: so many parts are no"),
    ("{minutes: 15, parts: 1}", "15", "demand: it is no group of keys"),
    ("  minutes: 15  ", "  minutes: 7  ", "loadProfile.minutes: it does not divide the hour"),
    ("[activeImport,", "[fullImport,", "loadProfile.channels[1]: fullImport is not one of"),
    ("[activeImport,", "[none, none,", "loadProfile.channels: it has 5 values (write 0 to 4"),
    ("CET-1CEST,", "CET-1CEST;", "zone: no rules of a zone"),
    ("defaultTier: 1", "defaultTier: 9", "tariff.defaultTier: 9 is not one of its values"),
    ("\"2027-01-01T00:00:00Z\"", "2027-02-29T00:00:00Z", "tariff.activationTime: 2027-02-29T00"),
    ("\"2027-01-01T00:00:00Z\"", "2027-01-01 00:00:00", "tariff.activationTime: 2027-01-01 00"),
    ("\"TOU 2026\"", "\"TOU 02026\"", "tariff.active.name: it is too long"),
    ("\"TOU 2026\"", "\"0x00112233445566GG\"", "tariff.active.name: it has other than hex"),
    ("start: \"04-01\"", "start: \"04-31\"", "tariff.active.seasons[1]: not every year has this"),
    ("start: \"04-01\"", "start: 4-1", "tariff.active.seasons[1].start: 4-1 is no such date"),
    ("start: \"10-16\"", "start: \"03-31\"", "tariff.active.seasons[2]: it does not start after"),
    ("\"04-01\", week: 2", "\"04-01\", week: 3", "tariff.active.seasons[1]: its week is not in"),
    ("- {name: 2, days:", "- {name: 1, days:", "tariff.active.weeks[2]: an earlier week has its"),
    ("[10, 10, 10, 10, 10,", "[10, 10, 10, 10,", "tariff.active.weeks[1].days: it has 6 values"),
    ("[10, 10, 10, 10, 10,", "[10, 9, 10, 10, 10,", "tariff.active.weeks[1]: the day of its tues"),
    ("{id: 11,", "{id: 10,", "tariff.active.days[2]: an earlier day has its id"),
    ("{at: \"06:00\", tier: 2}", "{at: \"24:00\", tier: 2}", "tariff.active.days[1].actions[2].at"),
    ("{at: \"06:00\", tier: 2}", "{at: \"00:00\", tier: 2}", "tariff.active.days[1]: action 2 is"),
    ("\"12-25\"", "\"02-30\"", "tariff.active.specialDays[1]: the calendar has no such date"),
    ("\"2026-04-06\", day: 11", "\"2026-04-06\", day: 9", "tariff.active.specialDays[2]: its day"),
    ("\"2026-04-06\"", "\"12-25\"", "tariff.active.specialDays[2]: an earlier entry has its date"),
    ("NormalWatts: 3300", "NormalWatts: 0", "limiter.thresholdNormalWatts: 0 is not one of its"),
    ("openDelaySeconds: 30", "openDelaySeconds: 86401", "limiter.openDelaySeconds: 86401 is not"),
    ("perDayMax: 3", "perDayMax: 0", "limiter.reconnect.perDayMax: 0 is not one of its values"),
    ("durationSeconds: 7200", "durationSeconds: 0", "limiter.emergency.durationSeconds: 0 is not"),
    ("mode: iec62056", "mode: dsmr", "localPort.mode: dsmr is not one of its values"),
    ("\"LMM\"", "\"LM1\"", "localPort.manufacturer: the meter refuses it (write three letters)"),
    ("\"LMM\"", "\"LM\"", "localPort.manufacturer: \"LM\" is no such text"),
    ("\"LastMeter\"", "\"Last/Meter\"", "localPort.identification: the meter refuses it"),
    ("\"LastMeter\"", "\"\"", "localPort.identification: \"\" is no such text"),
    ("\"00000001\"", "\"0-1\"", "localPort.address: the meter refuses it"),
    ("Second: 9600", "Second: 115200", "localPort.proposedBitsPerSecond: 115200 is not one of"),
    ("supply: link-key", "supply: yes", "supply: yes is not one of its values (write one of armed"),
    ("\"LM-000001\"", "\"LM-000001é\"", "serialNumber: \"LM-000001é\" is no such text"),
    ("\"NL0001\"", "\"12345678901234567\"", "deliveryPoint: \"12345678901234567\" is no such"),
    ("availablePowerWatts: 3300", "availablePowerWatts: 8388608", "availablePowerWatts: 8388608"),
    ("\"2060-01-01T00:00:00Z\"", "\"2026-01-01T00:00:00Z\"", "clock.latest: the meter refuses it"),
    ("\"2060-01-01T00:00:00Z\"", "\"1969-01-01T00:00:00Z\"", "clock.latest: 1969-01-01T00:00:00Z"),
    ("Milliseconds: 60000", "Milliseconds: 86400001", "clock.stepMilliseconds: 86400001 is not"),
    ("displayD7: 13", "displayD7: 256", "lines.displayD7: 256 is not one of its values"),
    ("displayD7: 13", "displayD7: 12", "lines.displayD7: displayD6 has GPIO 12, too (give"),
    ("displayD7: 13", "DisplayD7: 13", "lines.DisplayD7: the firmware asks for no line DisplayD7"),
  ]

  @Test("A wrong value is told with its line, its key and what to write", arguments: values.indices)
  func value(index: Int) throws {
    let (before, after, wanted) = Self.values[index]
    let (text, line) = try Self.example(before, after)
    let found = try Self.findings(text)
    let said = found.first ?? "nothing"
    let rest = said.drop { $0 != ":" }.dropFirst(2)
    #expect(rest.hasPrefix(wanted), "\(said)")
    #expect(said.contains("("))
    // The firmware judges some groups as a whole: then the line is the group's.
    if !wanted.contains("refuses") { #expect(said.hasPrefix("line \(line): "), "\(said)") }
  }

  @Test("An activation time without its calendar is refused, by the key's line")
  func activation() throws {
    let text =
      ParametersCommandTests.small + """
        tariff:
          defaultTier: 1
          activationTime: 2027-01-01T00:00:00Z
        """
    #expect(
      try Self.findings(text) == [
        "line 16: tariff.activationTime: the meter refuses it "
          + "(give the passive calendar that it is for, or leave it out)"
      ])
  }

  @Test("What is no YAML, nothing, two documents or no text is told with its line")
  func syntax() throws {
    let cases: [(String, String)] = [
      ("", "line 1: it holds nothing"), ("# only\n", "line 1: it holds nothing"),
      ("a: [1\nb: 2\n", "line 2: "), ("zone: \"UTC0\n", "line 2: "),
      ("zone: UTC0\nzone: UTC1\n", "line 1: this group has a key twice: zone"),
      ("- a\n", "line 1: it is no group of keys"), ("just text\n", "line 1: it is no group"),
      ("a: 1\n---\nb: 2\n", "line 2: "), ("a: *b\n", "line 1: "), ("\tzone: 1\n", "line 1: "),
    ]
    for (text, wanted) in cases {
      let found = try Self.findings(text)
      #expect(found.count == 1 && found[0].hasPrefix(wanted), "\(found)")
    }
    let bench = try Bench()
    let path = try bench.file("p.yaml", [0x4C, 0xFF, 0xFE])
    let error = benchError { _ = try ParameterFile(path) }
    #expect(error?.what == "it is not UTF-8 text")
    let long = try bench.file("l.yaml", [UInt8](repeating: 0x23, count: 262_145))
    #expect(benchError { _ = try ParameterFile(long) }?.kind == .dataFormat)
  }

  @Test("A file with bytes changed, left out or doubled by chance is taken or told, never a crash")
  func chance() throws {
    let example = Array(
      try String(contentsOfFile: ParametersCommandTests.example, encoding: .utf8).utf8)
    let bench = try Bench()
    for seed in UInt64(0)..<400 {
      var random = SplitMix64(seed: seed)
      var bytes = example
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let place = Int.random(in: bytes.indices, using: &random)
        switch random.next() % 3 {
        case 0: bytes[place] = UInt8.random(in: 0x20...0x7E, using: &random)
        case 1: bytes.remove(at: place)
        default: bytes.insert(contentsOf: bytes[place...].prefix(40), at: place)
        }
      }
      let path = try bench.file("p.yaml", bytes)
      do {
        _ = try BlockFile(compiling: path)
      } catch {
        #expect(error is BenchError || error is ParameterFindings, "seed \(seed): \(error)")
      }
    }
  }
}
