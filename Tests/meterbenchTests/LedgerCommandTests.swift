// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Bytes
import EventLog
import Ledger
import Quantities
import Seal
import Testing

@testable import meterbench

@Suite struct LedgerCommandTests {
  static let shape = LogShape(places: 16, entriesPerAnchor: 4)
  /// Of the seed 00 to 1F, by another program.
  static let publicKey = "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8"

  enum Refusal: Error { case seed }

  /// A store with a log of so many entries, its heads and entries at these places.
  static func store(_ entries: UInt64, headBase: Int, logBase: Int) throws -> [UInt8] {
    let seed = (0..<32).map { UInt8($0) }
    guard let key = SigningKey(seed: seed.span), let kept = KeyImage(seed: seed.span) else {
      throw Refusal.seed
    }
    var store = [UInt8](repeating: 0, count: logBase + shape.capacity)
    for copy in [LogCopy.a, .b] {
      let offset = logBase + shape.offset(key: copy)
      for index in kept.bytes.indices { store[offset + index] = kept.bytes[index] }
    }
    let signer = AnchorSigner(key: key, serial: FixedBytes<32>())
    let blank = [UInt8](repeating: 0, count: 256)
    var restart = LogRestart(headA: blank.span, headB: blank.span, shape: shape)
    while restart.wanted != nil { restart.take(blank.span) }
    var log = restart.finish(at: time)
    while log.sequence < entries {
      if log.waiting == 0, log.sequence > 0 {
        log.append(.demandReset(count: log.sequence, origin: Origin(.local)), at: time)
      }
      while let image = log.next(signer) {
        let offset = image.offset + (image.isHead ? headBase : logBase)
        for index in 0..<image.bytes.count { store[offset + index] = image.bytes[index] }
        log.confirm(image)
      }
    }
    return store
  }

  static let time = EventTime(
    utc: UTC(milliseconds: 1_700_000_000_123), clock: .set, uptimeMilliseconds: 5, start: 2)

  private static func standard(_ entries: UInt64 = 20) throws -> [UInt8] {
    try store(entries, headBase: StoreMap.headOffset, logBase: StoreMap.eventOffset)
  }

  private static func report(_ path: String, key: VerifyingKey? = nil) throws -> LogReport {
    try LogFile(path, headBase: StoreMap.headOffset, logBase: StoreMap.eventOffset, key: key)
      .audit()
  }

  private static func exitCode(_ arguments: [String]) -> Int32 {
    do {
      var command = try Meterbench.parseAsRoot(arguments)
      try command.run()
      return 0
    } catch {
      return Meterbench.exitCode(for: error).rawValue
    }
  }

