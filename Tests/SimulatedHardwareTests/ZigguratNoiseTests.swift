// SPDX-License-Identifier: Apache-2.0

import Foundation
import SimulatedHardware
import Testing

@Suite("Fast noise")
struct ZigguratNoiseTests {
  private static let count = 200_000

  private func numbers(_ seed: UInt64) -> [Double] {
    var noise = ZigguratNoise(seed: seed)
    return (0..<Self.count).map { _ in noise.next() }
  }

  // Bounds of five standard deviations: 5/√n, 5√(2/n), 5√(15/n), 5√(96/n).
  @Test("Its numbers have the first four moments of a normal", arguments: 1...3)
  func moments(_ seed: UInt64) {
    let numbers = numbers(seed)
    let moment = { (power: Int) in
      numbers.reduce(0) { $0 + pow($1, Double(power)) } / Double(Self.count)
    }
    #expect(abs(moment(1)) < 0.0112, "seed \(seed)")
    #expect(abs(moment(2) - 1) < 0.0159, "seed \(seed)")
    #expect(abs(moment(3)) < 0.0434, "seed \(seed)")
    #expect(abs(moment(4) - 3) < 0.11, "seed \(seed)")
  }

  // Kolmogorov: P(√n · D > 2.3) is 5e-5.
  @Test("Its distribution is the normal's, everywhere", arguments: 1...3)
  func distribution(_ seed: UInt64) {
    let sorted = numbers(seed).sorted()
    var distance = 0.0
    for (index, number) in sorted.enumerated() {
      let normal = erfc(-number / 2.0.squareRoot()) / 2
      let below = Double(index) / Double(Self.count)
      distance = max(distance, abs(normal - below), abs(normal - below - 1 / Double(Self.count)))
    }
    #expect(distance * Double(Self.count).squareRoot() < 2.3, "seed \(seed)")
  }

  // 600,000 numbers: 154.8 are expected beyond ±3.654, 18.3 beyond ±4.17; five deviations.
  @Test("The tails hold as many numbers as a normal's")
  func tails() {
    let all = (1...3).flatMap { numbers($0) }
    let far = all.count { abs($0) > 3.654_152_885_361_008_8 }
    #expect(abs(Double(far) - 154.8) < 62, "seeds 1 to 3")
    let farther = all.count { abs($0) > 4.17 }
    #expect((1...40).contains(farther), "seeds 1 to 3")
    #expect(all.contains { $0 > 3.7 } && all.contains { $0 < -3.7 })
  }

  @Test("The same seed gives the same numbers, another seed others")
  func seeds() {
    var (first, second) = (ZigguratNoise(seed: 1), ZigguratNoise(seed: 1))
    var third = ZigguratNoise(seed: 2)
    for _ in 0..<10 {
      let number = first.next()
      #expect(number == second.next())
      #expect(number != third.next())
    }
  }
}
