// SPDX-License-Identifier: Apache-2.0

import Quantities

/// When a client asks next: at once, then ever more rarely while nobody answers.
struct RequestTimer: Sendable {
  private let first: UInt64
  private let longest: UInt64
  private var due: Instant?
  private var wait: UInt64

  /// Starts at rest. Unit: seconds until the second request, and at most between two.
  init(firstSeconds: UInt64, longestSeconds: UInt64) {
    first = firstSeconds
    longest = longestSeconds
    wait = firstSeconds
  }

  /// Asks at the next tick, and begins with the short wait again.
  mutating func askNow() {
    due = .zero
    wait = first
  }

  /// Asks after so many seconds, and begins with the short wait again.
  mutating func rest(from now: Instant, seconds: UInt64) {
    rest(from: now, milliseconds: seconds * 1000)
  }

  /// Asks after so many milliseconds, and begins with the short wait again.
  mutating func rest(from now: Instant, milliseconds: UInt64) {
    due = now.adding(milliseconds: milliseconds)
    wait = first
  }

  /// Asks no more.
  mutating func stop() { due = nil }

  /// Whether to ask now; if so the next wait begins.
  mutating func take(at now: Instant) -> Bool {
    guard let due, due <= now else { return false }
    let next = now.adding(milliseconds: wait * 1000)
    // At the end of the clock no time is later: asking goes on nowhere.
    self.due = next > now ? next : nil
    wait = min(wait * 2, longest)
    return true
  }
}

/// Numbers that look like chance, from a seed: splitmix64. Not for secrets.
struct ClientRandom: Sendable {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// A number from 0 up to and including the limit.
  mutating func next(upTo limit: UInt32) -> UInt32 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return UInt32(truncatingIfNeeded: (mixed ^ mixed >> 31) % (UInt64(limit) + 1))
  }
}

extension ServerAddress {
  /// Where a command came from.
  init(_ origin: CommandOrigin) {
    self.init(shortAddress: origin.peer, endpoint: origin.peerEndpoint)
  }
}
