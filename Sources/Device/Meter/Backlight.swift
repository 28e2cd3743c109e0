// SPDX-License-Identifier: Apache-2.0

import Quantities

/// The display's backlight: on from the start and from each press on, for a while.
struct Backlight {
  private var since: Instant?
  private var told: Bool?
  /// Whether the press under way, or the last one, began in the dark.
  private(set) var hasWoken = false
  /// Whether the supply fails: what is left of it is not for the light.
  var isSupplyFailing = false

  /// Somebody is at the display.
  mutating func wake(at now: Instant) {
    let bounce = PushButton.shortestMilliseconds * 1_000_000
    let isBounce = since.map { now.since($0) < bounce } ?? false
    hasWoken = told == false || hasWoken && isBounce
    since = now
  }

  /// On (true) or off where that is new.
  mutating func changed(milliseconds: UInt64, at now: Instant) -> Bool? {
    let since = since ?? now
    self.since = since
    let isDue = milliseconds == 0 || now.since(since) < milliseconds * 1_000_000
    let isOn = isDue && !isSupplyFailing
    guard isOn != told else { return nil }
    told = isOn
    return isOn
  }
}
