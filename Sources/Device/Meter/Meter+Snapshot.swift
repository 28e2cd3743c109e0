// SPDX-License-Identifier: Apache-2.0

import EventLog
import Ledger
import Quantities
import ZigBee

/// Who asked for a snapshot and has not been answered: he is told its number when a power cut
/// cannot take it away any more.
struct SnapshotWait {
  /// Who waits so long in vain has given up. Unit: nanoseconds.
  static let nanoseconds: UInt64 = 60_000_000_000

  let request: SnapshotRequest
  let number: UInt64
  let since: Instant
  /// Whether the snapshot is safe; its number is once registers are that count it.
  var isSafe = false
  /// What he is to be told; nil while that is not known.
  var status: ZCLStatus?
}

extension Meter {
  /// Between two snapshots that were asked for. Unit: nanoseconds.
  private static var snapshotNanoseconds: UInt64 { 3_600_000_000_000 }

  /// Takes a snapshot that somebody asked for, one an hour at most: there is room for few.
  mutating func takeSnapshot(
    _ request: SnapshotRequest, at now: Instant, _ output: inout some MeterOutput & ~Copyable
  ) {
    let isTooSoon = snapshotAsked.map { now.since($0) < Self.snapshotNanoseconds } ?? false
    guard !isTooSoon, !accounts.hasSnapshot, snapshotWait == nil else {
      logRefusal(Origin(request.origin), at: now, &output)
      if let message = device.answer(.failure, to: request) { _ = send(message, at: now) }
      return
    }
    snapshotAsked = now
    accounts.bill(.command, at: time, endsPeriod: request.endsBillingPeriod)
    let registers = accounts.registers
    if request.endsBillingPeriod {
      let event = MeterEvent.demandReset(
        count: registers.demand.resets, origin: Origin(request.origin))
      output.log(event, at: eventTime(at: now))
    }
    snapshotWait = SnapshotWait(
      request: request, number: registers.billing.snapshots, since: now)
  }

  /// Takes what became of a snapshot, or of registers.
  mutating func snapshotEnded(_ outcome: SaveOutcome) {
    guard var wait = snapshotWait, wait.status == nil else { return }
    if outcome.part == .snapshot, outcome.number == wait.number { wait.isSafe = outcome.isSafe }
    let isCounted = saves.confirmed.billing.snapshots >= wait.number
    if wait.isSafe, isCounted {
      wait.status = .success
    } else if !outcome.isSafe {
      wait.status = .failure
      // Who was not told a number may ask again.
      snapshotAsked = nil
    }
    snapshotWait = wait
  }

  /// Answers who waits, as soon as the radio takes it.
  mutating func answerSnapshot(at now: Instant) {
    guard let wait = snapshotWait else { return }
    if let status = wait.status {
      let number = UInt32(truncatingIfNeeded: wait.number)
      let message =
        status == .success
        ? device.answer(snapshot: number, to: wait.request)
        : device.answer(status, to: wait.request)
      guard let message, !send(message, at: now) else {
        snapshotWait = nil
        return
      }
    }
    if now.since(wait.since) >= SnapshotWait.nanoseconds { snapshotWait = nil }
  }
}
