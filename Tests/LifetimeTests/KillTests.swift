// SPDX-License-Identifier: Apache-2.0

import Bytes
import EventLog
import Foundation
import MeterRig
import Quantities
import SimulatedHardware
import Testing

/// The running program is killed again and again, on one store.
@Suite("A program that is killed", .serialized)
struct KillTests {
  private static let kills = 200
  /// What a step after the last line that was heard measures at most: 10 kW for 0.4 s. Unit: µWh.
  private static let stepMax: Int64 = 10_000_000_000 / 3_600 * 2 / 5

  /// What one run said. Unit: microwatt-hours.
  private struct Life {
    var restored: Int64?
    var threads: Int?
    var measured: Int64 = 0
    var safe: Int64 = 0
    var faults: [String] = []

    init(_ text: String) {
      // The last line may be cut.
      for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
        let words = line.split(separator: " ")
        switch words.first {
        case "restored" where words.count == 4:
          restored = Int64(words[1])
          threads = Int(words[3])
        case "measured" where words.count == 6:
          measured = Int64(words[1]) ?? -1
          safe = Int64(words[3]) ?? -1
        default: faults.append(String(line))
        }
      }
    }
  }

  @Test("After each of 200 kills the registers are at least what was safe, and at most measured")
  func kills() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "kills-\(getpid())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let store = folder.appending(path: "registers").path
    var random = SplitMix64(seed: 20_261_126)
    var (safe, measured): (Int64, Int64) = (0, 0)
    var unheard = 0
    for kill in 0..<Self.kills {
      let microseconds = UInt32(20_000 + random.next() % 180_000)
      let life = Life(try Self.live(on: store, microseconds: microseconds))
      #expect(life.faults.isEmpty, "kill \(kill): \(life.faults)")
      // A program that was killed before it began tells nothing.
      guard let restored = life.restored else {
        unheard += 1
        continue
      }
      // The main loop, and the storekeeper of both files.
      #expect(life.threads == 2, "kill \(kill)")
      #expect(restored >= safe, "kill \(kill), seed 20261126")
      #expect(restored <= measured + Self.stepMax, "kill \(kill)")
      (safe, measured) = (max(restored, life.safe), max(restored, life.measured))
    }
    #expect(unheard < Self.kills / 2)
    #expect(safe > 0)
    try Self.audit(store)
    print("powercut: \(Self.kills) kills, \(safe) µWh safe, \(unheard) before the start")
  }

  /// Runs the program on a store and kills it after so long; what it said.
  private static func live(on store: String, microseconds: UInt32) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: CommandLine.arguments[0])
      .deletingLastPathComponent().appending(path: "killproof")
    process.arguments = [store]
    // A file holds whatever was said before the end; a pipe would have to be read beside it.
    let said = URL(filePath: store + ".said")
    try Data().write(to: said)
    process.standardOutput = try FileHandle(forWritingTo: said)
    try process.run()
    usleep(microseconds)
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    #expect(process.terminationReason == .uncaughtSignal)
    return String(decoding: try Data(contentsOf: said), as: UTF8.self)
  }

  /// Each entry of the log is there, and nobody's hand was in it.
  private static func audit(_ store: String) throws {
    let log = AuditedLog([UInt8](try Data(contentsOf: URL(filePath: store))))
    #expect(log.wrong.isEmpty)
    #expect(log.result.oldest == 1 && log.result.newest > UInt64(kills) / 2)
  }
}
