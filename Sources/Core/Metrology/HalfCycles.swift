// SPDX-License-Identifier: Apache-2.0

import Quantities

/// RMS over one cycle, refreshed each half cycle: the difference of two sums of v².
///
/// Source: [IEC 61000-4-30], 5.4.1, Urms(1/2).
struct HalfCycles {
  /// The end of one half cycle and the beginning of the next.
  struct Boundary {
    /// Sum of v² up to here. Unit: counts² times 2^-16 sets; wraps at 2^128 after 10^9 years.
    var squares: Int128
    /// Sets up to here. Unit: 2^-16 sets.
    var sets: Int128
    /// When it was.
    var instant: Instant
  }

  /// The mean square over a cycle. Unit: counts², 16 fraction bits.
  struct Cycle {
    var meanSquare: Int128
    var start: Instant
    var end: Instant
  }

  private var last: Boundary?
  private var oneBefore: Boundary?

  /// Takes the next boundary and gives the cycle that ends at it; nil before there is a whole one.
  mutating func end(at boundary: Boundary) -> Cycle? {
    let first = oneBefore
    (oneBefore, last) = (last, boundary)
    guard let first, boundary.sets > first.sets else { return nil }
    let squares = max(0, boundary.squares - first.squares)
    return Cycle(
      meanSquare: (squares << 16).roundedQuotient(boundary.sets - first.sets),
      start: first.instant, end: boundary.instant)
  }

  /// Forgets the past: nothing is known across a gap.
  mutating func restart() { (last, oneBefore) = (nil, nil) }
}
