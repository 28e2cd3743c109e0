// SPDX-License-Identifier: Apache-2.0

import Quantities
import SimulatedHardware
import Testing

@Suite struct RoundingTests {
  @Test(
    "A quotient is rounded to nearest, halves away from zero",
    arguments: [
      (0, 3, 0), (1, 3, 0), (2, 3, 1), (4, 3, 1), (5, 3, 2), (-1, 3, 0), (-2, 3, -1), (-4, 3, -1),
      (1, 2, 1), (3, 2, 2), (-1, 2, -1), (-3, 2, -2), (7, 1, 7), (-7, 1, -7), (49, 100, 0),
      (50, 100, 1), (-49, 100, 0), (-50, 100, -1), (149, 100, 1), (150, 100, 2),
    ])
  func quotients(value: Int, divisor: Int, expected: Int) {
    #expect(value.roundedQuotient(divisor) == expected)
    #expect(Int128(value).roundedQuotient(Int128(divisor)) == Int128(expected))
  }

  @Test("A quotient at the edge of its range does not overflow")
  func quotientEdges() {
    #expect((Int8.max - 5).roundedQuotient(10) == 12)
    #expect((Int8.min + 5).roundedQuotient(10) == -12)
    #expect(Int8.max.roundedQuotient(1) == 127)
    #expect(Int8.min.roundedQuotient(1) == -128)
    #expect(UInt8(250).roundedQuotient(10) == 25)
  }

  @Test(
    "A shift is rounded to nearest, halves up",
    arguments: [
      (0, 1, 0), (1, 1, 1), (2, 1, 1), (3, 1, 2), (-1, 1, 0), (-2, 1, -1), (-3, 1, -1), (5, 3, 1),
      (4, 3, 1), (3, 3, 0), (-4, 3, 0), (-5, 3, -1), (-12, 3, -1), (-13, 3, -2),
    ])
  func shifts(value: Int, bits: Int, expected: Int) {
    #expect(value.roundedShift(bits) == expected)
  }

  @Test("Every Int8 and every shift agree with division by a power of two, the extremes too")
  func everyShift() {
    for bits in 1..<8 {
      for value in Int8.min...Int8.max {
        let scaled = Int(value) + (1 << (bits - 1))
        let floor = Int((Double(scaled) / Double(1 << bits)).rounded(.down))
        #expect(Int(value.roundedShift(bits)) == floor, "\(value) by \(bits)")
      }
    }
  }
}

@Suite struct SquareRootTests {
  @Test(
    "The root of a small number is known",
    arguments: [(0, 0), (1, 1), (2, 1), (3, 1), (4, 2), (8, 2), (9, 3), (15, 3), (16, 4), (99, 9)])
  func small(value: Int, root: Int) {
    #expect(UInt128(value).squareRoot == UInt64(root))
  }

  @Test("The largest number has the largest root")
  func largest() { #expect(UInt128.max.squareRoot == UInt64.max) }

  @Test("The root of a power of two is known", arguments: 0..<128)
  func powers(bit: Int) {
    let root = (UInt128(1) << UInt128(bit)).squareRoot
    if bit % 2 == 0 { #expect(root == 1 << UInt64(bit / 2)) }
    #expect(isRoot(root, of: UInt128(1) << UInt128(bit)))
  }

  @Test("At a perfect square the root steps up by one", arguments: 0..<64)
  func perfectSquares(bit: Int) {
    let edges: [UInt64] = [1 << UInt64(bit), UInt64.max >> UInt64(bit), 3 << UInt64(min(bit, 62))]
    for root in edges where root > 1 {
      let square = UInt128(root) * UInt128(root)
      #expect(square.squareRoot == root)
      #expect((square - 1).squareRoot == root - 1)
      #expect((square + 1).squareRoot == root)
    }
  }

  @Test("r² <= n < (r + 1)² for random numbers of every length", arguments: [UInt64(1), 2, 3])
  func random(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    for length in 1...128 {
      let value = UInt128.random(in: 0 ... .max, using: &generator) >> UInt128(128 - length)
      #expect(isRoot(value.squareRoot, of: value), "seed \(seed), \(value)")
    }
  }

  private func isRoot(_ root: UInt64, of value: UInt128) -> Bool {
    let (low, next) = (BigNatural(root), BigNatural(UInt128(root) + 1))
    return low * low <= BigNatural(value) && BigNatural(value) < next * next
  }
}
