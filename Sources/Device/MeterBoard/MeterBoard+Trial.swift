// SPDX-License-Identifier: Apache-2.0

import Bytes
import EventLog
import Firmware
import HardwareInterface
import Ledger
import Meter
import Quantities

/// How long firmware on trial is watched.
enum TrialLimits {
  /// It has to work for so long without a fault. Unit: nanoseconds.
  static let healthyNanoseconds: UInt64 = 60_000_000_000
  /// Where it has not by then, it stops, and its next start counts. Unit: nanoseconds.
  static let trialNanosecondsMax: UInt64 = 600_000_000_000
}

/// Firmware on trial: from the first step on.
struct Trial {
  /// The first step.
  var since: Instant?
  /// Since when all is well; nil while it is not.
  var wellSince: Instant?
  /// Blocks of samples at the step before.
  var blocks: UInt64 = 0
  /// When the last of them ended.
  var blockAt: Instant?
  /// Saves of the registers that were safe at the first step.
  var saves: UInt64?
  /// Whether it is over.
  var isOver = false
}

extension MeterBoard
where
  Source: ~Copyable, Line: ~Copyable, Display: ~Copyable, Input: ~Copyable, Port: ~Copyable,
  Store: ~Copyable, Image: ~Copyable, Time: ~Copyable, Observer: ~Copyable
{
  /// Without a block of samples for so long a meter does not work. Unit: nanoseconds.
  private static var silenceNanosecondsMax: UInt64 { 2_000_000_000 }

  /// Logs what the start of the firmware found, and what was not installed, once; it is kept as
  /// told when that is safe.
  mutating func tellFirmwareAttempt() {
    var record = hardware.firmware.record
    while let attempt = record.takeAttempt() {
      logFirmware(old: attempt.old, new: attempt.new, attempt.outcome, Origin(.meter))
    }
  }

  mutating func logFirmware(
    old: UInt32? = nil, new: UInt32, _ outcome: FirmwareOutcome, _ origin: Origin
  ) {
    log(
      .firmware(
        old: old ?? hardware.firmware.version, new: new, outcome: outcome, origin: origin))
  }

  /// All events so far are safe: what was told need not be told again.
  mutating func firmwareAttemptIsTold() {
    guard hardware.firmware.record.waiting > 0 else { return }
    while hardware.firmware.record.takeAttempt() != nil {}
    keepFirmwareRecord()
  }

  /// Looks whether firmware on trial works: it measures, it has made registers safe, and no
  /// self-check failed, for `healthyNanoseconds` on end. Then it is the good one.
  mutating func watchTrial(at now: Instant) {
    guard hardware.firmware.isOnTrial, !trial.isOver else { return }
    let since = trial.since ?? now
    trial.since = since
    let safeSaves = meter.confirmedRegisters.events.saves
    let hasSaved = safeSaves > trial.saves ?? safeSaves
    trial.saves = trial.saves ?? safeSaves
    if meter.blocks != trial.blocks { (trial.blocks, trial.blockAt) = (meter.blocks, now) }
    let isMeasuring = trial.blockAt.map { now.since($0) <= Self.silenceNanosecondsMax } ?? false
    let isWell = isMeasuring && hasSaved && !work.failing.isAny && meter.isSound
    let wellSince = isWell ? trial.wellSince ?? now : nil
    trial.wellSince = wellSince
    if let wellSince, now.since(wellSince) >= TrialLimits.healthyNanoseconds {
      trial.isOver = true
      hardware.firmware.record.confirm()
      hardware.firmware.stagingOffset = hardware.firmware.record.free.offset
      keepFirmwareRecord()
    } else if now.since(since) >= TrialLimits.trialNanosecondsMax {
      trial.isOver = true
      isRestartDue = true
    }
  }

  private mutating func keepFirmwareRecord() {
    let (offset, bytes) = hardware.firmware.record.next()
    if !staging.append(.record(bytes, at: offset)) { observer.failed(.staging) }
  }
}
