// SPDX-License-Identifier: Apache-2.0

import Bytes

/// A line with its line end. The longest is a P1 message of 80 characters: 12 + 160 + 3.
typealias LocalLine = FixedBytes<192>

extension OBISRow {
  /// The line of a tariff, 0 for the total; nil where it has none or nobody knows the value.
  func line(tariff: Int, of readings: LocalReadings, in language: LocalLanguage) -> LocalLine? {
    guard appears(in: language) else { return nil }
    var line = LocalLine()
    switch language {
    case .p1: code.of(tariff: Int(code.tariff) + tariff).append(to: &line)
    case .readout: code.of(tariff: Int(code.tariff) + tariff).appendReduced(to: &line)
    }
    guard append(tariff, of: readings, in: language, to: &line) else { return nil }
    line.append("\r\n")
    return line
  }

  private func append(
    _ tariff: Int, of readings: LocalReadings, in language: LocalLanguage,
    to line: inout LocalLine
  ) -> Bool {
    switch content {
    case .version: return line.append("(50)")
    case .stamp: return line.appendGroup(stamp: readings.time)
    case .clock: return line.append(clock: readings.time)
    case .date: return line.append(date: readings.time)
    case .octets(let text): return line.append(text: readings.value(text), in: language)
    case .message: return line.append(text: readings.message, in: language)
    case .key: return line.append(key: readings.eventLogPublicKey, in: language)
    case .bits: return line.append(bits: readings.status)
    case .number(let number, let format, let unit):
      return line.append(readings.value(number), format, unit)
    case .energies(let direction):
      return line.append(readings.energy(direction, tariff: tariff), .energy, "kWh")
    case .demands(let direction):
      return line.append(readings.demand(direction, tariff: tariff), in: language)
    }
  }
}

/// Each adds a value in its parentheses, or nothing that counts and false where it cannot be told.
extension LocalLine {
  fileprivate mutating func append(
    _ value: UInt64?, _ format: DecimalFormat, _ unit: StaticString
  ) -> Bool {
    guard let value else { return false }
    append("(")
    guard format.append(value, to: &self) else { return false }
    if unit.utf8CodeUnitCount > 0 {
      append("*")
      append(unit)
    }
    return append(")")
  }

  /// P1 has the time before the value, as e-MUCS; the readout has it behind. A value without a
  /// time stands alone in a readout; in P1 such a line has no form.
  fileprivate mutating func append(_ demand: DemandReading?, in language: LocalLanguage) -> Bool {
    guard let demand else { return false }
    if language == .p1 {
      return appendGroup(stamp: demand.end) && append(demand.power_W, .power, "kW")
    }
    guard append(demand.power_W, .power, "kW") else { return false }
    guard let end = demand.end?.fields else { return true }
    append("(")
    append(pairs: [end.year, end.month, end.day, end.hour, end.minute])
    return append(")")
  }

  fileprivate mutating func appendGroup(stamp time: LocalTime?) -> Bool {
    guard let time, let at = time.fields else { return false }
    append("(")
    append(pairs: [at.year, at.month, at.day, at.hour, at.minute, at.second])
    append(time.isDaylightSaving ? "S" : "W")
    return append(")")
  }

  fileprivate mutating func append(clock time: LocalTime?) -> Bool {
    guard let at = time?.fields else { return false }
    append("(")
    append(pairs: [at.hour, at.minute, at.second], UInt8(ascii: ":"))
    return append(")")
  }

  fileprivate mutating func append(date time: LocalTime?) -> Bool {
    guard let at = time?.fields else { return false }
    append("(")
    append(pairs: [at.year, at.month, at.day], UInt8(ascii: "-"))
    return append(")")
  }

  fileprivate mutating func append(bits: UInt32?) -> Bool {
    guard let bits else { return false }
    append("(")
    for place in 0..<4 {
      append(capitalHexadecimal: UInt8(truncatingIfNeeded: bits >> UInt32(8 * (3 - place))))
    }
    return append(")")
  }

  /// P1 takes any byte; a readout takes what is printable and no boundary character
  /// [IEC 62056-21, data set].
  fileprivate mutating func append<let length: Int>(
    text: FixedBytes<length>?, in language: LocalLanguage
  ) -> Bool {
    guard let text else { return false }
    append("(")
    for index in 0..<text.count {
      guard language == .readout else {
        append(capitalHexadecimal: text[index])
        continue
      }
      guard text[index].isOfDataSet else { return false }
      append(text[index])
    }
    return append(")")
  }

  /// A value of a readout has at most 32 characters: the rest follows in a data set of no address.
  fileprivate mutating func append(key: FixedBytes<32>?, in language: LocalLanguage) -> Bool {
    guard let key else { return false }
    append("(")
    for index in 0..<key.count {
      if language == .readout, index == 16 { append(")(") }
      append(capitalHexadecimal: key[index])
    }
    return append(")")
  }

  /// Two capital hexadecimal digits.
  mutating func append(capitalHexadecimal byte: UInt8) {
    append(byte.highDigit)
    append((byte << 4).highDigit)
  }

  private mutating func append<let count: Int>(
    pairs: InlineArray<count, Int64>, _ separator: UInt8? = nil
  ) {
    for index in pairs.indices {
      if index > 0, let separator { append(separator) }
      append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: pairs[index] / 10 % 10))
      append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: pairs[index] % 10))
    }
  }
}

extension UInt8 {
  /// Bits 7 to 4 as a capital hexadecimal digit.
  var highDigit: UInt8 {
    let digit = self >> 4
    return digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "A") + digit - 10
  }

  /// Whether it may stand in a value. Source: [IEC 62056-21] data set.
  var isOfDataSet: Bool {
    switch self {
    case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "*"), UInt8(ascii: "/"),
      UInt8(ascii: "!"):
      false
    default: self >= 0x20 && self < 0x7F
    }
  }
}
