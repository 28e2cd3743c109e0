// SPDX-License-Identifier: Apache-2.0

import Quantities
import Testing

@testable import Metrology

@Suite struct InterpolationWeightsTests {
  static func weights(_ nanoseconds: Int64) -> [Double] {
    let weights = InterpolationWeights(
      delayNanoseconds: nanoseconds, rate: Ratio(constant: 10_000)
    ).weights
    return (0..<4).map { Double(weights[$0].raw) / 0x1p30 }
  }

  @Test("No delay takes the voltage as it is")
  func none() {
    #expect(Self.weights(0) == [0, 1, 0, 0])
    #expect(Self.weights(100_000) == [0, 0, 1, 0])
    #expect(Self.weights(-100_000) == [1, 0, 0, 0])
    #expect(Self.weights(200_000) == [0, 0, 0, 1])
  }

  @Test("Half a set has the weights of the midpoint rule")
  func half() {
    #expect(Self.weights(50_000) == [-0.0625, 0.5625, 0.5625, -0.0625])
  }

  @Test(
    "Weights sum to one and follow every cubic",
    arguments: Array(stride(from: -90_000, through: 190_000, by: 7_001)))
  func cubic(_ nanoseconds: Int) {
    let weights = Self.weights(Int64(nanoseconds))
    #expect(weights.reduce(0, +) == 1)
    let delay = Double(nanoseconds) / 100_000
    for power in 1...3 {
      func value(_ x: Double) -> Double { (0..<power).reduce(1.0) { product, _ in product * x } }
      let sum = (0..<4).reduce(0.0) { $0 + weights[$1] * value(Double($1) - 1) }
      #expect(abs(sum - value(delay)) < 2e-8)
    }
  }

  @Test("A delay beyond the voltages around is held at their edge")
  func clamped() {
    #expect(Self.weights(900_000) == [0, 0, 0, 1])
    #expect(Self.weights(-900_000) == [1, 0, 0, 0])
  }
}
