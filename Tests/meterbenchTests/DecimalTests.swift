// SPDX-License-Identifier: Apache-2.0

import Quantities
import SimulatedHardware
import Testing

@testable import meterbench

@Suite struct DecimalTests {
  @Test(
    "A number is read exactly as written",
    arguments: [
      ("0", 0, 0), ("-12", -12, 0), ("+3.50", 350, -2), (".5", 5, -1), ("5.", 5, 0),
      ("8.903375078585162e-06", 8_903_375_078_585_162, -21), (" 1E+02 ", 1, 2),
      ("0.0054506975193945135", 54_506_975_193_945_135, -19),
      ("1234567890123456789", 123_456_789_012_345_679, 1),
      ("0.1234567890123456744", 123_456_789_012_345_674, -18),
    ])
  func reads(text: String, mantissa: Int64, exponent: Int) {
    #expect(ExactDecimal(text) == ExactDecimal(mantissa: mantissa, exponent: exponent))
  }

  @Test(
    "What is not a number is refused",
    arguments: ["", " ", ".", "-", "1e", "e5", "1 2", "1,2", "0x1F", "nan", "inf", "1e401", "--1"])
  func refuses(text: String) {
    #expect(ExactDecimal(text) == nil)
  }

  @Test(
    "A decimal becomes the ratio in lowest terms",
    arguments: [("30000.0", 30_000, 1), ("0.25", 1, 4), ("1e-6", 1, 1_000_000), ("60", 60, 1)])
  func ratio(text: String, numerator: Int64, denominator: Int64) throws {
    let decimal = try #require(ExactDecimal(text))
    #expect(Ratio(decimal) == Ratio(numerator, over: denominator))
  }

  @Test(
    "What is not positive or beyond any gain is no ratio", arguments: ["0", "-1", "1e30", "1e-40"])
  func noRatio(text: String) throws {
    let decimal = try #require(ExactDecimal(text))
    #expect(Ratio(decimal) == nil)
  }

  @Test(
    "A ratio is written with all its digits, up to eighteen",
    arguments: [
      (1, 4, 0, "0.25"), (30_000, 1, 0, "30000"), (20_000, 27, 1, "7407.40740740740741"),
      (250_000, 1, -6, "0.25"), (1, 3, 0, "0.333333333333333333"),
      (2, 3, -6, "0.000000666666666666666667"), (5, 1, -9, "0.000000005"),
    ])
  func text(numerator: Int64, denominator: Int64, shift: Int, text: String) throws {
    let ratio = try #require(Ratio(numerator, over: denominator))
    #expect(ratio.text(shifted: shift) == text)
  }

  @Test("A ratio of finite decimals survives its text", arguments: 0..<300)
  func survives(seed: UInt64) throws {
    var numbers = SplitMix64(seed: seed)
    let mantissa = Int64.random(in: 1..<1_000_000_000_000_000_000, using: &numbers)
    let decimal = ExactDecimal(
      mantissa: mantissa, exponent: Int.random(in: -18...0, using: &numbers))
    let ratio = try #require(Ratio(decimal))
    let back = try #require(ExactDecimal(ratio.text(shifted: -6)))
    #expect(Ratio(back.shifted(6)) == ratio, "seed \(seed)")
  }
}
