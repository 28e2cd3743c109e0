// SPDX-License-Identifier: Apache-2.0

import Quantities

/// What a block tells of the next one, by which the energy of that one is told before it ends.
///
/// Over a whole cycle an error of the direct components counts only by the product of both errors.
/// Over half a cycle it shifts energy to the next one or from it: and a load that is switched after
/// an odd number of half cycles looks like a direct component of that block. So half cycles are
/// told only where two blocks agree. An error of the gain, because the curve has another one at the
/// new current, lasts until the block ends, and counts in nothing but when a pulse comes.
struct SteadyLevels {
  /// What the direct components of two blocks may differ by, as a part of the RMS value. With a
  /// power factor of 1 it is 9 µs of energy.
  private static let changePartMax: Int128 = 1_000

  /// The direct components.
  let level: DirectLevel
  /// Whether the direct components are those of the block before, too.
  var isSteady = false
  /// Of the range that the block was measured in, at the block's current and temperature.
  let measured: OpenScale
  /// Of the direct channel, as calibrated: where the amplified one leaves its range.
  let direct: OpenScale

  /// What a block tells that was read with these scales; `direct` are those of ×1, `carried` is
  /// what the next block has of the set at the crossing.
  init(
    _ level: DirectLevel, _ range: CurrentRange, _ scales: RangeScales, direct: RangeScales,
    _ carried: borrowing Moments<Int128>
  ) {
    self.level = level
    measured = OpenScale(level, range, scales, carried)
    self.direct = OpenScale(level, .direct, direct, carried)
  }

  /// Whether a change of a direct component is none, beside the RMS value. Unit: of both the same.
  static func isSteady(_ change: Int128, of value: Int64) -> Bool {
    Int128(change.magnitude) * changePartMax <= Int128(value)
  }

  /// Whether an open block is in the range of the last one, by its amplified peak so far.
  ///
  /// Back from ×1 a block may go only when it is over: until then its peak may grow.
  func isInRange(peak: Int32, max: Int32) -> Bool {
    measured.range == .direct || peak <= max
  }
}

/// The factors that an open block is read with. They are applied at each crossing, so with single
/// multiplications of words: `Stretch.energy` has the same once a block.
struct OpenScale {
  /// The range.
  let range: CurrentRange
  /// Unit: 2^-30. Order: one before, one after, two after; with the one at the set they are one.
  private let weights: (before: Int64, after: Int64, later: Int64)
  /// From 2^-32 count² times sets to 2^-64 microwatt-hours.
  private let energy: Scale
  /// The direct components. Unit: 2^-16 counts. Range: |x| < 2^39. Rounding: down.
  private let v0: Int64
  private let i0: Int64
  /// The products of the set at the crossing, as far as it is the block's. Unit: 2^-32 counts².
  private let carried: Int128

  init(
    _ level: DirectLevel, _ range: CurrentRange, _ scales: RangeScales,
    _ carried: borrowing Moments<Int128>
  ) {
    self.range = range
    let lags = scales.weights.weights
    (weights, energy) = (
      (Int64(lags[0].raw), Int64(lags[2].raw), Int64(lags[3].raw)), scales.energy
    )
    v0 = Int64(clamping: level.voltage >> 16)
    i0 = Int64(clamping: level.current(range) >> 16)
    self.carried = carried.products(range, scales.weights)
  }

  /// Sum of (v - v0)(i - i0) of a block up to a crossing, as the block would be read there.
  ///
  /// The set at the crossing is shared as at the end of a block. What of it the direct components
  /// are in is left out: at a crossing v - v0 is small, and of i0 a part of a set is little.
  ///
  /// - Parameters: the sums of the range and all, the voltages from one before the crossing's set
  ///   to two after it, the current at it, how much of the set lies behind the crossing.
  /// - Unit: counts² times sets, 32 fraction bits. Range: below 2^98, each term below 2^97.
  ///   Rounding: down.
  @inline(__always)
  func products(
    _ current: borrowing CurrentMoments<Int64>, _ sums: borrowing Moments<Int64>,
    _ voltages: (Int64, Int64, Int64, Int64), behind: Int64
  ) -> Int128 {
    // The weights are 2^30 together: three differences of sums below 2^62 say what four sums do.
    let at = current.products[1]
    var total = product(weights.before, current.products[0] &- at)
    total &+= product(weights.after, current.products[2] &- at)
    total &+= product(weights.later, current.products[3] &- at)
    let voltage =
      voltages.1 &<< 30 &+ weights.before &* (voltages.0 &- voltages.1)
      &+ weights.after &* (voltages.2 &- voltages.1) &+ weights.later &* (voltages.3 &- voltages.1)
    // Sums of 2^39, and 2^39 for 2^16 sets: 2^55.
    let levels =
      product(v0, (current.sum &<< 16) &- i0 &* sums.count)
      &+ product(i0, sums.voltages[1]) &<< 16
    return Int128(at) &<< 32 &+ total &<< 2 &+ carried &- product(behind, voltage) &>> 14 &- levels
  }

  /// What products are worth. Unit: 2^-64 microwatt-hours. Rounding: to 63 bits, towards zero.
  @inline(__always)
  func energy(_ products: Int128) -> Int128 { energy.apply(leading: products) }

  @inline(__always)
  private func product(_ left: Int64, _ right: Int64) -> Int128 { Int128(left) &* Int128(right) }
}

extension BlockSums {
  /// Sets since the block began, up to a crossing. Unit: 2^-16 sets.
  func count(to crossing: Crossing) -> Int128 {
    carried.count + Int128(sums.count << 16 - crossing.weight)
  }
}
