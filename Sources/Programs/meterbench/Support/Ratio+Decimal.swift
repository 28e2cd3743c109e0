// SPDX-License-Identifier: Apache-2.0

import Quantities

extension Ratio {
  /// The ratio of two positive integers in lowest terms.
  ///
  /// - Rounding: exact where both parts fit Int64 after cancelling; otherwise both are halved until
  ///   they do, a relative error below 2⁻⁶⁰. Errors: nil where a part is not positive or vanishes.
  init?(cancelling numerator: Int128, over denominator: Int128) {
    guard numerator > 0, denominator > 0 else { return nil }
    let divisor = Ratio.greatestCommonDivisor(numerator, denominator)
    var above = numerator / divisor
    var below = denominator / divisor
    while above > Int128(Int64.max) || below > Int128(Int64.max) {
      above = above.roundedQuotient(2)
      below = below.roundedQuotient(2)
      guard above >= 1 << 61 || below >= 1 << 61 else { return nil }
    }
    guard above > 0, below > 0 else { return nil }
    self.init(Int64(above), over: Int64(below))
  }

  /// A positive number as written; nil where it is not positive or outside 10⁻³⁶ ... 10³⁶.
  init?(_ decimal: ExactDecimal) {
    let mantissa = Int128(decimal.mantissa)
    if decimal.exponent >= 0 {
      guard decimal.exponent <= ExactDecimal.digitsMax else { return nil }
      self.init(cancelling: mantissa * ExactDecimal.power(decimal.exponent), over: 1)
    } else {
      guard decimal.exponent >= -36 else { return nil }
      self.init(cancelling: mantissa, over: ExactDecimal.power(-decimal.exponent))
    }
  }

  /// This ratio times another; nil where the product cannot be written.
  func multiplied(by other: Ratio) -> Ratio? {
    Ratio(
      cancelling: Int128(numerator) * Int128(other.numerator),
      over: Int128(denominator) * Int128(other.denominator))
  }

  /// The nearest Double.
  var double: Double { Double(numerator) / Double(denominator) }

  /// The ratio as decimal text, times 10^places: all its digits where there are at most
  /// `ExactDecimal.digitsMax`, else rounded to that many.
  func text(shifted places: Int) -> String {
    let whole = Int128(numerator) / Int128(denominator)
    var digits = whole == 0 ? "" : "\(whole)"
    var rest = Int128(numerator) % Int128(denominator)
    var exponent = places
    while rest > 0, digits.count < ExactDecimal.digitsMax {
      rest *= 10
      let digit = rest / Int128(denominator)
      rest %= Int128(denominator)
      if digit > 0 || !digits.isEmpty { digits += "\(digit)" }
      exponent -= 1
    }
    let roundsUp = rest * 2 >= Int128(denominator)
    let mantissa = (Int64(digits) ?? 0) + (roundsUp ? 1 : 0)
    return ExactDecimal(mantissa: mantissa, exponent: exponent).text
  }

  private static func greatestCommonDivisor(_ first: Int128, _ second: Int128) -> Int128 {
    var (larger, smaller) = (first, second)
    while smaller != 0 { (larger, smaller) = (smaller, larger % smaller) }
    return larger
  }
}
