// SPDX-License-Identifier: Apache-2.0

import Bytes
import EventLog
import Firmware
import HardwareInterface
import Quantities
import ZigBee

/// The image of an upgrade, on its way into the staging store. Nothing here waits for that.
extension MeterBoard
where
  Source: ~Copyable, Line: ~Copyable, Display: ~Copyable, Input: ~Copyable, Port: ~Copyable,
  Store: ~Copyable, Image: ~Copyable, Time: ~Copyable, Observer: ~Copyable
{
  /// Takes what the meter wants of the image, and hands over the next piece of it.
  mutating func stageUpgrades() {
    if outbox.upgradesOverflowed { stagingFailed() }
    while let effect = outbox.upgrades.popFirst() { stage(effect) }
    collectStaged()
    for _ in 0..<StagingWork.stepsMax {
      guard let step = staging.next, submit(step) else { return }
      staging.handedOver()
      collectStaged()
    }
  }

  mutating func stage(_ effect: UpgradeEffect) {
    let isTaken =
      switch effect {
      // What was good before must stay until what is on trial has shown that it works.
      case .begin where hardware.firmware.isOnTrial: false
      case .begin(let size, let version):
        begin(.head(StagingFormat.head(.downloading, version: version, size: size), complete: nil))
      case .write(let offset, let bytes): staging.append(bytes.span, at: Int(offset))
      case .settle(let offset): staging.append(.settle(offset))
      case .complete(let size, let version):
        staging.append(.complete(size: size, version: version))
      case .activate(let version): activate(version)
      case .abandon: begin(.head(StagingFormat.head(.none, version: 0, size: 0), complete: nil))
      }
    if !isTaken { stagingFailed() }
  }

  /// Whatever was staged is void with this step.
  private mutating func begin(_ step: StagingWork.Step) -> Bool {
    staging.clear()
    return staging.append(step)
  }

  /// Hands over a step; false where the store takes nothing now.
  private mutating func submit(_ step: StagingWork.Step) -> Bool {
    switch step {
    case .settle, .complete:
      let (bytes, start) = (staging.bytes, staging.start)
      return submitStaged(bytes.span, at: stagingOffset + StagingFormat.imageOffset + start)
    case .head(let head, _): return submitStaged(head.span, at: stagingOffset)
    case .due(let head): return submitStaged(head.span, at: stagingOffset)
    case .record(let record, let offset): return submitStaged(record.span, at: offset)
    case .check(let check):
      let count = min(check.remaining, StagingCheck.pieceBytesMax)
      let offset = stagingOffset + StagingFormat.imageOffset + check.offset
      return hardware.staging?.submit(reading: count, at: offset, ticket: 1) ?? true
    case .void: return true
    }
  }

  /// Where the head of what is staged lies. Unit: bytes.
  private var stagingOffset: Int { hardware.firmware.stagingOffset }

  private mutating func submitStaged(_ bytes: Span<UInt8>, at offset: Int) -> Bool {
    hardware.staging?.submit(bytes, at: offset, ticket: 1, syncs: true) ?? true
  }

  private mutating func collectStaged() {
    var bytes = InlineArray<4096, UInt8>(repeating: 0)
    while let step = staging.underWay {
      var room = bytes.mutableSpan
      guard let completion = hardware.staging?.completed(into: &room) else { return }
      staging.underWay = nil
      if completion.failure == nil {
        ended(step, bytes.span)
      } else if case .void = step {
        continue
      } else {
        stagingFailed()
      }
    }
  }

  private mutating func ended(_ step: StagingWork.Step, _ bytes: Span<UInt8>) {
    switch step {
    case .settle(let offset):
      tell(SaveOutcome(.stagedBytes, number: UInt64(offset), isSafe: true))
    case .complete(let size, let version):
      _ = staging.append(.check(StagingCheck(size: size, version: version)))
    case .check(let check): checked(check, bytes)
    case .head(_, let version):
      guard let version else { return }
      logFirmware(new: version, .loaded, Origin(.network))
      tell(SaveOutcome(.staging, number: UInt64(version), isSafe: true))
    case .due: isRestartDue = true
    case .record, .void: break
    }
  }

  /// The staged image is to be started: its head says so, and then the meter stops for it.
  private mutating func activate(_ version: UInt32) -> Bool {
    guard let size = staging.completeSize else { return true }
    return staging.append(.due(StagingFormat.head(.due, version: version, size: size)))
  }

  /// Reads on in the image that is being checked. Only one that is right gets the head of a
  /// complete one.
  private mutating func checked(_ before: StagingCheck, _ bytes: Span<UInt8>) {
    var check = before
    check.take(bytes.extracting(0..<min(check.remaining, StagingCheck.pieceBytesMax)))
    if check.remaining > 0 {
      _ = staging.append(.check(check))
    } else if check.isRight, check.isAuthentic(hardware.firmware.key) {
      staging.completeSize = check.size
      let head = StagingFormat.head(.complete, version: check.version, size: check.size)
      _ = staging.append(.head(head, complete: check.version))
    } else {
      let outcome: FirmwareOutcome = check.isRight ? .notAuthentic : .damaged
      logFirmware(new: check.version, outcome, Origin(.network))
      observer.failed(.staging)
      tell(SaveOutcome(.staging, number: UInt64(check.version), isSafe: false))
    }
  }

  private mutating func stagingFailed() {
    staging.clear()
    observer.failed(.staging)
    tell(SaveOutcome(.staging, number: 0, isSafe: false))
  }
}
