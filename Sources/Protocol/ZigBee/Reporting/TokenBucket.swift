// SPDX-License-Identifier: Apache-2.0

import Quantities

/// How often frames may go unasked: four at once, then one every 2.4 s. In any minute that are at
/// most 28 (4, and 24 that come within it), so never more than 30.
///
/// - Errors: none; a clock that runs back gives nothing.
struct TokenBucket: Sendable {
  /// Frames at once.
  static let capacity: UInt64 = 4
  /// Unit: ns for one frame more.
  static let refill_ns: UInt64 = 2_400_000_000

  /// Unit: ns, as much as what it holds took to come.
  private var credit_ns = capacity * refill_ns
  private var lastAt = Instant.zero

  /// Whether a frame may go now.
  mutating func hasToken(at now: Instant) -> Bool {
    let elapsed = now.since(lastAt)
    let full = Self.capacity * Self.refill_ns
    credit_ns = elapsed >= full - credit_ns ? full : credit_ns + elapsed
    lastAt = max(lastAt, now)
    return credit_ns >= Self.refill_ns
  }

  /// Lets a frame go now; false where it may not.
  mutating func take(at now: Instant) -> Bool {
    guard hasToken(at: now) else { return false }
    credit_ns -= Self.refill_ns
    return true
  }
}
