// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import Ledger
import Quantities

/// `meterbench ledger profile`.
struct ProfileCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "profile",
    abstract: "List intervals of the load profile.",
    discussion: """
      A range goes by the start of an interval, and leaves out those whose time nobody knew. \
      Places that hold no whole interval are left out. Exit code: 65 where the file is no store, \
      66 where there is no such file.
      """)

  @Argument(help: "The meter's store, a file or a copy of one.", completion: .file())
  var store: String

  @Option(help: "Earliest start, ISO 8601: 2026-11-01T00:00:00Z.")
  var from: String?

  @Option(help: "Latest start, not included.")
  var until: String?

  @Flag(help: "Print one JSON object.")
  var json = false

  @Flag(help: "Print comma-separated values.")
  var csv = false

  func validate() throws {
    guard !json || !csv else { throw ValidationError("give --json or --csv, not both") }
    let range = (try Self.time(from, "--from"), try Self.time(until, "--until"))
    if let from = range.0, let until = range.1, from.milliseconds >= until.milliseconds {
      throw ValidationError("--from is not before --until")
    }
  }

  func run() throws {
    try reporting {
      let bytes = try StoreFile.read(store)
      let list = ProfileList(
        bytes, from: try? Self.time(from, "--from"), until: try? Self.time(until, "--until"))
      try Terminal.print(json ? list.prettyJSON() : csv ? list.csv : list.table)
    }
  }

  static func time(_ text: String?, _ option: String) throws -> UTC? {
    guard let text else { return nil }
    guard let date = try? Date(text, strategy: .iso8601) else {
      throw ValidationError("\(option) is a time like 2026-11-01T00:00:00Z, not \(text)")
    }
    return UTC(milliseconds: Int64(date.timeIntervalSince1970 * 1_000))
  }
}

/// `meterbench ledger snapshots`.
struct SnapshotsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "snapshots",
    abstract: "List the registers at the ends of billing periods.",
    discussion: """
      Exit code: 65 where the file is no store, 66 where there is no such file.
      """)

  @Argument(help: "The meter's store, a file or a copy of one.", completion: .file())
  var store: String

  @Flag(help: "Print one JSON object.")
  var json = false

  func run() throws {
    try reporting {
      let list = SnapshotList(try StoreFile.read(store))
      try Terminal.print(json ? list.prettyJSON() : list.table)
    }
  }
}

/// A meter's store, read whole.
enum StoreFile {
  static func read(_ path: String) throws(BenchError) -> [UInt8] {
    let bytes = try Files.read(path, most: LogFile.bytesMax)
    guard bytes.count >= StoreMap.parametersOffset else {
      throw BenchError(
        path, at: .byte(bytes.count), "it ends before the load profile does",
        advice: "name the file that meterd keeps with --store")
    }
    return bytes
  }
}
