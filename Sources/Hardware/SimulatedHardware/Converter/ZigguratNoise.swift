// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Independent numbers of the standard normal distribution, fast (ziggurat of 256 layers).
///
/// - Exact but for rounding: layer and place come from separate bits of one number, 8 and 53; the
///   edges and the tail beyond 3.654 are drawn by rejection.
/// - Source: [Marsaglia, Tsang 2000] "The ziggurat method for generating random variables".
public struct ZigguratNoise: Sendable {
  private static let layers = 256
  /// Where the tail begins [Marsaglia, Tsang 2000].
  private static let tail = 3.654_152_885_361_008_8
  /// Right edges of the layers, from the lowest, whose edge stands for its tail, up to 0.
  private static let edges = makeEdges()
  /// The density at the edges, without the constant factor.
  private static let heights = edges.map { exp(-$0 * $0 / 2) }

  private var generator: SplitMix64
  private let edges = Self.edges
  private let heights = Self.heights

  /// Starts from a seed.
  public init(seed: UInt64) { generator = SplitMix64(seed: seed) }

  /// The next number; mean 0, standard deviation 1.
  @inline(__always)
  public mutating func next() -> Double {
    let bits = generator.next()
    let layer = Int(truncatingIfNeeded: bits & 0xFF)
    let number = (Double(bits >> 11) * 0x1p-52 - 1) * edges[layer]
    if abs(number) < edges[layer + 1] { return number }
    return atEdge(number, layer)
  }

  /// Accepts a number beyond its layer's core, or draws anew.
  private mutating func atEdge(_ number: Double, _ layer: Int) -> Double {
    if layer == 0 { return number < 0 ? -beyondTail() : beyondTail() }
    let height =
      heights[layer] + generator.uniform() * (heights[layer + 1] - heights[layer])
    return height < exp(-number * number / 2) ? number : next()
  }

  private mutating func beyondTail() -> Double {
    while true {
      // 1 - u lies in (0, 1], so the logarithms are finite
      let beyond = -log(1 - generator.uniform()) / Self.tail
      let height = -log(1 - generator.uniform())
      if 2 * height > beyond * beyond { return Self.tail + beyond }
    }
  }

  /// Each layer has the same area as the lowest with its tail.
  private static func makeEdges() -> [Double] {
    let density = exp(-tail * tail / 2)
    let area = tail * density + (Double.pi / 2).squareRoot() * erfc(tail / 2.0.squareRoot())
    var edges = [area / density, tail]
    while edges.count < layers {
      let last = edges[edges.count - 1]
      edges.append((-2 * log(exp(-last * last / 2) + area / last)).squareRoot())
    }
    return edges + [0]
  }
}
