// SPDX-License-Identifier: Apache-2.0

import Quantities

/// When a telegram is due.
///
/// The data request line starts them; when it is dropped the transfer stops at once, in the middle
/// of a telegram too. A line that comes back within the second waits for the next one.
///
/// Source: [DSMR P1 5.0.2] data request line.
struct P1Requests: Sendable {
  private static let intervalNanoseconds = LocalPort.Limits.telegramMilliseconds * 1_000_000

  private var isHigh = false
  private var next = Instant.zero

  mutating func requestLine(isHigh: Bool, _ transmitter: inout Transmitter) {
    self.isHigh = isHigh
    if !isHigh { transmitter.stop() }
  }

  /// Whether a telegram begins now. One that takes longer than a second delays the next one.
  func isDue(at now: Instant, _ transmitter: Transmitter) -> Bool {
    isHigh && !transmitter.isSending && now >= next
  }

  mutating func begin(at now: Instant) {
    let isInTime = now.since(next) < Self.intervalNanoseconds
    next = (isInTime ? next : now).adding(milliseconds: LocalPort.Limits.telegramMilliseconds)
  }
}
