// SPDX-License-Identifier: Apache-2.0

import Ledger
import Quantities

/// When the state that the meter keeps besides its registers is handed out to be kept.
struct KeptState {
  /// The first byte of the state; version 1 had neither limiter nor code, version 2 no pulses.
  static let version: UInt8 = 3
  /// The shortest time between two saves that nobody waits for.
  static let restMilliseconds: UInt64 = 1_000
  /// How long after a save that failed the next is tried.
  static let retryMilliseconds: UInt64 = 10_000

  /// Pulses that waited at an orderly stop, when the registers with this number of saves were kept.
  struct Pulses: Equatable {
    /// While the meter runs nobody knows how many will wait when it ends.
    static let unknown = Pulses(saves: .max, pending: 0)

    var saves: UInt64
    var pending: Int32

    /// Those that wait, where the registers are these; of others nobody knows.
    func pending(at registers: Registers) -> Int32 {
      registers.events.saves == saves ? pending : 0
    }
  }

  /// What is kept of the pulses.
  var pulses = Pulses.unknown
  /// The number of the last save that was asked for.
  private(set) var number: UInt64 = 0
  private var isDue = false
  private var notBefore = Instant.zero
  private var isOutstanding = false

  /// The state has changed.
  mutating func change() { isDue = true }

  /// The state has changed, and something waits for it.
  mutating func changeAtOnce() { (isDue, notBefore) = (true, .zero) }

  /// There is no later: what is due is due now.
  mutating func hurry() { notBefore = .zero }

  /// Whether it is to be handed out now.
  func isDue(at now: Instant) -> Bool { isDue && now >= notBefore }

  /// It is handed out.
  mutating func ask(at now: Instant) -> UInt64 {
    number &+= 1
    (isDue, isOutstanding) = (false, true)
    notBefore = now.adding(milliseconds: Self.restMilliseconds)
    return number
  }

  /// A save has ended; where it failed the state of then is due again.
  mutating func ended(_ outcome: SaveOutcome, at now: Instant) {
    guard isOutstanding, outcome.number == number else { return }
    isOutstanding = false
    guard !outcome.isSafe else { return }
    isDue = true
    notBefore = now.adding(milliseconds: Self.retryMilliseconds)
  }
}
