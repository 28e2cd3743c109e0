// SPDX-License-Identifier: Apache-2.0

import Bytes
import HardwareInterface
import Quantities
import ZigBee

/// The image of an upgrade, on its way into the staging store.
extension MeterBoard
where
  Source: ~Copyable, Line: ~Copyable, Input: ~Copyable, Port: ~Copyable, Store: ~Copyable,
  Image: ~Copyable, Time: ~Copyable, Observer: ~Copyable
{
  /// Carries out what the meter wants of the image, and reads on in one that is being checked.
  mutating func stageUpgrades() {
    if outbox.upgradesOverflowed { stagingFailed() }
    while let effect = outbox.upgrades.popFirst() { stage(effect) }
    checkStaged()
  }

  mutating func stage(_ effect: UpgradeEffect) {
    do throws(Image.Failure) {
      switch effect {
      case .begin(let size, let version):
        stagingWork = StagingWork()
        try writeHead(StagingFormat.head(.downloading, version: version, size: size))
      case .write(let offset, let bytes):
        let start = StagingFormat.imageOffset + Int(offset)
        try hardware.staging?.write(bytes.span, at: start)
        stagingWork.isUnsynced = true
      case .complete(let size, let version):
        try hardware.staging?.sync()
        stagingWork.check = StagingCheck(size: size, version: version)
      case .abandon:
        stagingWork = StagingWork()
        try writeHead(StagingFormat.head(.none, version: 0, size: 0))
      }
    } catch { stagingFailed() }
  }

  /// What was staged is safe before the state says that it is there.
  mutating func syncStaging() {
    guard stagingWork.isUnsynced else { return }
    stagingWork.isUnsynced = false
    do throws(Image.Failure) { try hardware.staging?.sync() } catch { stagingFailed() }
  }

  /// Reads on in the image that is being checked. Only one that is right gets the head of a
  /// complete one.
  private mutating func checkStaged() {
    guard var check = stagingWork.check else { return }
    var bytes = InlineArray<4096, UInt8>(repeating: 0)
    do throws(Image.Failure) {
      var whole = bytes.mutableSpan
      var span = whole._mutatingExtracting(0..<min(check.remaining, whole.count))
      let start = StagingFormat.imageOffset + check.offset
      try hardware.staging?.read(at: start, into: &span)
      check.take(span.span)
      stagingWork.check = check.remaining > 0 ? check : nil
      guard check.remaining == 0 else { return }
      if check.isRight {
        try writeHead(StagingFormat.head(.complete, version: check.version, size: check.size))
      } else {
        observer.failed(.staging)
      }
    } catch { return stagingFailed() }
    tell(SaveOutcome(.staging, number: UInt64(check.version), isSafe: check.isRight))
  }

  private mutating func stagingFailed() {
    stagingWork = StagingWork()
    observer.failed(.staging)
    tell(SaveOutcome(.staging, number: 0, isSafe: false))
  }

  /// The image is safe before the head says that it is complete.
  private mutating func writeHead(_ head: FixedBytes<20>) throws(Image.Failure) {
    try hardware.staging?.sync()
    try hardware.staging?.write(head.span, at: 0)
    try hardware.staging?.sync()
  }
}
