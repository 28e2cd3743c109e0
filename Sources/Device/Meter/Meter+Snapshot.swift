// SPDX-License-Identifier: Apache-2.0

import EventLog
import Ledger
import Quantities
import ZigBee

/// Who asked for a snapshot and has not been answered: he is told its number when a power cut
/// cannot take it away any more, or after a minute that nobody knows.
struct SnapshotWait {
  /// Unit: nanoseconds.
  static let nanoseconds: UInt64 = 60_000_000_000

  let request: SnapshotRequest
  let number: UInt64
  let since: Instant
  /// Whether the snapshot is safe; its number is once registers are that count it.
  var isSafe = false
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

  /// Takes what became of a snapshot: what failed is tried again, and waited for.
  mutating func snapshotEnded(_ outcome: SaveOutcome) {
    if outcome.number == snapshotWait?.number { snapshotWait?.isSafe = outcome.isSafe }
  }

  /// Answers who waits, as soon as it is known and the radio takes it.
  mutating func answerSnapshot(at now: Instant) {
    guard let wait = snapshotWait else { return }
    let isCounted = saves.confirmed.billing.snapshots >= wait.number
    let isOver = now.since(wait.since) >= SnapshotWait.nanoseconds
    guard wait.isSafe && isCounted || isOver else { return }
    let number = UInt32(truncatingIfNeeded: wait.number)
    let message =
      wait.isSafe && isCounted
      ? device.answer(snapshot: number, to: wait.request)
      : device.answer(.failure, to: wait.request)
    let isSent = message.map { send($0, at: now) } ?? true
    if isSent || isOver { snapshotWait = nil }
  }
}
