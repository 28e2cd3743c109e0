// SPDX-License-Identifier: Apache-2.0

import Quantities
import Tariff

extension YAMLPlace {
  /// A whole number of a range.
  func whole<T: FixedWidthInteger>(_ range: ClosedRange<T>) throws(BenchError) -> T {
    let wanted = "a whole number from \(Self.words(range))"
    let text = try scalar(wanted)
    guard let decimal = DecimalText(text), decimal.places == 0,
      let value = decimal.scaled(0).flatMap({ T(exactly: $0) }), range.contains(value)
    else { throw wrong("\(text) is not one of its values", advice: "write \(wanted)") }
    return value
  }

  /// A decimal number of a range, exactly, in units of 10^-places.
  func decimal(
    places: Int, _ range: ClosedRange<Int64>
  ) throws(BenchError) -> Int64 {
    let ends = [range.lowerBound, range.upperBound].map {
      ExactDecimal(mantissa: $0, exponent: -places).text
    }
    let wanted = "a number from \(ends[0]) to \(ends[1]) with at most \(places) decimals"
    let text = try scalar(wanted)
    guard let value = DecimalText(text)?.scaled(places), range.contains(value) else {
      throw wrong("\(text) is not one of its values", advice: "write \(wanted)")
    }
    return value
  }

  /// An exact positive ratio.
  func ratio() throws(BenchError) -> Ratio {
    let wanted = "a decimal number above 0, or a fraction of whole numbers such as 200000/27"
    let text = try scalar(wanted)
    guard let ratio = Ratio(written: text) else {
      throw wrong("\(text) is no such ratio", advice: "write \(wanted)")
    }
    return ratio
  }

  /// One of some words.
  func choice<T>(_ choices: [(word: String, value: T)]) throws(BenchError) -> T {
    let wanted = "one of " + choices.map(\.word).joined(separator: ", ")
    let text = try scalar(wanted)
    guard let found = choices.first(where: { $0.word == text }) else {
      throw wrong("\(text) is not one of its values", advice: "write \(wanted)")
    }
    return found.value
  }

  /// Text of printable ASCII.
  func text(_ length: ClosedRange<Int>) throws(BenchError) -> [UInt8] {
    let wanted = "\(Self.words(length)) printable ASCII characters"
    let text = try scalar(wanted)
    let bytes = Array(text.utf8)
    guard length.contains(bytes.count), bytes.allSatisfy({ 0x20...0x7E ~= $0 }) else {
      throw wrong("\"\(text)\" is no such text", advice: "write \(wanted)")
    }
    return bytes
  }

  /// A time such as 2027-01-01T00:00:00Z, to the millisecond.
  func time() throws(BenchError) -> UTC {
    let wanted = "universal time of 1970 to 9999 as 2027-01-01T00:00:00Z or ...00.500Z"
    let text = try scalar(wanted)
    guard let time = UTC(written: text) else {
      throw wrong("\(text) is no such time", advice: "write \(wanted)")
    }
    return time
  }
}

extension UTC {
  /// Reads a time as `UTC.init(written:)` does.
  init?(written text: String) {
    let bytes = Array(text.utf8)
    self.init(written: bytes.span)
  }
}
