// SPDX-License-Identifier: Apache-2.0

import Bytes
import Tariff

extension CivilTime {
  /// The time so many minutes after 1970-01-01 00:00. Range: every value; what milliseconds of 64
  /// bits cannot name is the nearest that they can.
  init(minutes: Int64) {
    let (milliseconds, isOver) = minutes.multipliedReportingOverflow(by: 60_000)
    self.init(milliseconds: isOver ? (minutes < 0 ? .min : .max) : milliseconds)
  }

  /// As ISO 8601 with a space: 2023-11-14 22:30. Of a year beyond 9999 the last four digits.
  var text: FixedBytes<16> {
    var text = FixedBytes<16>()
    Self.append(date.year, digits: 4, to: &text)
    text.append("-")
    Self.append(date.month, digits: 2, to: &text)
    text.append("-")
    Self.append(date.day, digits: 2, to: &text)
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