  @Test("A whole log is whole: from its oldest entry, by the key that the store has")
  func whole() throws {
    let bench = try Bench()
    let path = try bench.file("store", try Self.standard())
    let report = try Self.report(path)
    #expect(report.findings == [])
    #expect(report.isWhole)
    #expect(report.publicKey == Self.publicKey)
    #expect(
      report.text == """
        entries 6 to 20, signed to 20 (6 anchors) by key \(Self.publicKey)
        whole
        """)
    #expect(Self.exitCode(["ledger", "verify", path]) == 0)
    #expect(Self.exitCode(["ledger", "verify", path, "--json"]) == 0)
    #expect(Self.exitCode(["ledger", "verify", path, "--public-key", Self.publicKey]) == 0)
    #expect(Self.exitCode(["ledger", "events", path]) == 0)
  }

  @Test("An altered entry is named, with its place and byte, and the exit code is EX_DATAERR")
  func altered() throws {
    let bench = try Bench()
    var store = try Self.standard()
    store[StoreMap.eventOffset + 256 * 9 + 50] ^= 1
    let path = try bench.file("store", store)
    let report = try Self.report(path)
    #expect(
      report.text == """
        \(path): byte 166144: entry 9 (place 9) was altered
        entries 6 to 20, signed to 20 (6 anchors) by key \(Self.publicKey)
        NOT whole: 1 wrong
        """)
    #expect(report.findings.map(\.sequence) == [9])
    #expect(report.findings.map(\.kind) == ["altered"])
    #expect(Self.exitCode(["ledger", "verify", path]) == 65)
    #expect(Self.exitCode(["ledger", "verify", path, "--json"]) == 65)
  }

  @Test("Another's public key is EX_DATAERR: no anchor counts")
  func otherKey() throws {
    let bench = try Bench()
    let path = try bench.file("store", try Self.standard())
    let other = String(repeating: "07", count: 32)
    #expect(Self.exitCode(["ledger", "verify", path, "--public-key", other]) == 65)
    let key = VerifyingKey(InlineArray(repeating: 7))
    let report = try Self.report(path, key: key)
    #expect(report.anchors == 0)
    #expect(report.findings.allSatisfy { $0.kind == "anchorOfOtherKey" })
    #expect(report.text.contains("15 newest entries: under the head alone"))
  }

  @Test("A log at other places is found there")
  func bases() throws {
    let bench = try Bench()
    let path = try bench.file("store", try Self.store(7, headBase: 0, logBase: 8192))
    let places = ["--head-base", "0", "--base", "8192"]
    #expect(Self.exitCode(["ledger", "verify", path] + places) == 0)
    #expect(Self.exitCode(["ledger", "events", path, "--csv"] + places) == 0)
  }

  @Test("No file is EX_NOINPUT, one that ends before the log EX_DATAERR, and it is said where")
  func noInput() throws {
    let bench = try Bench()
    #expect(Self.exitCode(["ledger", "verify", bench.path("none")]) == 66)
    #expect(Self.exitCode(["ledger", "events", bench.path("none")]) == 66)
    let path = try bench.file("short", [UInt8](repeating: 0, count: 163_840))
    #expect(Self.exitCode(["ledger", "verify", path]) == 65)
    let error = benchError { _ = try Self.report(path) }
    #expect(error?.place == .byte(163_840))
    #expect(error?.advice?.contains("--base") == true)
  }

  @Test("A store that never had a log says so and is not wrong")
  func blank() throws {
    let bench = try Bench()
    let size = StoreMap.eventOffset + LogShape.standard.capacity
    let path = try bench.file("store", [UInt8](repeating: 0, count: size))
    #expect(try Self.report(path).text == "\(path): no event log was ever written here")
    #expect(Self.exitCode(["ledger", "verify", path]) == 0)
    #expect(Self.exitCode(["ledger", "events", path]) == 0)
  }

  @Test(
    "Wrong options are usage errors",
    arguments: [
      ["--public-key", "12"], ["--public-key", String(repeating: "G1", count: 32)],
      ["--base", "-1"], ["--head-base", "999999999999"],
    ])
  func options(_ arguments: [String]) {
    #expect(throws: (any Error).self) {
      _ = try Meterbench.parseAsRoot(["ledger", "verify", "store"] + arguments)
    }
  }

  @Test("Events are listed oldest first: as a table, as JSON, as CSV")
  func events() throws {
    let bench = try Bench()
    let path = try bench.file("store", try Self.standard(2))
    let file = try LogFile(path, headBase: StoreMap.headOffset, logBase: StoreMap.eventOffset)
    let list = EventList(file.entries())
    #expect(
      list.table == """
        sequence  UTC                       clock  start  event
        1         2023-11-14T22:13:20.123Z  set    2      log begun after 0: firstStart
        2         2023-11-14T22:13:20.123Z  set    2      demand reset 1, by local
        """)
    #expect(
      list.csv
        == "sequence,utc,clock,start,uptimeMilliseconds,kind,event\r\n"
        + "1,2023-11-14T22:13:20.123Z,set,2,5,15,\"log begun after 0: firstStart\"\r\n"
        + "2,2023-11-14T22:13:20.123Z,set,2,5,13,\"demand reset 1, by local\"")
    #expect(try list.prettyJSON().contains("\"sequence\" : 2"))
  }

  @Test(
    "A time is printed to its very millisecond",
    arguments: [
      (0, "1970-01-01T00:00:00.000Z"), (1, "1970-01-01T00:00:00.001Z"),
      (1_700_000_000_123, "2023-11-14T22:13:20.123Z"),
      (1_709_210_096_789, "2024-02-29T12:34:56.789Z"),
      (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
      (253_402_300_800_000, "253402300800000 ms"),
    ] as [(Int64, String)])
  func times(milliseconds: Int64, text: String) {
    #expect(EventList.utc(UTC(milliseconds: milliseconds)) == text)
  }
}
