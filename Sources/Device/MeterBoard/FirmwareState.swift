// SPDX-License-Identifier: Apache-2.0

public import Firmware
public import HardwareInterface
public import Seal

/// Which firmware runs, and where the next one is staged.
public struct FirmwareState: Sendable {
  /// What counted at the start; nothing where there is no place for other firmware.
  public var record = FirmwareRecord()
  /// The slot of the firmware that runs; nil: the one that is built in.
  public var running: FirmwareSlot?
  /// Its version.
  public var version: UInt32 = 1
  /// Whose images are taken.
  public var key: VerifyingKey?
  /// Where in the staging store the head of what is staged lies. Unit: bytes.
  public var stagingOffset = 0
  /// Bytes of an image that was staged whole before the start, and waits; nil: there is none.
  public var stagedBytes: UInt32?

  /// A meter without a place for other firmware.
  public init() {}

  /// Whether what runs has to show that it works.
  public var isOnTrial: Bool { running != nil && record.trial == running }
}

extension FirmwareState {
  /// Reads from the file of the slots what counts, and what waits there.
  ///
  /// - Parameter version: of the firmware that is built in; what runs from a slot has its image's.
  public init(
    in store: inout some BlockStore & ~Copyable, running: FirmwareSlot?, version: UInt32,
    _ key: VerifyingKey?
  ) {
    record = FirmwareRecord(in: &store)
    self.running = running
    self.key = key
    self.version = running.flatMap { StagedHead(of: $0, in: &store)?.version } ?? version
    stagingOffset = record.free.offset
    let staged = StagedHead(of: record.free, in: &store)
    stagedBytes = staged.flatMap { $0.state == .complete ? $0.size : nil }
  }
}
