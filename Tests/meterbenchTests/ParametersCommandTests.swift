// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Bytes
import Foundation
import Parameters
import Recording
import Testing
import randomsettings

@testable import meterbench

@Suite struct ParametersCommandTests {
  /// The example of this repository.
  static let example = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Calibration/parameters.yaml").path

  /// As little as a file may say: what the example of the format's page says.
  static let small = """
    frontEnd:
      setsPerSecond: 200000/27
      nominalFrequencyHertz: 50
      nominalVolts: 230
      isCalibrated: false
      voltage: {microvoltsPerCount: 255000000/1024}
      current:
        microamperesPerCount: 50000000/1024
        delayNanoseconds: 45000
    clock:
      earliest: 2026-01-01T00:00:00Z
      latest: 2100-01-01T00:00:00Z
      stepMilliseconds: 60000

    """

  /// The block of SPEC.md of Parameters, counter 1.
  static let smallBlock = hexadecimal(
    """
    4C 4D 50 42 01 00 0A 01 01 00 00 00 00 00 00 00
    12 D0 C6 0B 9B 9B 0A BE A8 BF 2B CD 72 F3 52 71
    5A 14 E7 C6 4A EB 8C A1 6B FF 58 86 6E 96 B5 F1
    01 50 00 04 00 32 00 40 0D 03 00 00 00 00 00 1B
    00 00 00 00 00 00 00 C0 FD 32 0F 00 00 00 00 00
    04 00 00 00 00 00 00 00 00 00 00 00 00 00 00 80
    F0 FA 02 00 00 00 00 00 04 00 00 00 00 00 00 C8
    AF 00 00 00 00 00 00 00 00 00 00 80 85 B5 0D 00
    00 00 00 02 0E 00 00 00 00 00 00 00 00 00 E8 03
    00 00 10 27 03 07 00 0F 01 0F 00 01 0A 0B 04 04
    00 00 00 00 00 05 09 00 01 FF FF FF FF FF FF FF
    FF 08 27 00 00 00 00 00 00 00 00 00 00 00 00 00
    00 00 00 00 00 00 00 00 00 FF FF FF FF FF FF FF
    FF 00 00 00 00 00 00 00 00 00 00 0A 01 00 00 0B
    02 00 00 00 0C 08 00 00 00 00 00 00 00 00 00 0D
    14 00 00 A8 DA 76 9B 01 00 00 00 D8 C3 2C BB 03
    00 00 60 EA 00 00 99 E1 E6 F2
    """)
  static let smallHash = "12d0c60b9b9b0abea8bf2bcd72f352715a14e7c64aeb8ca16bff58866e96b5f1"

  /// What is shown of it.
  static let smallShown = """
    # counter 1, sha256 \(Self.smallHash)
    frontEnd:
      setsPerSecond: 200000/27
      nominalFrequencyHertz: 50
      nominalVolts: 230
      isCalibrated: false
      calibrationDegreesCelsius: 23
      amplifiedPeakMaxCounts: 0
      voltage:
        microvoltsPerCount: 255000000/1024
        delayNanoseconds: 0
        noiseVariance65536ths: 0
        gainBillionthsPerKelvin: 0
        peakMaxCounts: 0
      current:
        microamperesPerCount: 50000000/1024
        delayNanoseconds: 45000
        noiseVariance65536ths: 0
        gainBillionthsPerKelvin: 0
        peakMaxCounts: 0
    impulsesPerKilowattHour: 1000
    saveMilliseconds: 10000
    demand:
      minutes: 15
      parts: 1
    loadProfile:
      minutes: 15
      channels: [activeImport, activeExport, reactiveImport, reactiveExport]
    zone: "STD0"
    tariff:
      defaultTier: 1
    supply: armed
    serialNumber: ""
    deliveryPoint: ""
    clock:
      earliest: "2026-01-01T00:00:00.000Z"
      latest: "2100-01-01T00:00:00.000Z"
      stepMilliseconds: 60000

    """

  static func exitCode(_ arguments: [String]) -> Int32 {
    do {
      var command = try Meterbench.parseAsRoot(["parameters"] + arguments)
      try command.run()
      return 0
    } catch {
      return Meterbench.exitCode(for: error).rawValue
    }
  }

  @Test("The smallest file compiles to the block that the format's page prints")
  func compiles() throws {
    let bench = try Bench()
    let file = try bench.file("a.yaml", Self.small)
    let output = bench.path("a.block")
    #expect(Self.exitCode(["compile", file, "--output", output, "--counter", "1"]) == 0)
    #expect(try bench.bytes("a.block") == Self.smallBlock)
    #expect(Self.exitCode(["compile", file, "--output", output]) == 0)
    #expect(try bench.bytes("a.block")[8] == 0)
    #expect(Self.exitCode(["check", file]) == 0)
    #expect(bench.names == ["a.block", "a.yaml"])
  }

