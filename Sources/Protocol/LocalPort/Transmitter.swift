// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities

/// The message that goes out, at the pace of the line.
///
/// The bytes of a line without flow control leave one after another, so time tells which have left:
/// no driver needs to say so.
struct Transmitter: Sendable {
  private static let leadNanoseconds = LocalPort.Limits.leadMilliseconds * 1_000_000

  private var message: LocalMessage?
  /// Whether some of the message was not taken.
  private(set) var isSending = false
  /// When the last byte that was taken has left.
  private(set) var freeAt = Instant.zero

  mutating func start(_ message: LocalMessage) {
    self.message = message
    isSending = true
  }

  /// Begins the same message again.
  mutating func startAgain() {
    guard message != nil else { return }
    message?.restart()
    isSending = true
  }

  /// Drops what was not taken.
  mutating func stop() {
    message = nil
    isSending = false
  }

  /// What the line can carry until the lead is over.
  func outgoing(at now: Instant, _ speed: LineSpeed) -> FixedBytes<64> {
    guard isSending, let message else { return FixedBytes() }
    let ahead = freeAt.since(now)
    guard ahead < Self.leadNanoseconds else { return FixedBytes() }
    let room = Self.leadNanoseconds - ahead
    let count = (room + speed.byteNanoseconds - 1) / speed.byteNanoseconds
    return message.next(atMost: Int(truncatingIfNeeded: min(count, 64)))
  }

  mutating func taken(_ count: Int, at now: Instant, _ speed: LineSpeed) {
    guard isSending, count > 0 else { return }
    message?.drop(count)
    let duration = UInt64(count) * speed.byteNanoseconds
    freeAt = Instant(nanoseconds: max(freeAt, now).nanoseconds + duration)
    if message?.isAtEnd ?? true { isSending = false }
  }
}
