// SPDX-License-Identifier: Apache-2.0

import SimulatedHardware
import Testing

@Suite("Noise")
struct GaussianNoiseTests {
  @Test("SplitMix64 gives the published numbers of seed 1234567")
  func splitMix() {
    var generator = SplitMix64(seed: 1_234_567)
    let numbers = (0..<5).map { _ in generator.next() }
    #expect(
      numbers == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
        4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
      ])
  }

  // 100,000 numbers: bounds of five standard deviations of mean, variance and kurtosis.
  @Test("Its numbers have mean 0, variance 1 and the kurtosis of a normal", arguments: 1...5)
  func moments(_ seed: UInt64) {
    var noise = GaussianNoise(seed: seed)
    let numbers = (0..<100_000).map { _ in noise.next() }
    let mean = numbers.reduce(0, +) / 100_000
    let variance = numbers.reduce(0) { $0 + $1 * $1 } / 100_000
    let fourth = numbers.reduce(0) { $0 + $1 * $1 * $1 * $1 } / 100_000
    #expect(abs(mean) < 0.016, "seed \(seed)")
    #expect(abs(variance - 1) < 0.023, "seed \(seed)")
    #expect(abs(fourth - 3) < 0.16, "seed \(seed)")
  }

  @Test("The same seed gives the same numbers, another seed others")
  func seeds() {
    var first = GaussianNoise(seed: 1)
    var second = GaussianNoise(seed: 1)
    var third = GaussianNoise(seed: 2)
    for _ in 0..<10 {
      let number = first.next()
      #expect(number == second.next())
      #expect(number != third.next())
    }
  }
}
