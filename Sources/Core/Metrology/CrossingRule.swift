// SPDX-License-Identifier: Apache-2.0

import Quantities

/// Decides which changes of the voltage's side are crossings that bound a cycle or a half cycle.
///
/// A crossing counts only after the voltage was beyond the centre by the hysteresis on the side
/// that it leaves, and not sooner than 0.6 nominal periods after the last one of its direction:
/// notches and ringing make no cycles.
struct CrossingRule {
  /// What the voltage swings about. Unit: counts.
  var center: Int32 = 0
  /// The side of the last set.
  private(set) var side = Side.above
  /// Unit: counts.
  private let hysteresis: Int64
  /// Unit: sets.
  private let setsBetweenMin: Int64
  private var rising: Direction
  private var falling: Direction

  /// One direction's past.
  private struct Direction {
    /// Whether the voltage was far enough on the side that a crossing leaves.
    var isArmed = false
    /// Sets since the last crossing.
    var sets: Int64
  }

  /// The hysteresis is 5 % of the nominal peak: below that a line is interrupted
  /// [IEC 61000-4-30, interruption threshold].
  init(_ frontEnd: FrontEnd) {
    let peak = frontEnd.nominalVoltage.microvolts * 1414 / 1000 / 20
    hysteresis = max(1, frontEnd.voltage.gain.dividing(peak))
    setsBetweenMin = frontEnd.rate.times(6) / (Int64(frontEnd.nominalFrequency.rawValue) * 10)
    rising = Direction(sets: setsBetweenMin)
    falling = Direction(sets: setsBetweenMin)
  }

  /// Takes sets that all lay on `side`, by their number and the one farthest from the centre.
  mutating func add(_ sets: Int, extreme: Int32) {
    rising.sets += Int64(sets)
    falling.sets += Int64(sets)
    let level = Int64(extreme) - Int64(center)
    if level < -hysteresis { rising.isArmed = true }
    if level > hysteresis { falling.isArmed = true }
  }

  /// Takes the change to the other side, with the next set; true where it is a crossing.
  mutating func change() -> Bool {
    side = side.other
    return side == .above
      ? Self.isCrossing(&rising, setsBetweenMin) : Self.isCrossing(&falling, setsBetweenMin)
  }

  /// Forgets the past: after a gap the next crossing starts anew.
  mutating func restart(_ side: Side) {
    self.side = side
    rising = Direction(sets: setsBetweenMin)
    falling = Direction(sets: setsBetweenMin)
  }

  private static func isCrossing(_ past: inout Direction, _ setsBetweenMin: Int64) -> Bool {
    guard past.isArmed, past.sets + 1 > setsBetweenMin else { return false }
    past = Direction(sets: -1)
    return true
  }
}

/// The smallest and the largest of some codes.
struct Extremes: Equatable {
  /// Unit: counts.
  var lowest = Int32.max
  /// Unit: counts.
  var highest = Int32.min

  /// Takes codes in.
  mutating func add(_ codes: Span<Int32>, _ range: Range<Int>) {
    var (lowest, highest) = (self.lowest, self.highest)
    for index in range {
      lowest = min(lowest, codes[unchecked: index])
      highest = max(highest, codes[unchecked: index])
    }
    (self.lowest, self.highest) = (lowest, highest)
  }

  /// Takes another's codes in.
  mutating func add(_ other: Extremes) {
    lowest = min(lowest, other.lowest)
    highest = max(highest, other.highest)
  }

  /// The largest |code|; 0 of none. Unit: counts.
  var peak: Int32 {
    highest < lowest ? 0 : Int32(clamping: max(lowest.magnitude, highest.magnitude))
  }

  /// The largest distance from a level; 0 of none. Unit: counts, 32 fraction bits in and out.
  func peak(about level: Int128) -> Int128 {
    guard highest >= lowest else { return 0 }
    return max((Int128(highest) << 32) - level, level - (Int128(lowest) << 32))
  }
}
