// SPDX-License-Identifier: Apache-2.0

import Quantities

/// Where the voltage crosses: between two sets, one of which it shares.
struct Crossing {
  /// Unit: 2^-16 sets from the first of the block's samples.
  let place: Int64
  /// The set in whose time it lies, the newest that is summed.
  let shared: Int
  /// How much of that set lies behind it. Unit: 2^-16.
  let weight: Int64
}

/// The sums of the open block, and the cycles and half cycles that it is made of.
///
/// - Range: at most 2^16 sets: 12 cycles of 1.5 nominal ones at 200,000 sets a second are 60,000.
struct BlockSums {
  /// Since the crossing that began the block, whole sets.
  private(set) var sums = Moments<Int64>()
  /// The part of the set at that crossing that belongs to the open block. Unit: 2^-16 sets.
  private(set) var carried = Moments<Int128>()
  private var halfCycles = HalfCycles()
  /// What came from crossing to crossing.
  var energies = HalfCycleEnergies()
  private var isLocked = true
  /// Sets at the last end of a cycle.
  private var cycleStart: Int64 = 0
  /// Whole sets before the open block, and their sum of v².
  private var before = (squares: Int128(0), sets: Int128(0))

  /// Sets in the sums.
  var sets: Int64 { sums.count }

  /// Begins before the first set.
  mutating func begin(at instant: Instant) {
    energies.begin(at: instant)
    _ = halfCycles.end(at: HalfCycles.Boundary(squares: 0, sets: 0, instant: instant))
  }

  /// Adds sets until the voltage leaves its side; returns the first that is left.
  mutating func add(
    _ samples: borrowing BlockSamples, _ range: Range<Int>, _ rule: CrossingRule
  ) -> Int {
    sums.add(samples, range, rule.side, center: rule.center)
  }

  /// How many sets may come before the cycle is overdue; at least one.
  func setsToTimeout(_ setsPerCycle: Int64) -> Int64 {
    max(1, limit(setsPerCycle) + 1 - (sets - cycleStart))
  }

  /// Whether the cycle should have ended by now.
  func isOverdue(_ setsPerCycle: Int64) -> Bool { sets - cycleStart > limit(setsPerCycle) }

  /// Ends a half cycle and gives the cycle that ends with it.
  mutating func endHalfCycle(
    at boundary: Crossing, _ shared: Int32, _ instant: Instant
  ) -> HalfCycles.Cycle? {
    let square = Int128(shared) * Int128(shared)
    return halfCycles.end(
      at: HalfCycles.Boundary(
        squares: ((before.squares + Int128(sums.squares)) << 16)
          - square * Int128(boundary.weight),
        sets: ((before.sets + Int128(sets)) << 16) - Int128(boundary.weight), instant: instant))
  }

  /// Marks a crossing, or the end of lead-in, block or tail, in the course of its energy.
  mutating func markEnd(at instant: Instant) { energies.add(sums, at: instant) }

  /// Ends a cycle within the block.
  mutating func endCycle(isLocked: Bool) {
    (cycleStart, self.isLocked) = (sets, isLocked)
  }

  /// Ends the block inside a set and gives its sums; the rest of the set begins the next one.
  mutating func end(at crossing: Crossing, _ shared: SampleWindow) -> Moments<Int128> {
    let one = Moments<Int64>(shared)
    let whole = rest(to: crossing, one)
    carried = Moments()
    carried.add(one, weight: Int128(crossing.weight))
    before = (before.squares + Int128(sums.squares), before.sets + Int128(sets))
    cycleStart -= sets
    sums = Moments()
    return whole
  }

  /// What was summed since the block began.
  var rest: Moments<Int128> {
    var rest = carried
    rest.add(sums, weight: 1 << 16)
    return rest
  }

  /// The same up to a crossing, inside of that one set.
  func rest(to crossing: Crossing, _ shared: borrowing Moments<Int64>) -> Moments<Int128> {
    var rest = rest
    rest.add(shared, weight: -Int128(crossing.weight))
    return rest
  }

  /// A line that was locked is waited for a little longer.
  private func limit(_ setsPerCycle: Int64) -> Int64 {
    isLocked ? setsPerCycle * 3 / 2 : setsPerCycle
  }
}
