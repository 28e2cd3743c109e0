// SPDX-License-Identifier: Apache-2.0

import Quantities

extension AnalogChannel {
  /// Reads one analog channel line: 10 fields in 1991, 13 since.
  init(
    _ lines: inout ConfigurationLines, index: Int, _ edition: COMTRADE.Edition
  ) throws(BenchError) {
    let fields = try lines.fields(of: "analog channel \(index)")
    let needed = edition == .year1991 ? 10 : 13
    guard fields.count >= needed else {
      throw lines.error("analog channel \(index) has \(fields.count) fields, not \(needed)")
    }
    self.index = index
    name = fields[1]
    unit = fields[4]
    multiplier = try lines.decimal(fields[5], "multiplier a of channel \(index)")
    guard multiplier.mantissa != 0 else {
      throw lines.error("multiplier a of channel \(index) is 0")
    }
    offset = try AnalogChannel.optional(fields[6], "offset b of channel \(index)", lines)
    skewMicroseconds = try AnalogChannel.optional(fields[7], "skew of channel \(index)", lines)
    minimum = ExactDecimal(fields[8])
    line = lines.number
    isSecondary = fields.count > 12 && fields[12].uppercased() == "S"
    transformer = nil
    if fields.count > 11 { transformer = try AnalogChannel.transformer(fields, lines) }
  }

  private static func transformer(
    _ fields: [String], _ lines: ConfigurationLines
  ) throws(BenchError) -> Ratio? {
    let primary = try optional(fields[10], "the primary rating", lines)
    let secondary = try optional(fields[11], "the secondary rating", lines)
    guard let above = Ratio(primary), let below = Ratio(secondary),
      let inverse = Ratio(below.denominator, over: below.numerator)
    else { return nil }
    return above.multiplied(by: inverse)
  }

  /// A number that recorders leave empty: then 0.
  private static func optional(
    _ text: String, _ what: String, _ lines: ConfigurationLines
  ) throws(BenchError) -> ExactDecimal {
    text.isEmpty ? ExactDecimal(mantissa: 0, exponent: 0) : try lines.decimal(text, what)
  }
}
