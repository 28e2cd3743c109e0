// SPDX-License-Identifier: Apache-2.0

import Quantities

/// The last stretches of time that events touched.
struct EventSpans {
  /// An event lasts half a cycle or more, so these reach back over a block of 12 cycles.
  static let countMax = 32

  private struct Span {
    var start: Instant
    var end: Instant
  }

  private var spans = InlineArray<32, Span>(repeating: Span(start: .zero, end: .zero))
  private var count = 0
  private var next = 0
  /// Where the spans that were dropped ended.
  private var forgottenUntil = Instant.zero

  /// Remembers a span, in the place of the oldest.
  mutating func add(from start: Instant, to end: Instant) {
    if count == Self.countMax {
      forgottenUntil = max(forgottenUntil, spans[next].end)
    } else {
      count += 1
    }
    spans[next] = Span(start: start, end: end)
    next = (next + 1) % Self.countMax
  }

  /// Whether a span shares time with the stretch, or may have shared it and was dropped.
  func overlap(from start: Instant, to end: Instant) -> Bool {
    if start < forgottenUntil { return true }
    for index in 0..<count where spans[index].start < end && start < spans[index].end {
      return true
    }
    return false
  }
}
