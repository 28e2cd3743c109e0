// SPDX-License-Identifier: Apache-2.0

import Foundation
import Quantities

/// Real time beside the meter's, which goes so many times as fast.
struct Pace {
  private let speed: Double
  private let from: Instant
  private let began = ContinuousClock.now

  /// Begins now, at an instant of the meter's time.
  init(speed: Double = 1, from: Instant = .zero) { (self.speed, self.from) = (speed, from) }

  /// Lets real time catch up with the meter's.
  func wait(until now: Instant) {
    let due = began + .nanoseconds(Int64(Double(now.since(from)) / speed))
    let (whole, rest) = (due - ContinuousClock.now).components
    if whole >= 0, rest > 0 { Thread.sleep(forTimeInterval: Double(whole) + Double(rest) / 1e18) }
  }
}
