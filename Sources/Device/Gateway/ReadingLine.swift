// SPDX-License-Identifier: Apache-2.0

import Bytes
public import Quantities
public import ZigBee

extension MeterReading {
  /// The reading as one JSON object, without an end of line.
  ///
  ///     {"time":"2026-01-01T00:00:00.000Z","shortAddress":"1234","eui64":"0102030405060708",
  ///      "attribute":"currentSummationDelivered","value":123456789,"unit":"Wh","report":true}
  ///
  /// - Unit: Wh and W where the device has told its scale, exact where the scale is a whole
  ///   number of them; else the number as told, and `unit` null. `eui64` and `time` are null
  ///   where they are not known.
  public func line(at time: UTC?) -> String {
    let scaled = scaled
    let fields = [
      ("time", time.map { quoted($0.text) } ?? "null"),
      ("shortAddress", quoted(hexadecimal(shortAddress))),
      ("eui64", eui64.map { quoted(hexadecimal($0)) } ?? "null"),
      ("attribute", quoted(AttributeName.name(cluster, attribute))),
      ("value", scaled.value),
      ("unit", scaled.unit.map(quoted) ?? "null"),
      ("report", isReport ? "true" : "false"),
    ]
    return "{" + fields.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",") + "}"
  }

  /// The reading for a person: time of day, who, what, how much.
  ///
  ///     00:00:00 1234 currentSummationDelivered 123456789 Wh
  public func brief(at time: UTC) -> String {
    let clock = time.text.dropFirst(11).prefix(8)
    let (value, unit) = scaled
    let words = [
      String(clock), hexadecimal(shortAddress), AttributeName.name(cluster, attribute), value,
      unit ?? "",
    ]
    return words.filter { !$0.isEmpty }.joined(separator: " ")
  }

  private var scaled: (value: String, unit: String?) {
    if case .text(let text) = value { return (quoted(text.string), nil) }
    guard let number = value.number else { return ("null", nil) }
    let measures = AttributeName.measures(cluster, attribute)
    guard measures != .number, let scale, scale.unitOfMeasure == Metering.kilowattHours else {
      return (String(number), nil)
    }
    let unit = measures == .energy ? "Wh" : "W"
    // The wire's 48 and 24 bits times 24 bits and 1,000 stay below 2^82.
    let product = Int128(number) * Int128(scale.multiplier) * 1000
    let divisor = Int128(scale.divisor)
    if product % divisor == 0 { return (String(product / divisor), unit) }
    return (String(Double(product) / Double(divisor)), unit)
  }
}

extension AttributeValue.Text {
  /// The text; what is not UTF-8 is replaced.
  fileprivate var string: String { String(decoding: (0..<count).map { self[$0] }, as: UTF8.self) }
}

/// A JSON string. Source: RFC 8259, section 7.
private func quoted(_ text: String) -> String {
  var quoted = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": quoted += "\\\""
    case "\\": quoted += "\\\\"
    case "\u{0}"..<" ": quoted += "\\u" + hexadecimal(UInt16(scalar.value))
    default: quoted.unicodeScalars.append(scalar)
    }
  }
  return quoted + "\""
}

extension UTC {
  /// ISO 8601 in UTC with milliseconds, by the proleptic Gregorian calendar.
  ///
  /// - Source: H. Hinnant, chrono-compatible low-level date algorithms, civil_from_days.
  var text: String {
    let day = milliseconds.flooringQuotient(86_400_000)
    let rest = milliseconds - day * 86_400_000
    let shifted = day + 719_468
    let era = shifted.flooringQuotient(146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let month = (5 * dayOfYear + 2) / 153
    let dayOfMonth = dayOfYear - (153 * month + 2) / 5 + 1
    let civilMonth = month < 10 ? month + 3 : month - 9
    let year = yearOfEra + era * 400 + (civilMonth <= 2 ? 1 : 0)
    let date = "\(digits(year, 4))-\(digits(civilMonth, 2))-\(digits(dayOfMonth, 2))"
    let minutes = rest / 60_000
    let clock = "\(digits(minutes / 60, 2)):\(digits(minutes % 60, 2))"
    return "\(date)T\(clock):\(digits(rest / 1000 % 60, 2)).\(digits(rest % 1000, 3))Z"
  }

  private func digits(_ value: Int64, _ width: Int) -> String {
    let text = String(value)
    return String(repeating: "0", count: max(0, width - text.count)) + text
  }
}

extension Int64 {
  fileprivate func flooringQuotient(_ divisor: Int64) -> Int64 {
    let quotient = self / divisor
    return self % divisor < 0 ? quotient - 1 : quotient
  }
}
