// SPDX-License-Identifier: Apache-2.0

import Quantities
import Testing

@Suite struct RatioTests {
  @Test(
    "Both parts are positive",
    arguments: [(1, 1, true), (0, 1, false), (1, 0, false), (-1, 1, false), (1, -1, false)])
  func signs(numerator: Int64, denominator: Int64, isRatio: Bool) {
    #expect((Ratio(numerator, over: denominator) != nil) == isRatio)
  }

  @Test("A constant that is not positive traps")
  func constant() async {
    await #expect(processExitsWith: .failure) { _ = Ratio(constant: 0) }
    await #expect(processExitsWith: .failure) { _ = Ratio(constant: 1, over: -1) }
  }

  @Test(
    "A product is rounded to nearest, halves away from zero",
    arguments: [
      (400_000, 54, 1, 7407), (1, 3, 1, 0), (2, 3, 1, 1), (1, 2, 1, 1), (1, 2, -1, -1),
      (1, 2, -3, -2), (3, 2, 5, 8), (7, 7, 123, 123), (Int64.max, Int64.max, Int64.max, Int64.max),
      (Int64.max, Int64.max, Int64.min, Int64.min), (1, Int64.max, Int64.max, 1),
    ] as [(Int64, Int64, Int64, Int64)])
  func times(numerator: Int64, denominator: Int64, value: Int64, expected: Int64) {
    #expect(Ratio(constant: numerator, over: denominator).times(value) == expected)
    #expect(Ratio(constant: denominator, over: numerator).dividing(value) == expected)
  }

  @Test("A product that does not fit traps")
  func overflow() async {
    await #expect(processExitsWith: .failure) { _ = Ratio(constant: 2).times(.max) }
    await #expect(processExitsWith: .failure) { _ = Ratio(constant: 1, over: 2).dividing(.max) }
  }
}
