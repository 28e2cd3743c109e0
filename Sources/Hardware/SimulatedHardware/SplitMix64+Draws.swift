// SPDX-License-Identifier: Apache-2.0

extension SplitMix64 {
  /// The next number of [0, 1), evenly spread over multiples of 2⁻⁵³.
  mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// The next number of [-bound, bound).
  mutating func within(_ bound: Double) -> Double { bound * (2 * uniform() - 1) }

  /// A magnitude with an even chance of either sign.
  mutating func signed(_ magnitude: Double) -> Double { next() >> 63 == 0 ? magnitude : -magnitude }
}
