// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Ledger
import Seal

/// `meterbench ledger`.
struct LedgerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger",
    abstract: "Check and list what a meter keeps in its store.",
    subcommands: [
      VerifyCommand.self, EventsCommand.self, ProfileCommand.self, SnapshotsCommand.self,
      RegistersCommand.self,
    ])
}

/// Which log of which store.
struct LogOptions: ParsableArguments {
  @Argument(help: "The meter's store, a file or a copy of one.", completion: .file())
  var store: String

  @Option(help: "Byte at which the entries of the event log begin.")
  var base = StoreMap.eventOffset

  @Option(help: "Byte at which the two copies of the log's head begin.")
  var headBase = StoreMap.headOffset

  func validate() throws {
    let range = 0...LogFile.bytesMax
    guard range.contains(base), range.contains(headBase) else {
      throw ValidationError("--base and --head-base are from 0 to \(LogFile.bytesMax)")
    }
  }
}

/// `meterbench ledger verify`.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Find every altered, dropped, swapped, truncated or replayed entry.",
    discussion: """
      Each entry holds the digest of the one before; the head holds that of the newest, and \
      anchors, signed with the meter's key, those of some. Entries up to the newest anchor are \
      under its signature, those after it under the head alone: who can write the store can \
      rewrite these, or put a whole older store back. Give --public-key as it was read from the \
      meter before: the key in the store proves only that the store agrees with itself.

      What a cut of the supply leaves is told and is not wrong. Exit code: 0 where the log is \
      whole, 65 where something is wrong, 66 where there is no such file.
      """)

  /// Something is wrong. Source: EX_DATAERR of sysexits.h.
  static let wrong = ExitCode(BenchError.Kind.dataFormat.rawValue)

  @OptionGroup var log: LogOptions

  @Option(help: "The meter's public key, 64 hexadecimal digits; that in the store if not given.")
  var publicKey: String?

  @Flag(help: "Print one JSON object.")
  var json = false

  func validate() throws { _ = try key() }

  func run() throws {
    var isWhole = false
    try reporting {
      let file = try LogFile(
        log.store, headBase: log.headBase, logBase: log.base, key: try? key())
      let report = file.audit()
      isWhole = report.isWhole
      try Terminal.print(json ? report.prettyJSON() : report.text)
    }
    if !isWhole { throw Self.wrong }
  }

  private func key() throws -> VerifyingKey? {
    guard let publicKey else { return nil }
    guard let key = KeyFile.verifyingKey(publicKey) else {
      throw ValidationError("--public-key has 64 hexadecimal digits")
    }
    return key
  }
}

/// `meterbench ledger events`.
struct EventsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "events",
    abstract: "List the events, oldest first.",
    discussion: """
      Entries that are not whole are left out: `meterbench ledger verify` names them. Exit code: \
      66 where there is no such file.
      """)

  @OptionGroup var log: LogOptions

  @Flag(help: "Print one JSON object.")
  var json = false

  @Flag(help: "Print comma-separated values.")
  var csv = false

  func validate() throws {
    guard !json || !csv else { throw ValidationError("give --json or --csv, not both") }
  }

  func run() throws {
    try reporting {
      let file = try LogFile(log.store, headBase: log.headBase, logBase: log.base)
      let list = EventList(file.entries())
      try Terminal.print(json ? list.prettyJSON() : csv ? list.csv : list.table)
    }
  }
}
