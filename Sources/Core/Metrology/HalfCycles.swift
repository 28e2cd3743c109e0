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

/// Where half cycles end: evenly, by the frequency of the blocks before.
///
/// Over a whole cycle of a steady voltage its RMS value does not depend on where the cycle begins.
/// So half cycles are counted from the first set, and not taken from crossing to crossing: what
/// shifts crossings in a dip, a phase jump or a notch, does not change their length.
struct HalfCycleGrid {
  /// A block's frequency bears on the length by so much at least.
  static let blocksMax: Int64 = 16
  /// A half cycle takes up so much of what the grid is off by.
  private static let shareOfShift: Int64 = 8

  /// Unit: 2^-16 sets, from the begin of the first of the block's samples.
  private var end: Int64
  /// Unit: 2^-16 sets.
  private var length: Int64
  /// Two thirds of the nominal length; twice as much is the longest.
  private let lengthMin: Int64
  private var blocks: Int64 = 0
  /// Half cycles since the start; those of the first ten seconds.
  private var halves: Int64 = 0
  /// By how much the ends are to move, as if all half cycles had been of the newest length.
  private var shift: Int64 = 0

  /// Starts with the nominal length.
  init(_ frontEnd: FrontEnd) {
    let halfCycles = 2 * Int64(frontEnd.nominalFrequency.rawValue)
    length = frontEnd.rate.times(1 << 16).roundedQuotient(halfCycles)
    lengthMin = length * 2 / 3
    end = 0
  }

  /// The set in which the half cycle ends.
  var lastSet: Int { Int(end >> 16) }

  /// Begins at a set.
  mutating func restart(at set: Int) {
    end = Int64(set) << 16 + length
    (halves, shift) = (1, 0)
  }

  /// Takes the frequency of a block. Unit: 2^-48 turns a set.
  mutating func follow(_ turnsPerSet: Int64) {
    guard turnsPerSet > 0 else { return }
    blocks = min(blocks + 1, Self.blocksMax)
    let measured = Int64(clamping: (Int128(1) << 63) / Int128(turnsPerSet))
    let change = (measured - length).roundedQuotient(blocks)
    length = max(lengthMin, min(2 * lengthMin, length + change))
    // The first half cycles were nominal ones: what they were off by is made up for.
    if blocks == 1 { shift = change * halves }
  }

  /// Gives the end of this half cycle and goes on to the next one.
  mutating func next() -> Crossing {
    let set = lastSet
    let boundary = Crossing(
      place: end - (1 << 15), shared: set, weight: (Int64(set + 1) << 16) - end)
    // Less than a quarter of a half cycle: the ends stay in order.
    let part = max(-length / 4, min(length / 4, shift / Self.shareOfShift))
    shift -= part
    end += length + part
    halves += 1
    return boundary
  }

  /// Moves with the samples when the oldest go.
  mutating func removeFirst(_ sets: Int) { end -= Int64(sets) << 16 }
}
