// SPDX-License-Identifier: Apache-2.0

import Quantities

/// How the delivery of a message ended.
public enum DeliveryOutcome: Equatable, Sendable {
  /// It arrived, or was broadcast.
  case delivered
  /// Something was in the way.
  case retryLater
  /// Its address, or a way there, was not found.
  case lookUpAgain
  /// It can never arrive.
  case giveUp
}

/// Messages that are sent again until they are delivered.
///
/// - Range: 8 messages, each sent four times at most: again 2, 8 and 32 s after it was not
///   delivered.
struct Assurance: Sendable {
  /// Messages on their way.
  static let messagesMax = 8
  /// How often a message is sent.
  static let attemptsMax = 4
  /// Unit: ms until it is sent again the first time; each further wait is four times as long.
  static let firstWaitMilliseconds: UInt64 = 2_000

  /// Where a message is.
  private enum State: Equatable {
    /// The radio has it, under this identifier.
    case underWay(UInt8)
    /// It goes again from then on.
    case waits(Instant)
    /// It was handed out, and its identifier is not known yet.
    case handedOut
  }

  private struct Entry {
    var message: ApplicationMessage
    var attempts = 1
    var state: State
  }

  private var entries = InlineArray<8, Entry?>(repeating: nil)

  /// The radio took a message. False where there is no room to remember it.
  mutating func sent(_ message: ApplicationMessage, as identifier: UInt8) -> Bool {
    guard message.isAssured else { return true }
    return put(message, .underWay(identifier))
  }

  /// The radio did not take a message. False where it is lost: there is no room for it.
  mutating func notSent(_ message: ApplicationMessage, at now: Instant) -> Bool {
    guard message.isAssured else { return true }
    return put(message, .waits(now.adding(milliseconds: Self.firstWaitMilliseconds)))
  }

  /// The delivery of a message ended. False where an assured one was given up.
  mutating func ended(_ identifier: UInt8, _ outcome: DeliveryOutcome, at now: Instant) -> Bool {
    guard let index = first(where: { $0 == .underWay(identifier) }), var entry = entries[index]
    else { return true }
    entries[index] = nil
    switch outcome {
    case .delivered: return true
    case .giveUp: return false
    case .lookUpAgain: if entry.message.peerEUI64 != nil { entry.message.peer = Address.unknown }
    case .retryLater: break
    }
    guard entry.attempts < Self.attemptsMax else { return false }
    let wait = Self.firstWaitMilliseconds << UInt64(2 * (entry.attempts - 1))
    entry.attempts += 1
    entry.state = .waits(now.adding(milliseconds: wait))
    entries[index] = entry
    return true
  }

  /// A message whose time has come to go again.
  mutating func next(at now: Instant) -> ApplicationMessage? {
    for index in entries.indices {
      guard case .waits(let due)? = entries[index]?.state, due <= now else { continue }
      entries[index]?.state = .handedOut
      return entries[index]?.message
    }
    return nil
  }

  /// The radio is in a network anew: what it never told the end of goes again, but for what told
  /// of the network before: an announcement of an address that may be another's now.
  mutating func restart() {
    for index in entries.indices {
      guard let entry = entries[index] else { continue }
      if entry.message.profile == Profile.zdo { entries[index] = nil }
      entries[index]?.state = .waits(.zero)
    }
  }

  private mutating func put(_ message: ApplicationMessage, _ state: State) -> Bool {
    if let index = first(where: { $0 == .handedOut }) {
      entries[index]?.state = state
      return true
    }
    for index in entries.indices where entries[index] == nil {
      entries[index] = Entry(message: message, state: state)
      return true
    }
    return false
  }

  private func first(where isMeant: (State) -> Bool) -> Int? {
    for index in entries.indices {
      if let entry = entries[index], isMeant(entry.state) { return index }
    }
    return nil
  }
}
