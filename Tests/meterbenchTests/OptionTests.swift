// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import Ledger
import LinuxHardware
import Quantities
import SimulatedHardware
import Testing

@testable import meterbench

@Suite struct OptionTests {
  private static let wishes = [
    ChannelWishes(voltage: "V"), ChannelWishes(current: "I"), ChannelWishes(isPrimary: true),
    ChannelWishes(nominalVolts: 120),
  ]

  @Test(
    "Options of COMTRADE records are refused for all else, by name",
    arguments: zip(wishes, ["--voltage", "--current", "--primary", "--nominal-voltage"]))
  func notApplicable(wishes: ChannelWishes, option: String) throws {
    let bench = try Bench()
    let record = try Waveform(TypedRecords.float32, TypedRecords.float32Samples)
    let path = try bench.file("a.recording", try RecordingFile(record, file: "a").bytes)
    let errors = [
      benchError { _ = try RecordingFile(loading: path, wishes) },
      benchError { _ = try Conversion.run(path, bench.path("b.cfg"), .year2013, wishes) },
      benchError { _ = try DeskSource(path, wishes, looped: false) },
      benchError { _ = try DeskSource("pf1_ib", wishes, looped: false) },
      benchError { _ = try DeskSource(nil, wishes, looped: false) },
    ]
    for error in errors {
      #expect(error?.kind.rawValue == 64)
      #expect(error?.what == "\(option) is for COMTRADE records only")
    }
  }

  @Test("A nominal voltage is a number of volts", arguments: ["0", "-230", "nan", "inf", "1e7"])
  func nominalVoltage(text: String) {
    #expect(throws: (any Error).self) {
      try ReplayCommand.parse(["a.cfg", "--nominal-voltage=\(text)"])
    }
  }

  @Test(
    "A declared voltage is a number of volts, and --exact knows none",
    arguments: ["0", "-230", "nan", "inf", "1e7", "230 --exact"])
  func declaredVoltage(text: String) {
    let words = "a.cfg --declared-voltage=\(text)".split(separator: " ").map(String.init)
    #expect(throws: (any Error).self) { try ReplayCommand.parse(words) }
  }

  @Test("The nominal voltage of a COMTRADE record reaches the meter of the desk")
  func nominalVoltageReaches() throws {
    let bench = try Bench()
    let path = try bench.file("a.cfg", TypedRecords.float32)
    try bench.file("a.dat", TypedRecords.float32Samples)
    let wished = try DeskSource(path, ChannelWishes(nominalVolts: 115), looped: false)
    #expect(wished.plan.frontEnd.nominalVoltage.microvolts == 115_000_000)
    let house = try DeskSource(nil, ChannelWishes(), looped: false)
    #expect(house.plan.frontEnd.nominalVoltage.microvolts == 230_000_000)
  }

  @Test("The network's frequency is the synthetic waveform's own")
  func networkFrequency() throws {
    for known in SyntheticWaveform.cases {
      let source = try DeskSource(known.name, ChannelWishes(), looped: true)
      let isSixty = known.name == "us120_60hz"
      #expect(source.plan.frontEnd.nominalFrequency == (isSixty ? .hertz60 : .hertz50))
    }
  }

  @Test("A name of nothing is EX_NOINPUT, and what it is not is said")
  func unknownName() throws {
    let error = benchError { _ = try DeskSource("pf1_iB", ChannelWishes(), looped: false) }
    #expect(error?.kind.rawValue == 66)
    #expect(error?.what == "it is neither a file nor a synthetic waveform")
    let file = benchError { _ = try DeskSource("absent.cfg", ChannelWishes(), looped: false) }
    #expect(file?.kind.rawValue == 66)
    #expect(file?.what == "there is no such file")
    let replayed = benchError { _ = try RecordingFile(loading: "absent.txt") }
    #expect(replayed?.kind.rawValue == 66)
  }

  @Test("The help of run and record names the synthetic waveforms")
  func help() {
    for text in [RunCommand.helpMessage(), RecordCommand.helpMessage()] {
      for known in SyntheticWaveform.cases { #expect(text.contains(known.name)) }
    }
  }

  @Test(
    "The registers' folder is the one named, else the state folder, else one in HOME",
    arguments: [
      ("n", "/s", "/h", "n"), (nil, "/s", "/h", "/s/lastmeter"),
      (nil, nil, "/h", "/h/.local/state/lastmeter"), (nil, "", "/h", "/h/.local/state/lastmeter"),
      (nil, "s", "/h", "/h/.local/state/lastmeter"),
      (nil, nil, "", NSHomeDirectory() + "/.local/state/lastmeter"),
    ] as [(String?, String?, String, String)])
  func folder(named: String?, state: String?, home: String, expected: String) {
    var environment = ["HOME": home]
    environment["XDG_STATE_HOME"] = state
    #expect(RegisterFile.folder(named, environment) == expected)
  }

  @Test(
    "A store that cannot be opened has its exit code and the way out",
    arguments: [
      (LinuxFailure.Kind.noSuchDevice, Int32(73)), (.notPermitted, 73), (.readOnly, 73),
      (.noSpace, 73), (.wrongSize, 65), (.notAFile, 65), (.busy, 69), (.inputOutput, 74),
    ])
  func storeFailure(kind: LinuxFailure.Kind, code: Int32) {
    let error = RegisterFile.failure(LinuxFailure(kind), "f")
    #expect(error.kind.rawValue == code)
    #expect(error.advice?.contains("--store") == true)
  }

  @Test("A file too large, or a folder, in the store's place is EX_DATAERR")
  func noStore() throws {
    let bench = try Bench()
    let large = try bench.file("large", [UInt8](repeating: 1, count: StoreMap.capacity + 1))
    for path in [large, bench.folder.path] {
      #expect(benchError { _ = try RegisterFile.open(path) }?.kind.rawValue == 65)
    }
    let absent = benchError { _ = try RegisterFile.open(bench.path("absent/registers")) }
    #expect(absent?.kind.rawValue == 73)
  }
}
