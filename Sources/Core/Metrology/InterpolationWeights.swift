// SPDX-License-Identifier: Apache-2.0

import Quantities

/// Four weights that move the voltage to the instant at which the current was sampled.
///
/// Cubic Lagrange interpolation through the voltages one set before, at, one after and two after
/// the set of the current. With d in sets, weight j is the product over m ≠ j of
/// (d - m) / (j - m), m in -1 ... 2. Source: [Laakso 1996] Splitting the unit delay, eq. (42).
struct InterpolationWeights {
  /// How many voltages take part.
  static let count = 4
  /// The sum of all weights, exactly.
  static let one: Int64 = 1 << 30

  /// Unit: 2^-30. Order: one before, at, one after, two after.
  let weights: InlineArray<4, Q2_30>

  /// The weights for a current sampled `delayNanoseconds` after the voltage of its set.
  ///
  /// - Range: the delay lies within one set before and two after; it is clamped to that.
  ///   Rounding: nearest; the weight at the set takes what keeps the sum one.
  init(delayNanoseconds: Int64, rate: Ratio) {
    let scaled = Scale(rate).divided(by: 1_000_000_000).shifted(30)
    let delay = max(-Self.one, min(2 * Self.one, Int64(scaled.apply(Int128(delayNanoseconds)))))
    let (before, after, later) = (
      Self.product(delay, delay - Self.one, delay - 2 * Self.one, over: -6),
      Self.product(delay + Self.one, delay, delay - 2 * Self.one, over: -2),
      Self.product(delay + Self.one, delay, delay - Self.one, over: 6)
    )
    let at = Self.one - before - after - later
    weights = [
      Q2_30(raw: Int32(before)), Q2_30(raw: Int32(at)),
      Q2_30(raw: Int32(after)), Q2_30(raw: Int32(later)),
    ]
  }

  private static func product(_ a: Int64, _ b: Int64, _ c: Int64, over divisor: Int128) -> Int64 {
    let cube = Int128(a) * Int128(b) * Int128(c)
    let sign: Int128 = divisor < 0 ? -1 : 1
    return Int64((sign * cube).roundedQuotient(abs(divisor) << 60))
  }
}
