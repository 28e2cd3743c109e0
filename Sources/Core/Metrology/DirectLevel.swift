// SPDX-License-Identifier: Apache-2.0

import Quantities

/// The direct components over a whole number of cycles.
///
/// - Unit: counts, 32 fraction bits. Range: |x| < 2^23. Rounding: nearest.
struct DirectLevel: Equatable {
  var voltage: Int128
  var current: Int128
  var currentAmplified: Int128

  /// No direct components: what is assumed until a whole cycle has told them. The mean over a part
  /// of a cycle is mostly its alternating part.
  static let none = DirectLevel()

  private init() { (voltage, current, currentAmplified) = (0, 0, 0) }

  /// The means over a stretch; nil over none.
  init?(_ moments: Moments<Int128>) {
    guard moments.count > 0 else { return nil }
    voltage = (moments.voltage << 32).roundedQuotient(moments.count)
    current = (moments.current.sum << 32).roundedQuotient(moments.count)
    currentAmplified = (moments.currentAmplified.sum << 32).roundedQuotient(moments.count)
  }

  /// The current in one range.
  func current(_ range: CurrentRange) -> Int128 {
    range == .direct ? current : currentAmplified
  }
}

extension Moments<Int128> {
  /// One current channel's sums.
  func current(_ range: CurrentRange) -> CurrentMoments<Int128> {
    range == .direct ? current : currentAmplified
  }

  /// Sum of (v - v0)(v - v0). Unit: counts² times sets, 32 fraction bits.
  func voltageSquares(about level: DirectLevel) -> Int128 {
    centered(squares, (voltage, level.voltage), (voltage, level.voltage))
  }

  /// Sum of (i - i0)(i - i0). Unit: counts² times sets, 32 fraction bits.
  func currentSquares(_ range: CurrentRange, about level: DirectLevel) -> Int128 {
    let sums = current(range)
    return centered(
      sums.squares, (sums.sum, level.current(range)), (sums.sum, level.current(range)))
  }

  /// Sum of (v - v0)(i - i0), the voltage moved to the current's instant.
  ///
  /// - Unit: counts² times sets, 32 fraction bits. Range: below 2^96 before weighting, 2^127 with
  ///   the weights. Rounding: 2^-31 for each lag.
  func products(
    _ range: CurrentRange, about level: DirectLevel, _ weights: InterpolationWeights
  ) -> Int128 {
    let sums = current(range)
    return weighted(weights) { lag in
      centered(
        sums.products[lag], (voltages[lag], level.voltage), (sums.sum, level.current(range)))
    }
  }

  /// Sum of v·i, direct components included. Unit and range as `products(_:about:_:)`.
  func products(_ range: CurrentRange, _ weights: InterpolationWeights) -> Int128 {
    let sums = current(range)
    return weighted(weights) { lag in sums.products[lag] << 16 }
  }

  private func weighted(_ weights: InterpolationWeights, _ term: (Int) -> Int128) -> Int128 {
    var total: Int128 = 0
    for lag in 0..<InterpolationWeights.count {
      total += Int128(weights.weights[lag].raw) * term(lag)
    }
    return total.roundedShift(30)
  }

  /// Sum of (a - a0)(b - b0) from the sums of ab, a and b: an error of the levels counts only by
  /// the product of both errors.
  private func centered(
    _ product: Int128, _ a: (sum: Int128, level: Int128), _ b: (sum: Int128, level: Int128)
  ) -> Int128 {
    let cross = (a.level * b.sum).roundedShift(16) + (b.level * a.sum).roundedShift(16)
    let levels = (a.level * b.level).roundedShift(32)
    return (product << 16) - cross + (levels * count).roundedShift(16)
  }
}
