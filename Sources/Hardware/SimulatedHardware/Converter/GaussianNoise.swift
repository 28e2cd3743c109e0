// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Independent numbers of the standard normal distribution (Box-Muller).
public struct GaussianNoise: Sendable {
  private var generator: SplitMix64
  private var spare: Double?

  /// Starts from a seed.
  public init(seed: UInt64) { generator = SplitMix64(seed: seed) }

  /// The next number; mean 0, standard deviation 1.
  public mutating func next() -> Double {
    if let value = spare {
      spare = nil
      return value
    }
    // 1 - u lies in (0, 1], so the logarithm is finite
    let radius = (-2 * log(1 - uniform())).squareRoot()
    let angle = 2 * Double.pi * uniform()
    spare = radius * sin(angle)
    return radius * cos(angle)
  }

  private mutating func uniform() -> Double {
    Double(generator.next() >> 11) * 0x1p-53
  }
}
