// SPDX-License-Identifier: Apache-2.0

import Quantities
import Tariff

extension TariffTables {
  /// As a parameter file has it.
  var shown: ShownValue {
    var pairs: [(key: String, value: ShownValue)] = [
      ("defaultTier", .whole(Int64(defaultTier.number)))
    ]
    if let activationTime {
      pairs.append(("activationTime", .text(EventList.utc(activationTime))))
    }
    if let active { pairs.append(("active", active.content.shown)) }
    if let passive { pairs.append(("passive", passive.content.shown)) }
    return .group(pairs)
  }
}

extension CalendarContent {
  fileprivate var shown: ShownValue {
    .group([
      ("name", .text(name.written)), ("seasons", .list(seasons.indices.map { seasons[$0].shown })),
      ("weeks", .list(weeks.indices.map { weeks[$0].shown })),
      ("days", .list(days.indices.map { days[$0].shown })),
      ("specialDays", .list(specialDays.indices.map { specialDays[$0].shown })),
    ])
  }
}

extension CalendarName {
  /// Its characters, or where others than those of ASCII are in it `0x` and its bytes.
  fileprivate var written: String {
    var bytes = (0..<8).map { UInt8(truncatingIfNeeded: littleEndian >> UInt64(8 * $0)) }
    while bytes.last == 0 { bytes.removeLast() }
    if bytes.allSatisfy({ 0x20...0x7E ~= $0 }) { return String(decoding: bytes, as: UTF8.self) }
    let digits = String(littleEndian.byteSwapped, radix: 16)
    return "0x" + String(repeating: "0", count: 16 - digits.count) + digits
  }
}

extension SeasonProfile {
  fileprivate var shown: ShownValue {
    .group([
      ("name", .whole(Int64(name))), ("start", .text("\(month.twoDigits)-\(day.twoDigits)")),
      ("week", .whole(Int64(week))),
    ])
  }
}

extension WeekProfile {
  fileprivate var shown: ShownValue {
    let days = (1...7).compactMap { Weekday(rawValue: $0) }.map { self[$0] }
    return .group([
      ("name", .whole(Int64(name))), ("days", .list(days.map { .whole(Int64($0)) })),
    ])
  }
}

extension DayProfile {
  fileprivate var shown: ShownValue {
    let actions = daySchedule.indices.map { index -> ShownValue in
      let minute = daySchedule[index].startMinute
      let time = "\((minute / 60).twoDigits):\((minute % 60).twoDigits)"
      return .group([
        ("at", .text(time)), ("tier", .whole(Int64(daySchedule[index].tier.number))),
      ])
    }
    return .group([("id", .whole(Int64(dayID))), ("actions", .list(actions))])
  }
}

extension SpecialDay {
  fileprivate var shown: ShownValue {
    let date = (year.map { "\($0)-" } ?? "") + "\(month.twoDigits)-\(day.twoDigits)"
    return .group([("date", .text(date)), ("day", .whole(Int64(dayID)))])
  }
}

extension BinaryInteger {
  fileprivate var twoDigits: String { self < 10 ? "0\(self)" : "\(self)" }
}

extension ZoneRules {
  /// A POSIX TZ text with these rules; names mean nothing to the meter.
  var posixText: String {
    guard let daylightSaving else { return "STD" + Self.offset(standardOffsetMinutes) }
    let saving = standardOffsetMinutes + daylightSaving.savingMinutes
    return "STD\(Self.offset(standardOffsetMinutes))DST\(Self.offset(saving))"
      + ",\(daylightSaving.start.posixText),\(daylightSaving.end.posixText)"
  }

  /// POSIX counts to the west.
  private static func offset(_ minutes: Int64) -> String {
    (minutes > 0 ? "-" : "") + YearlyChange.time(minutes.magnitude * 60)
  }
}

extension YearlyChange {
  fileprivate var posixText: String {
    let date =
      switch day {
      case .weekdayOfMonth(let month, let week, let weekday):
        "M\(month).\(week).\(weekday.rawValue % 7)"
      case .dayWithoutLeap(let day): "J\(day)"
      case .dayFromZero(let day): "\(day)"
      }
    return date + "/" + (secondsOfDay < 0 ? "-" : "") + Self.time(secondsOfDay.magnitude)
  }

  /// Hours, and minutes and seconds where there are any.
  fileprivate static func time(_ seconds: UInt64) -> String {
    let (hours, minutes, rest) = (seconds / 3_600, seconds / 60 % 60, seconds % 60)
    if rest > 0 { return "\(hours):\(minutes.twoDigits):\(rest.twoDigits)" }
    return minutes > 0 ? "\(hours):\(minutes.twoDigits)" : "\(hours)"
  }
}
