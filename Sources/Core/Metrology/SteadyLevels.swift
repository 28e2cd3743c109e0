// SPDX-License-Identifier: Apache-2.0

import Quantities

/// What a block tells of the next one, by which its energy is told before it ends.
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
  /// The range that the block was measured in.
  let range: CurrentRange
  /// Of that range, at the block's current and temperature.
  let factors: RangeScales
  /// Of the direct channel, as calibrated: where the amplified one leaves its range.
  let direct: RangeScales
  /// Whether the direct components are those of the block before, too.
  var isSteady = false

  /// Whether a change of a direct component is none, beside the RMS value. Unit: of both the same.
  static func isSteady(_ change: Int128, of value: Int64) -> Bool {
    Int128(change.magnitude) * changePartMax <= Int128(value)
  }

  /// The range of a block whose amplified current has had a peak. Unit: counts.
  ///
  /// Back from ×1 a block may go only when it is over: until then its peak may grow.
  func range(peak: Int32, max: Int32) -> CurrentRange {
    range == .amplified && peak <= max ? .amplified : .direct
  }

  /// The factors of a range.
  func factors(_ range: CurrentRange) -> RangeScales { range == self.range ? factors : direct }
}

extension BlockSums {
  /// Sets since the block began, up to a crossing. Unit: 2^-16 sets.
  func count(to crossing: Crossing) -> Int128 {
    carried.count + Int128(sums.count << 16 - crossing.weight)
  }

  /// Sum of (v - v0)(i - i0) since the block began, up to a crossing: as the block is read when it
  /// ends there.
  ///
  /// - Unit: counts² times sets, 32 fraction bits. Range: below 2^109 with the weights.
  ///   Rounding: down, to 2^-29.
  func products(
    to crossing: Crossing, _ shared: SampleWindow, _ range: CurrentRange, _ steady: SteadyLevels
  ) -> Int128 {
    let weights = steady.factors(range).weights.weights
    let (whole, part) = (sums.current(range), carried.current(range))
    let code = Int128(range == .direct ? shared.current : shared.currentAmplified)
    var (product, voltage): (Int128, Int128) = (0, 0)
    for lag in 0..<InterpolationWeights.count {
      let weight = Int128(weights[lag].raw)
      let behind = Int128(Int64(shared.voltages[lag]) * crossing.weight)
      product +=
        weight * (Int128(whole.products[lag]) << 16 + part.products[lag] - behind * code)
      voltage += weight * (Int128(sums.voltages[lag]) << 16 + carried.voltages[lag] - behind)
    }
    let current = Int128(whole.sum) << 16 + part.sum - code * Int128(crossing.weight)
    let (v0, i0) = (steady.level.voltage, steady.level.current(range))
    // Each below 2^55 and 2^55, and 2^78 and 2^32.
    return product >> 14 - (v0 * current) >> 16 - (i0 * (voltage >> 30)) >> 16
      + (((v0 * i0) >> 32) * count(to: crossing)) >> 16
  }
}

extension Moments<Int64> {
  /// One current channel's sums.
  func current(_ range: CurrentRange) -> CurrentMoments<Int64> {
    range == .direct ? current : currentAmplified
  }
}
