// SPDX-License-Identifier: Apache-2.0

import Quantities

/// A button that a person presses: shortly, or until it answers.
struct PushButton {
  /// What a person wants.
  enum Press: Equatable {
    /// The button was let go soon.
    case short
    /// It was held for `longMilliseconds`; told once, while it is held.
    case long
  }

  /// Unit: ms. A contact that chatters is no press.
  static let shortestMilliseconds: UInt64 = 30
  /// Unit: ms.
  static let longMilliseconds: UInt64 = 2_000

  private var pressedAt: Instant?
  private var isTold = false

  /// The contact changed.
  mutating func changed(isPressed: Bool, at now: Instant) -> Press? {
    guard let since = pressedAt else {
      if isPressed { (pressedAt, isTold) = (now, false) }
      return nil
    }
    guard !isPressed else { return nil }
    pressedAt = nil
    let held = now.since(since)
    return isTold || held < Self.shortestMilliseconds * 1_000_000 ? nil : .short
  }

  /// Time passes.
  mutating func held(at now: Instant) -> Press? {
    guard let pressedAt, !isTold, now.since(pressedAt) >= Self.longMilliseconds * 1_000_000 else {
      return nil
    }
    isTold = true
    return .long
  }
}
