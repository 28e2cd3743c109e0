// SPDX-License-Identifier: Apache-2.0

public import EventLog
public import Ledger
public import Seal
public import SimulatedHardware

/// The event log of a meter's store, checked.
public struct AuditedLog {
  /// What was found, a cut's traces too.
  public let findings: [LogFinding]
  /// In sum.
  public let result: LogAuditResult
  /// The entries that are whole, oldest first.
  public let entries: [EventEntry]
  /// The key that it was checked with.
  public let key: VerifyingKey?

  /// What no cut of the supply leaves.
  public var wrong: [LogFinding] { findings.filter { !$0.isNormalAfterCut } }

  /// Checks a store's bytes: all, or those before the load profile.
  public init(_ store: [UInt8]) {
    let all = store.span
    let heads = StoreMap.headOffset..<StoreMap.headOffset + LogShape.headCapacity
    var audit = LogAudit(
      heads: all.extracting(heads),
      log: all.extracting(StoreMap.eventOffset..<StoreMap.profileOffset))
    var findings: [LogFinding] = []
    let result = audit.run { findings.append($0) }
    let numbers = result.newest > 0 ? Array(result.oldest...result.newest) : []
    self.findings = findings
    self.result = result
    entries = numbers.compactMap { audit.entry($0) }
    key = audit.verifyingKey
  }

  /// Checks a store as it stands.
  public init(_ block: MemoryBlock) throws {
    self.init(try block.bytes(at: 0, StoreMap.profileOffset))
  }
}

extension MemoryBlock {
  /// The interval of the load profile at the place of a number; nil where there is none.
  public func interval(_ index: UInt64) -> ProfileEntry? {
    guard let bytes = try? bytes(at: ProfileFormat.offset(index), ProfileFormat.length) else {
      return nil
    }
    return ProfileEntry(bytes.span)
  }

  fileprivate func bytes(at offset: Int, _ count: Int) throws -> [UInt8] {
    var store = store
    var bytes = [UInt8](repeating: 0, count: count)
    var span = bytes.mutableSpan
    try store.read(at: offset, into: &span)
    return bytes
  }
}
