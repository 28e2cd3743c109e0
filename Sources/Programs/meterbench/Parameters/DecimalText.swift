// SPDX-License-Identifier: Apache-2.0

import Quantities

/// A decimal number as a person writes it, exactly: `mantissa` · 10^-`places`.
struct DecimalText: Equatable {
  /// Digits that are read, before and after the point.
  static let digitsMax = 36

  let mantissa: Int128
  let places: Int

  /// Reads `[-]digits[.digits]`; nil for anything else, such as an exponent, a plus, a leading zero
  /// that would make it octal elsewhere, or more digits than are kept.
  init?(_ text: String) {
    var rest = Array(text.utf8)[...]
    let isNegative = rest.first == UInt8(ascii: "-")
    if isNegative { rest.removeFirst() }
    let parts = rest.split(
      separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = parts.first, !whole.isEmpty else { return nil }
    let fraction = parts.count == 2 ? parts[1] : []
    guard parts.count == 1 || !fraction.isEmpty, whole.count + fraction.count <= Self.digitsMax,
      whole.count == 1 || whole.first != UInt8(ascii: "0")
    else { return nil }
    var magnitude: Int128 = 0
    for byte in whole + fraction {
      guard 0x30...0x39 ~= byte else { return nil }
      magnitude = magnitude * 10 + Int128(byte - 0x30)
    }
    mantissa = isNegative ? -magnitude : magnitude
    places = fraction.count
  }

  /// The number times 10^power; nil where that is not whole or does not fit.
  func scaled(_ power: Int) -> Int64? {
    if power >= places {
      let (product, isOver) = mantissa.multipliedReportingOverflow(
        by: ExactDecimal.power(power - places))
      return isOver ? nil : Int64(exactly: product)
    }
    let divisor = ExactDecimal.power(places - power)
    return mantissa % divisor == 0 ? Int64(exactly: mantissa / divisor) : nil
  }

  /// The number as a ratio in lowest terms; nil where it is not positive or does not fit.
  var ratio: Ratio? {
    let divisor = ExactDecimal.power(places)
    guard let ratio = Ratio(cancelling: mantissa, over: divisor) else { return nil }
    // A ratio that found no room was rounded.
    let below = Int128(ratio.denominator)
    let (product, isOver) = Int128(ratio.numerator).multipliedReportingOverflow(
      by: divisor / below)
    guard divisor % below == 0, !isOver, mantissa == product else { return nil }
    return ratio
  }
}

extension Ratio {
  /// Reads a decimal number, or a fraction `numerator/denominator`, which is kept as written.
  init?(written text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    if parts.count == 1, let ratio = DecimalText(text)?.ratio {
      self = ratio
    } else {
      guard parts.count == 2, let above = DecimalText(parts[0]), let below = DecimalText(parts[1]),
        above.places == 0, below.places == 0, let numerator = above.scaled(0),
        let denominator = below.scaled(0)
      else { return nil }
      self.init(numerator, over: denominator)
    }
  }

  /// What is read as this very ratio again: a decimal number where there is one, else a fraction.
  var written: String {
    let decimal = text(shifted: 0)
    return Ratio(written: decimal) == self ? decimal : "\(numerator)/\(denominator)"
  }
}