  @Test("A block is shown with its counter and hash, and every value")
  func shows() throws {
    let bench = try Bench()
    let block = try BlockFile(reading: try bench.file("a", Self.smallBlock + [1, 2, 3]))
    #expect(block.yaml == Self.smallShown)
    let json = try block.prettyJSON()
    #expect(json.contains("\"sha256\" : \"\(Self.smallHash)\""))
    #expect(json.contains("\"counter\" : 1"))
    #expect(json.contains("\"setsPerSecond\" : \"200000/27\""))
    #expect(Self.exitCode(["show", bench.path("a")]) == 0)
    #expect(Self.exitCode(["show", bench.path("a"), "--json"]) == 0)
  }

  @Test("What is shown of the example compiles to the example's block")
  func example() throws {
    let bench = try Bench()
    let block = try BlockFile(compiling: Self.example)
    let shown = try BlockFile(compiling: try bench.file("shown.yaml", block.yaml))
    #expect(shown.bytes == block.bytes)
  }

  @Test("The example has every key that there is, and no other")
  func exampleKeys() throws {
    let text = try String(contentsOfFile: Self.example, encoding: .utf8)
    let root = try YAMLPlace(file: "example", text: text)
    func missing(_ tree: KeyTree, _ place: YAMLPlace) throws -> [String] {
      switch tree {
      case .value: return []
      case .list(let row): return try place.list(1...64).flatMap { try missing(row, $0) }
      case .group(let known):
        return try known.keys.sorted().flatMap { key -> [String] in
          guard let tree = known[key] else { return [] }
          guard let child = try place.child(key) else { return ["\(place.path).\(key)"] }
          return try missing(tree, child)
        }
      }
    }
    // Channels and calendars come more than once; one of each has all.
    #expect(
      try missing(.parameters, root) == [
        "frontEnd.current.gainBillionthsPerKelvin", "frontEnd.current.noiseVariance65536ths",
        "frontEnd.currentAmplified.curve", "frontEnd.currentAmplified.gainBillionthsPerKelvin",
        "frontEnd.currentAmplified.noiseVariance65536ths",
        "frontEnd.currentAmplified.peakMaxCounts", "tariff.passive.specialDays",
      ])
  }

  @Test("Random settings, shown as YAML, compile to the same block", arguments: 0..<200)
  func roundTrip(seed: UInt64) throws {
    var random = RandomSettings(seed: seed)
    let bench = try Bench()
    let written = try random.next().block(counter: random.bits())
    let bytes = written.span.indices.map { written.span[$0] }
    let block = try BlockFile(reading: try bench.file("a", bytes))
    let file = try bench.file("a.yaml", block.yaml)
    let again = try BlockFile(compiling: file, counter: block.counter)
    #expect(again.bytes == bytes, "seed \(seed)")
  }

  @Test(
    "No file is EX_NOINPUT, a place that cannot be written EX_CANTCREAT, wrong content EX_DATAERR")
  func exitCodes() throws {
    let bench = try Bench()
    let file = try bench.file("a.yaml", Self.small)
    let wrong = try bench.file("b.yaml", Self.small + "seriallNumber: a\nzoone: b\n")
    let output = bench.path("out")
    #expect(Self.exitCode(["compile", bench.path("none"), "--output", output]) == 66)
    #expect(Self.exitCode(["check", bench.path("none")]) == 66)
    #expect(Self.exitCode(["show", bench.path("none")]) == 66)
    #expect(Self.exitCode(["compile", file, "--output", bench.path("no/folder")]) == 73)
    #expect(Self.exitCode(["compile", file, "--output", file]) == 64)
    #expect(Self.exitCode(["compile", wrong, "--output", output]) == 65)
    #expect(Self.exitCode(["check", wrong]) == 65)
    #expect(Self.exitCode(["show", file]) == 65)
    #expect(Self.exitCode(["compile", file, "--output", output, "--counter", "-1"]) == 64)
    #expect(bench.names == ["a.yaml", "b.yaml"])
  }

  @Test("A damaged block is told as such, with what to do")
  func damaged() throws {
    let bench = try Bench()
    var bytes = Self.smallBlock
    bytes[100] ^= 1
    let path = try bench.file("a", bytes)
    let error = benchError { _ = try BlockFile(reading: path) }
    #expect(
      error?.description
        == "\(path): it is no whole parameter block (take it anew from where it came; "
        + "compile makes one of a YAML file)")
  }

  @Test("Each fault of a block is a sentence")
  func sentences() {
    let cases: [(ParameterFault, String)] = [
      (.damaged, "it is no whole parameter block"),
      (.unknownVersion(2), "its version 2 is not known"),
      (.unknownSection(14), "its section 14 is not known"),
      (.malformed(3), "its section 3 is missing, or not as it must be"),
      (.outOfRange(.frontEnd(.rate)), "rate of its front end is out of range"),
      (.outOfRange(.serialNumber), "its serialNumber is out of range"),
    ]
    for (fault, sentence) in cases { #expect(fault.sentence == sentence) }
  }
}
