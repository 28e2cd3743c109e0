// SPDX-License-Identifier: Apache-2.0

import Quantities

/// A number as it is written in a text file: `mantissa` · 10^`exponent`, exactly.
///
/// Digits beyond the eighteenth significant one are rounded, half away from zero.
struct ExactDecimal: Equatable {
  static let digitsMax = 18
  static let exponentMax = 400

  var mantissa: Int64
  var exponent: Int

  init(mantissa: Int64, exponent: Int) {
    self.mantissa = mantissa
    self.exponent = exponent
  }

  /// Reads `[+-]digits[.digits][e[+-]digits]`, blanks around it allowed; nil for anything else.
  init?(_ text: some StringProtocol) {
    var bytes = Substring(text).utf8
    while let first = bytes.first, first == 0x20 || first == 0x09 { bytes.removeFirst() }
    while let last = bytes.last, last == 0x20 || last == 0x09 { bytes.removeLast() }
    let isNegative = bytes.first == UInt8(ascii: "-")
    if isNegative || bytes.first == UInt8(ascii: "+") { bytes.removeFirst() }
    var digits = DigitRun()
    while let byte = bytes.first, digits.take(byte) { bytes.removeFirst() }
    guard digits.seen > 0 else { return nil }
    guard let written = ExactDecimal.exponent(bytes) else { return nil }
    mantissa = isNegative ? -digits.rounded : digits.rounded
    exponent = mantissa == 0 ? 0 : digits.exponent + written
  }

  private static func exponent(_ text: Substring.UTF8View) -> Int? {
    guard let mark = text.first else { return 0 }
    guard mark == UInt8(ascii: "e") || mark == UInt8(ascii: "E") else { return nil }
    guard let value = Int(Substring(text.dropFirst())) else { return nil }
    return abs(value) <= exponentMax ? value : nil
  }

  /// The nearest Double.
  var double: Double { Double("\(mantissa)e\(exponent)") ?? 0 }

  /// All digits: with a point where the exponent is small, else with an exponent.
  var text: String {
    let digits = "\(mantissa.magnitude)"
    let sign = mantissa < 0 ? "-" : ""
    if exponent >= 0, digits.count + exponent <= 24 {
      return sign + digits + String(repeating: "0", count: exponent)
    }
    guard exponent < 0, exponent >= -30 else { return "\(sign)\(digits)e\(exponent)" }
    let padding = String(repeating: "0", count: max(0, 1 - exponent - digits.count))
    var padded = padding + digits
    padded.insert(".", at: padded.index(padded.endIndex, offsetBy: exponent))
    while padded.last == "0" { padded.removeLast() }
    return sign + (padded.last == "." ? String(padded.dropLast()) : padded)
  }

  /// The whole number it is; nil where it has a fraction or is beyond Int64.
  var whole: Int64? {
    if exponent >= 0 { return Int64(exactly: scaled(exponent) ?? Int128.max) }
    guard exponent > -ExactDecimal.digitsMax - 1 else { return mantissa == 0 ? 0 : nil }
    let power = Int64(ExactDecimal.power(-exponent))
    return mantissa % power == 0 ? mantissa / power : nil
  }

  /// This number shifted by so many decimal places.
  func shifted(_ places: Int) -> ExactDecimal {
    ExactDecimal(mantissa: mantissa, exponent: exponent + places)
  }

  private func scaled(_ places: Int) -> Int128? {
    guard places <= 19 else { return mantissa == 0 ? 0 : nil }
    return Int128(mantissa) * ExactDecimal.power(places)
  }

  /// 10^places. Range: places 0 ... 38.
  static func power(_ places: Int) -> Int128 {
    (0..<places).reduce(Int128(1)) { product, _ in product * 10 }
  }
}

/// Digits and one decimal point, as they come.
private struct DigitRun {
  var mantissa: Int64 = 0
  var exponent = 0
  var seen = 0
  private var significant = 0
  private var next: UInt8?
  private var isFraction = false

  /// The mantissa with the first digit that found no room rounded in.
  var rounded: Int64 { mantissa + ((next ?? 0) >= 5 ? 1 : 0) }

  /// Whether the byte belongs to the number.
  mutating func take(_ byte: UInt8) -> Bool {
    if byte == UInt8(ascii: "."), !isFraction {
      isFraction = true
      return true
    }
    guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return false }
    add(byte - UInt8(ascii: "0"))
    return true
  }

  private mutating func add(_ digit: UInt8) {
    seen += 1
    if significant < ExactDecimal.digitsMax {
      mantissa = mantissa * 10 + Int64(digit)
      if mantissa > 0 { significant += 1 }
      if isFraction { exponent -= 1 }
    } else {
      next = next ?? digit
      if !isFraction { exponent += 1 }
    }
  }
}
