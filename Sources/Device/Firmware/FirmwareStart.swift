// SPDX-License-Identifier: Apache-2.0

import Bytes
import EventLog
public import HardwareInterface
public import Seal
public import ZigBee

/// A firmware in a slot that may run.
public struct FirmwareFound: Equatable, Sendable {
  /// Where it is.
  public let slot: FirmwareSlot
  /// Its image's version.
  public let version: UInt32
  /// Where in the file its program lies. Unit: bytes.
  public let program: Range<Int>
}

/// Why an image is not installed.
public enum FirmwareRefusal: Equatable, Sendable {
  /// Another one still has to show that it works.
  case onTrial
  /// It was given up, or may not run here.
  case failedBefore
  /// What runs is as new, or newer.
  case notNewer
}

/// Decides at each start of the program that is built in which firmware is to run.
///
/// Firmware that is due is taken where its maker signed it, it is for this meter and newer than
/// what runs; then it is on trial: it is started `FirmwareRecord.startsMax` times, each counted
/// before, and where nobody confirmed it by then what was good starts again. A firmware that is not
/// whole never starts, and none that is not newer than the one that is built in. A cut of the
/// supply at any write leaves a firmware that starts.
public struct FirmwareStart<Store: BlockStore & ~Copyable>: ~Copyable {
  /// How many wait for the event log, at most, before there was a start.
  private static var refusalsMax: Int { 7 }

  /// What counts.
  public private(set) var record: FirmwareRecord
  private var store: Store
  private let identity: OTAIdentity
  private let key: VerifyingKey

  /// Reads the record; copies that cannot be read count as not there.
  ///
  /// - Parameter identity: this meter, with the version of the firmware that is built in.
  public init(_ store: consuming Store, _ identity: OTAIdentity, key: VerifyingKey) {
    self.store = store
    self.identity = identity
    self.key = key
    record = FirmwareRecord(in: &self.store)
  }

  /// What is to run; nil: the firmware that is built in.
  public mutating func choose() -> FirmwareFound? {
    if let trial = record.trial {
      if let found = startTrial(trial) { return found }
    } else if let found = takeDue() {
      return found
    }
    guard let good = record.good else { return nil }
    switch verify(good) {
    case .right(let found) where found.version > identity.fileVersion: return found
    case .right: return nil
    case .wrong(let outcome, let version):
      tell(FirmwareAttempt(old: version, new: version, outcome))
      return nil
    case .nothing: return nil
    }
  }

  /// Why an image of this version would not be started; nil where it may be installed.
  public mutating func refusal(of version: UInt32) -> FirmwareRefusal? {
    if record.trial != nil { return .onTrial }
    if version == record.refusedVersion { return .failedBefore }
    return version > goodVersion() ? nil : .notNewer
  }

  /// Keeps for the event log that an image of this version was not installed; false where nothing
  /// is kept: the store failed, or seven wait already, beside which what a start finds has a place.
  public mutating func wasRefused(_ version: UInt32, _ outcome: FirmwareOutcome) -> Bool {
    let attempt = FirmwareAttempt(old: goodVersion(), new: version, outcome)
    guard record.attempt != attempt else { return true }
    return record.waiting < Self.refusalsMax && record.keep(attempt) && keep()
  }

  /// Gives the store back.
  public consuming func finish() -> Store { store }

  private mutating func startTrial(_ slot: FirmwareSlot) -> FirmwareFound? {
    let verdict = verify(slot)
    if record.startsLeft > 0, case .right(let found) = verdict {
      record.startsLeft -= 1
      // One that hangs counts too; where its start cannot be counted it does not start.
      return keep() ? found : nil
    }
    let version = verdict.version ?? 0
    record.trial = nil
    refuse(version, .rolledBack, old: goodVersion())
    return nil
  }

  private mutating func takeDue() -> FirmwareFound? {
    let slot = record.free
    guard let head = head(of: slot), head.state == .due, head.version != record.refusedVersion
    else { return nil }
    let old = goodVersion()
    switch verify(slot) {
    case .right(let found) where refusal(of: found.version) == nil:
      (record.trial, record.startsLeft) = (slot, FirmwareRecord.startsMax - 1)
      return keep() ? found : nil
    case .right: refuse(head.version, .notSuitable, old: old)
    case .wrong(let outcome, _): refuse(head.version, outcome, old: old)
    case .nothing: break
    }
    return nil
  }

  /// The version that runs where nothing is on trial.
  private mutating func goodVersion() -> UInt32 {
    guard let good = record.good, let head = head(of: good) else { return identity.fileVersion }
    return max(head.version, identity.fileVersion)
  }

  private mutating func refuse(_ version: UInt32, _ outcome: FirmwareOutcome, old: UInt32) {
    record.refusedVersion = version
    record.keep(FirmwareAttempt(old: old, new: version, outcome))
    _ = keep()
  }

  /// What is there to be told already is not written again.
  private mutating func tell(_ attempt: FirmwareAttempt) {
    guard record.attempt != attempt else { return }
    record.keep(attempt)
    _ = keep()
  }

  /// Writes the record; false where it is not known to be safe.
  private mutating func keep() -> Bool {
    let (offset, bytes) = record.next()
    do {
      try store.write(bytes.span, at: offset)
      try store.sync()
      return true
    } catch { return false }
  }
}

extension FirmwareStart where Store: ~Copyable {
  private enum Verdict {
    case right(FirmwareFound)
    case wrong(FirmwareOutcome, version: UInt32)
    case nothing

    var version: UInt32? {
      switch self {
      case .right(let found): found.version
      case .wrong(_, let version): version
      case .nothing: nil
      }
    }
  }

  private mutating func head(of slot: FirmwareSlot) -> StagedHead? {
    StagedHead(of: slot, in: &store)
  }

  /// Reads the image whole.
  private mutating func verify(_ slot: FirmwareSlot) -> Verdict {
    guard let head = head(of: slot), head.state == .due else { return .nothing }
    var walk = OTAUpgradeImage(identity, version: head.version, size: head.size)
    var signature = SignatureCheck(size: head.size)
    let first = slot.offset + StagingFormat.imageOffset
    var offset = 0
    while offset < Int(head.size) {
      var bytes = InlineArray<4096, UInt8>(repeating: 0)
      let count = min(bytes.count, Int(head.size) - offset)
      var whole = bytes.mutableSpan
      var span = whole._mutatingExtracting(0..<count)
      guard (try? store.read(at: first + offset, into: &span)) != nil else {
        return .wrong(.damaged, version: head.version)
      }
      for index in 0..<count where !walk.take(bytes[index]) {
        return .wrong(
          walk.isOfAnotherMeter ? .notSuitable : .damaged, version: head.version)
      }
      signature.take(bytes.span.extracting(0..<count))
      offset += count
    }
    guard walk.isRight, let upgrade = walk.upgrade else {
      return .wrong(.damaged, version: head.version)
    }
    guard signature.isValid(key), Int(upgrade.upperBound) <= offset - SignatureCheck.tailBytes
    else { return .wrong(.notAuthentic, version: head.version) }
    let program = first + Int(upgrade.lowerBound)..<first + Int(upgrade.upperBound)
    return .right(FirmwareFound(slot: slot, version: head.version, program: program))
  }
}
