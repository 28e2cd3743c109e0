// SPDX-License-Identifier: Apache-2.0

import Bytes

/// A minute of the Gregorian calendar.
struct CivilTime {
  let year: Int64
  let month: Int64
  let day: Int64
  let hour: Int64
  let minute: Int64

  /// Range: the years 0 to 9999; others have the digits of a year that is out of it, cut.
  /// Source: Howard Hinnant, chrono-Compatible Low-Level Date Algorithms, civil_from_days.
  init(minutes: Int64) {
    let perDay: Int64 = 24 * 60
    let days = minutes >= 0 ? minutes / perDay : (minutes - perDay + 1) / perDay
    let rest = minutes - days * perDay
    (hour, minute) = (rest / 60, rest % 60)
    // Days from 0000-03-01, so that a leap day is the last of its year.
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  /// As ISO 8601 with a space: 2023-11-14 22:30.
  var text: FixedBytes<16> {
    var text = FixedBytes<16>()
    Self.append(year, digits: 4, to: &text)
    text.append("-")
    Self.append(month, digits: 2, to: &text)
    text.append("-")
    Self.append(day, digits: 2, to: &text)
    text.append(" ")
    Self.append(hour, digits: 2, to: &text)
    text.append(":")
    Self.append(minute, digits: 2, to: &text)
    return text
  }

  private static func append(_ value: Int64, digits: Int, to text: inout FixedBytes<16>) {
    var scale: UInt64 = 1
    for _ in 1..<digits { scale *= 10 }
    while scale > 0 {
      text.append(UInt8(ascii: "0") + UInt8(value.magnitude / scale % 10))
      scale /= 10
    }
  }
}
