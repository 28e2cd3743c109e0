// SPDX-License-Identifier: Apache-2.0

import Quantities

/// The voltage of the open block, thinned to some 64 to 127 points a cycle by adding up sets.
struct VoltageTrace: ~Copyable {
  /// Enough for 12 cycles of 127 points at 40 Hz where 60 Hz is nominal.
  static let pointsMax = 2_560

  /// How many sets make a point.
  let setsPerPoint: Int64
  private var points = InlineArray<2_560, Int32>(repeating: 0)
  private var count = 0
  private var sum: Int64 = 0
  private var sets: Int64 = 0
  private var jumps = TimeJumps()

  /// Range: at most 64 sets a point, so that a point of 24-bit voltages stays below 2^30.
  init(setsPerPoint: Int64) {
    precondition(setsPerPoint >= 1 && setsPerPoint <= 64)
    self.setsPerPoint = setsPerPoint
  }

  /// Adds the next voltage. What does not fit is left out.
  mutating func add(_ voltage: Int32) {
    sum += Int64(voltage)
    sets += 1
    guard sets == setsPerPoint else { return }
    if count < Self.pointsMax {
      points[count] = Int32(truncatingIfNeeded: sum)
      count += 1
    }
    (sum, sets) = (0, 0)
  }

  /// Lets time pass without a voltage. Unit: 2^-16 of a set.
  mutating func addDeadTime(_ deadSets: Int64) {
    let place = (Int64(count) * setsPerPoint + sets) << 16
    jumps.add(deadSets / setsPerPoint, at: place / setsPerPoint)
  }

  /// Adds the voltage at an index, before which time may have jumped.
  mutating func add(_ voltage: Int32, _ jumps: TimeJumps, at index: Int) {
    let dead = jumps.jump(before: index)
    if dead != 0 { addDeadTime(dead) }
    add(voltage)
  }

  /// The fundamental over the whole block, from an estimate. Unit: 2^-40 turns a point.
  borrowing func fundamental(turnsPerPoint: Int64) -> Int64? {
    FundamentalFrequency.refined(
      points.span.extracting(0..<count), jumps, turnsPerPoint: turnsPerPoint)
  }
}
