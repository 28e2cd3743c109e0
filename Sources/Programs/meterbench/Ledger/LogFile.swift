// SPDX-License-Identifier: Apache-2.0

import EventLog
import Seal

/// A meter's store, read for its event log.
struct LogFile {
  /// The largest store that is read. Unit: bytes.
  static let bytesMax = 1 << 28

  let path: String
  let headBase: Int
  let logBase: Int
  let key: VerifyingKey?
  private let bytes: [UInt8]

  /// Reads a store.
  ///
  /// - Errors: there is none, or it ends before the log begins.
  init(_ path: String, headBase: Int, logBase: Int, key: VerifyingKey? = nil) throws(BenchError) {
    let bytes = try Files.read(path, most: Self.bytesMax)
    for (base, what) in [(headBase + LogShape.stride, "heads"), (logBase, "entries")]
    where bytes.count <= base {
      throw BenchError(
        path, at: .byte(bytes.count), "it ends before the event log's \(what), at byte \(base)",
        advice: "give --base and --head-base as this meter's store has them")
    }
    self.path = path
    self.headBase = headBase
    self.logBase = logBase
    self.key = key
    self.bytes = bytes
  }

  /// Checks everything.
  func audit() -> LogReport {
    var audit = makeAudit()
    var findings: [LogFinding] = []
    let result = audit.run { findings.append($0) }
    return LogReport(
      file: self, result: result, findings: findings, key: audit.verifyingKey, shape: audit.shape)
  }

  /// The entries that are whole, oldest first.
  func entries() -> [EventEntry] {
    var audit = makeAudit()
    let result = audit.run { _ in }
    guard result.oldest > 0 else { return [] }
    return (result.oldest...result.newest).compactMap { audit.entry($0) }
  }

  @_lifetime(borrow self)
  private func makeAudit() -> LogAudit {
    let span = bytes.span
    let headEnd = min(bytes.count, headBase + LogShape.headCapacity)
    return LogAudit(
      heads: span.extracting(headBase..<headEnd), log: span.extracting(logBase..<bytes.count),
      key: key)
  }
}
