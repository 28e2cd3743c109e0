// SPDX-License-Identifier: Apache-2.0

import Quantities

/// The pulses that are to come, by the instants of their edges, in their order.
struct PulseQueue {
  /// What is due within 216 ms at 580 pulses a second.
  static let countMax = 128

  private var edges = InlineArray<128, Instant>(repeating: .zero)
  private var head = 0
  private(set) var count = 0

  /// The next one.
  var first: Instant? { count == 0 ? nil : edges[head] }

  /// Whether no other fits.
  var isFull: Bool { count == Self.countMax }

  /// Adds one after all others; nothing where it is full.
  mutating func append(_ edge: Instant) {
    guard !isFull else { return }
    edges[(head + count) % Self.countMax] = edge
    count += 1
  }

  /// Removes the next one.
  mutating func removeFirst() {
    guard count > 0 else { return }
    head = (head + 1) % Self.countMax
    count -= 1
  }
}
