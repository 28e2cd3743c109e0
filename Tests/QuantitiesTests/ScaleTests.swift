// SPDX-License-Identifier: Apache-2.0

import Quantities
import SimulatedHardware
import Testing

@Suite struct ScaleTests {
  @Test("The factor of a power of two is exact", arguments: 0..<128)
  func powers(bit: Int) {
    let scale = Scale(UInt128(1) << UInt128(bit))
    #expect(scale.mantissa == 1 << 63)
    #expect(scale.exponent == bit - 63)
  }

  @Test("The mantissa has 64 bits", arguments: [UInt128(1), 3, 1 << 64, UInt128.max])
  func normal(value: UInt128) {
    #expect(Scale(value).mantissa >> 63 == 1)
  }

  @Test("The factor zero traps")
  func zero() async { await #expect(processExitsWith: .failure) { _ = Scale(0) } }

  @Test(
    "A factor applied is the exact product, rounded to nearest, halves away from zero",
    arguments: [
      (1, 2, 1, 1), (1, 2, -1, -1), (1, 2, 3, 2), (1, 2, -3, -2), (1, 4, 1, 0), (1, 4, 2, 1),
      (1, 4, -2, -1), (3, 1, 7, 21), (5, 1, 0, 0), (1, 1, Int.max, Int.max),
      (1, 1, Int.min, Int.min), (1, 1 << 62, 1 << 61, 1), (1, 1 << 62, (1 << 61) - 1, 0),
    ])
  func simple(numerator: Int64, denominator: Int64, value: Int, expected: Int) {
    let scale = Scale(Ratio(constant: numerator, over: denominator))
    #expect(scale.apply(Int128(value)) == Int128(expected))
  }

  @Test("Random factors and values agree with 256-bit arithmetic", arguments: [UInt64(11), 12, 13])
  func exact(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    for _ in 0..<300 {
      let bits = Int.random(in: 1...127, using: &generator)
      let magnitude = UInt128.random(in: 0 ... .max, using: &generator) >> UInt128(128 - bits)
      let mantissa = UInt64.random(in: 0 ... .max, using: &generator) | 1 << 63
      // All exponents from results of one bit to the largest that fits 127.
      let exponent = Int.random(in: -(bits + 66)...(62 - bits), using: &generator)
      let scale = Scale(UInt128(mantissa)).shifted(exponent)
      let expected = product(magnitude, mantissa, exponent)
      let note = "seed \(seed): \(magnitude) * \(mantissa) * 2^\(exponent)"
      #expect(scale.exponent == exponent, "\(note)")
      #expect(scale.apply(Int128(magnitude)) == Int128(expected), "\(note)")
      #expect(scale.apply(-Int128(magnitude)) == -Int128(expected), "\(note)")
    }
  }

  @Test("A word gives the same as the wide integer", arguments: [UInt64(21), 22, 23])
  func word(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    for _ in 0..<1_000 {
      let value =
        Int64.random(in: .min ... .max, using: &generator)
        >> Int64.random(in: 0...63, using: &generator)
      let mantissa = UInt64.random(in: 0 ... .max, using: &generator) | 1 << 63
      let scale = Scale(UInt128(mantissa)).shifted(Int.random(in: -140...0, using: &generator))
      let note = "seed \(seed): \(value) * \(mantissa) * 2^\(scale.exponent)"
      for word in [value, .min, .max, 0, 1, -1] {
        #expect(scale.apply(word: word) == scale.apply(Int128(word)), "\(note)")
      }
    }
  }

  @Test(
    "The leading 63 bits give all but 2^-62 of the product, and never more of it",
    arguments: [UInt64(31), 32, 33])
  func leading(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    for _ in 0..<1_000 {
      let bits = Int.random(in: 1...127, using: &generator)
      let value = Int128(UInt128.random(in: 0 ... .max, using: &generator) >> UInt128(128 - bits))
      let mantissa = UInt64.random(in: 0 ... .max, using: &generator) | 1 << 63
      let exponent = Int.random(in: -(bits + 66)...(62 - bits), using: &generator)
      let scale = Scale(UInt128(mantissa)).shifted(exponent)
      let (all, leading) = (scale.apply(value), scale.apply(leading: value))
      let note = "seed \(seed): \(value) * \(mantissa) * 2^\(exponent)"
      #expect(leading <= all && all - leading <= all >> 62 + 1, "\(note)")
      #expect(scale.apply(leading: -value) == -leading, "\(note)")
    }
    #expect(Scale(1).shifted(-300).apply(leading: .max) == 0)
    #expect(Scale(1).apply(leading: 0) == 0)
  }

  /// At the borders of the two words: shifts by 127, 128, 129, and by more than there are bits.
  @Test(
    "Each width of shift agrees with 256-bit arithmetic",
    arguments: [
      -1, -63, -64, -65, -126, -127, -128, -129, -130, -191, -192, -193, -255, -256, -300,
    ])
  func borders(exponent: Int) {
    let values: [UInt128] = [0, 1, 2, 3, UInt128(UInt64.max), 1 << 64, (1 << 127) - 1, 1 << 126]
    for mantissa: UInt64 in [.max, 1 << 63, (1 << 63) + 1] {
      for value in values where fits(value, mantissa, exponent) {
        let scale = Scale(UInt128(mantissa)).shifted(exponent)
        let expected = Int128(product(value, mantissa, exponent))
        #expect(scale.apply(Int128(value)) == expected, "\(value) * \(mantissa)")
        #expect(scale.apply(-Int128(value)) == -expected, "-\(value) * \(mantissa)")
      }
    }
  }

  @Test("A result that does not fit traps")
  func overflow() async {
    await #expect(processExitsWith: .failure) { _ = Scale(2).apply(.max) }
    await #expect(processExitsWith: .failure) { _ = Scale(UInt128.max).apply(4) }
    await #expect(processExitsWith: .failure) { _ = Scale(1).shifted(200).apply(1) }
  }

  @Test("A ratio's factor is right to 2^-62", arguments: [UInt64(21), 22])
  func accuracy(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    for _ in 0..<200 {
      let shift = Int64.random(in: 0..<62, using: &generator)
      let numerator = Int64.random(in: 1 ... .max, using: &generator) >> shift | 1
      let denominator = Int64.random(in: 1 ... .max, using: &generator)
      let scale = Scale(Ratio(constant: numerator, over: denominator))
      let note = "seed \(seed): \(numerator) / \(denominator)"
      #expect(isRight(scale, [numerator], [denominator], bits: 62), "\(note)")
    }
  }

  @Test("Two ratios multiplied and divided are right to 2^-61", arguments: [UInt64(31), 32])
  func chains(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    for _ in 0..<200 {
      let parts = (0..<4).map { _ in Int64.random(in: 1 ... .max, using: &generator) }
      let (first, second) = (
        Ratio(constant: parts[0], over: parts[1]), Ratio(constant: parts[2], over: parts[3])
      )
      let product = Scale(first).times(second)
      let quotient = Scale(first).divided(by: second)
      #expect(isRight(product, [parts[0], parts[2]], [parts[1], parts[3]], bits: 61), "\(parts)")
      #expect(isRight(quotient, [parts[0], parts[3]], [parts[1], parts[2]], bits: 61), "\(parts)")
    }
  }

  private func product(_ value: UInt128, _ mantissa: UInt64, _ exponent: Int) -> UInt128 {
    let exact = BigNatural(value) * BigNatural(mantissa)
    let scaled =
      exponent >= 0
      ? exact.up(exponent) : (exact + BigNatural(1).up(-exponent - 1)).down(-exponent)
    return scaled.value ?? .max
  }

  private func fits(_ value: UInt128, _ mantissa: UInt64, _ exponent: Int) -> Bool {
    product(value, mantissa, exponent) < 1 << 127
  }

  /// Whether |scale - exact| * 2^bits < exact, with both sides multiplied by the denominators.
  private func isRight(
    _ scale: Scale, _ above: [Int64], _ below: [Int64], bits: Int
  ) -> Bool {
    let numerator = above.reduce(BigNatural(1)) { $0 * BigNatural($1) }
    let denominator = below.reduce(BigNatural(1)) { $0 * BigNatural($1) }
    let mantissa = BigNatural(scale.mantissa) * denominator
    let got = scale.exponent >= 0 ? mantissa.up(scale.exponent) : mantissa
    let exact = scale.exponent >= 0 ? numerator : numerator.up(-scale.exponent)
    let difference = got < exact ? exact - got : got - exact
    return difference.up(bits) < exact
  }
}
