// SPDX-License-Identifier: Apache-2.0

import Quantities
import Testing

@testable import meterbench

@Suite struct DecimalTextTests {
  @Test(
    "A decimal number is scaled exactly, or not at all",
    arguments: [
      ("230", 6, 230_000_000), ("0.005", 6, 5_000), ("-12.5", 1, -125), ("0", 0, 0),
      ("1.50", 1, 15), ("0.0000005", 6, nil), ("9223372036854.775807", 6, .max),
      ("9223372036854.775808", 6, nil), ("-9223372036854.775808", 6, .min), ("12", 36, nil),
    ] as [(String, Int, Int64?)])
  func scaled(text: String, power: Int, wanted: Int64?) throws {
    #expect(try #require(DecimalText(text)).scaled(power) == wanted)
  }

  @Test(
    "What is no plain decimal number is refused",
    arguments: [
      "", "-", ".5", "5.", "1e3", "+1", "1_000", "010", "00", "0x10", "1,5", " 1", "1 ", "--1",
      "1.2.3", "٣", "nan", "1234567890123456789012345678901234567",
    ])
  func refused(text: String) { #expect(DecimalText(text) == nil) }

  @Test(
    "A ratio is taken exactly: a decimal number in lowest terms, a fraction as written",
    arguments: [
      ("249023.4375", 3_984_375, 16), ("0.5", 1, 2), ("200000/27", 200_000, 27), ("10/4", 10, 4),
      ("3", 3, 1), ("9223372036854775807", .max, 1), ("1/9223372036854775807", 1, .max),
    ] as [(String, Int64, Int64)])
  func ratio(text: String, numerator: Int64, denominator: Int64) throws {
    let ratio = try #require(Ratio(written: text))
    #expect((ratio.numerator, ratio.denominator) == (numerator, denominator))
    #expect(Ratio(written: ratio.written) == ratio)
  }

  @Test(
    "What is no exact positive ratio is refused",
    arguments: [
      "0", "-1", "1/0", "0/1", "1/-2", "-1/2", "1/2/3", "/2", "1/", "1.5/2", "9223372036854775808",
      "1/9223372036854775808", "0.1234567890123456789012345678",
    ])
  func noRatio(text: String) { #expect(Ratio(written: text) == nil) }

  @Test(
    "A ratio is written as a decimal number only where that is the same ratio again",
    arguments: [
      (3_984_375, 16, "249023.4375"), (7_968_750, 32, "7968750/32"), (1, 3, "1/3"), (5, 1, "5"),
      (.max, 1, "9223372036854775807"), (1, .max, "1/9223372036854775807"),
    ] as [(Int64, Int64, String)])
  func written(numerator: Int64, denominator: Int64, text: String) {
    let ratio = Ratio(constant: numerator, over: denominator)
    #expect(ratio.written == text)
    #expect(Ratio(written: text) == ratio)
  }
}
