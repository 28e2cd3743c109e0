// SPDX-License-Identifier: Apache-2.0

public import Quantities

extension XBee3 {
  /// Whether it is in a network, and whether it wants to be.
  public var joinState: JoinState {
    switch departure {
    case .none: network == nil ? .joining : .joined
    case .leaving(rejoining: true): .joining
    case .barring, .leaving(rejoining: false), .away: .stayingOut
    }
  }

  /// Looks for a network again after it was told to stay out; else changes nothing.
  public mutating func join(at now: Instant) {
    guard joinState == .stayingOut else { return }
    underway = nil
    departure = .none
    startUp.begin(at: now)
  }

  /// Leaves its network (NR 0), which makes the module forget the network's key, then looks for
  /// one again, or stays out (DJ 1) until `join`. Messages under way may end first.
  public mutating func leave(rejoining: Bool, at now: Instant) {
    underway = nil
    departure = rejoining ? .leaving(rejoining: true) : .barring
    departAt = now.adding(milliseconds: Limits.leaveMilliseconds)
    startUp.resumeAt = now
  }

  /// Looks for another network, or asks with another key, from the next join on: one it is in it
  /// keeps, unless that is not the extended PAN asked for any more.
  public mutating func look(for wanted: JoinParameters, at now: Instant) {
    startUp.wanted = wanted
    startUp.hasLinkKey = false
    guard departure == .none else { return }
    underway = nil
    startUp.begin(at: now)
  }

  /// The next command of a departure, once messages under way have ended.
  mutating func depart(at now: Instant) {
    guard now >= startUp.resumeAt, now >= departAt || !isSending else { return }
    switch departure {
    case .none, .away: return
    case .barring: ask(.set(.disableJoining, 1), at: now)
    case .leaving: ask(.set(.networkReset, 0), at: now)
    }
  }

  private var isSending: Bool {
    for index in outstanding.indices where outstanding[index] != nil { return true }
    return false
  }

  /// Goes on with a departure after an answer; false when there is none.
  mutating func departs(by command: ATCommand, at now: Instant) -> Bool {
    switch (departure, command) {
    case (.none, _): return false
    case (.barring, .disableJoining): departure = .leaving(rejoining: false)
    case (.leaving(let rejoining), .networkReset):
      lose()
      departure = rejoining ? .none : .away
      startUp.begin(at: now)
    default: break
    }
    return true
  }
}
