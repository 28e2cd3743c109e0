// SPDX-License-Identifier: Apache-2.0

import Quantities
import Tariff

extension TariffTables {
  init(_ place: YAMLPlace) throws(BenchError) {
    self.init(
      active: try place.child("active").map(Self.calendar),
      passive: try place.child("passive").map(Self.calendar),
      activationTime: try place.child("activationTime").map { place throws(BenchError) in
        try place.time()
      },
      defaultTier: try place.child("defaultTier").map(Tier.init(_:)) ?? .first)
  }

  private static func calendar(_ place: YAMLPlace) throws(BenchError) -> TariffCalendar {
    let content = try CalendarContent(place)
    do throws(CalendarError) {
      return try TariffCalendar(content)
    } catch {
      throw try place.wrong(error)
    }
  }
}

extension Tier {
  fileprivate init(_ place: YAMLPlace) throws(BenchError) {
    self = Tier(try place.whole(1...Tier.max)) ?? .first
  }
}

extension CalendarContent {
  fileprivate init(_ place: YAMLPlace) throws(BenchError) {
    self.init()
    if let given = try place.child("name") { name = try CalendarName(given) }
    for row in try place.need("seasons").list(1...8) {
      let (_, month, day) = try row.need("start").date(isYearAllowed: false)
      seasons.append(
        SeasonProfile(
          name: try row.need("name").byte(), month: month, day: day,
          week: try row.need("week").byte()))
    }
    for row in try place.need("weeks").list(1...8) {
      var week = WeekProfile(name: try row.need("name").byte(), everyDay: 0)
      for (index, day) in try row.need("days").list(7...7).enumerated() {
        if let weekday = Weekday(rawValue: UInt8(index + 1)) { week[weekday] = try day.byte() }
      }
      weeks.append(week)
    }
    for row in try place.need("days").list(1...16) {
      var day = DayProfile(dayID: try row.need("id").byte())
      for action in try row.need("actions").list(1...12) {
        day.daySchedule.append(
          DayAction(
            startMinute: try action.need("at").minuteOfDay(),
            tier: try Tier(try action.need("tier"))))
      }
      days.append(day)
    }
    for row in try place.child("specialDays")?.list(0...64) ?? [] {
      let (year, month, day) = try row.need("date").date(isYearAllowed: true)
      specialDays.append(
        SpecialDay(year: year, month: month, day: day, dayID: try row.need("day").byte()))
    }
  }
}

extension CalendarName {
  /// Reads up to 8 characters, or `0x` and 16 hexadecimal digits.
  fileprivate init(_ place: YAMLPlace) throws(BenchError) {
    let text = try place.text(0...18)
    var bytes = text
    if text.count == 18, text.starts(with: Array("0x".utf8)) {
      guard let read = Hexadecimal.bytes(String(decoding: text.dropFirst(2), as: UTF8.self)) else {
        throw place.wrong("it has other than hexadecimal digits", advice: "write 16 after 0x")
      }
      bytes = read
    }
    guard bytes.count <= 8 else {
      throw place.wrong("it is too long", advice: "write up to 8 characters, or 0x and 16 digits")
    }
    var name: UInt64 = 0
    for (index, byte) in bytes.enumerated() { name |= UInt64(byte) << UInt64(8 * index) }
    self.init(littleEndian: name)
  }
}

extension YAMLPlace {
  fileprivate func byte() throws(BenchError) -> UInt8 { try whole(0...UInt8.max) }

  /// A date of every year, `12-25`, or of one, `2026-12-25`.
  fileprivate func date(
    isYearAllowed: Bool
  ) throws(BenchError) -> (year: UInt16?, month: UInt8, day: UInt8) {
    let wanted = isYearAllowed ? "a date as 12-25 or 2026-12-25" : "a date as 12-25"
    let text = try scalar(wanted)
    let pattern = /(?:(\d{4})-)?(\d\d)-(\d\d)/.asciiOnlyDigits()
    guard let match = text.wholeMatch(of: pattern)?.output, isYearAllowed || match.1 == nil,
      let month = UInt8(match.2), let day = UInt8(match.3)
    else { throw wrong("\(text) is no such date", advice: "write \(wanted)") }
    guard match.1 != "0000" else {
      throw wrong("there is no such year", advice: "write 1970 to 9999")
    }
    return (match.1.flatMap { UInt16($0) }, month, day)
  }

  /// A time of the day, `17:30`. Unit: minutes.
  fileprivate func minuteOfDay() throws(BenchError) -> UInt16 {
    let wanted = "a local time as 06:00, in quotes"
    let text = try scalar(wanted)
    let pattern = /(\d\d):(\d\d)/.asciiOnlyDigits()
    guard let match = text.wholeMatch(of: pattern)?.output, let hour = UInt16(match.1), hour < 24,
      let minute = UInt16(match.2), minute < 60
    else { throw wrong("\(text) is no such time", advice: "write \(wanted)") }
    return hour * 60 + minute
  }

  /// What keeps a calendar from being whole, at its row.
  fileprivate func wrong(_ error: CalendarError) throws(BenchError) -> BenchError {
    let (table, index, what, advice) = error.sentence
    let rows = try child(table)?.list(0...64) ?? []
    let place = index < rows.count ? rows[index] : self
    return place.wrong(what, advice: advice)
  }
}

extension CalendarError {
  /// The table, the row in it, what is wrong there and what to do.
  fileprivate var sentence: (table: String, row: Int, what: String, advice: String) {
    switch self {
    case .noSeason: ("seasons", 0, "there is no season", "add one")
    case .seasonStart(let row):
      ("seasons", row, "not every year has this start", "write another day")
    case .seasonOrder(let row):
      ("seasons", row, "it does not start after the one before", "order them by their start")
    case .unknownWeek(let row):
      ("seasons", row, "its week is not in the table", "name one of the weeks")
    case .sameWeek(let row):
      ("weeks", row, "an earlier week has its name", "give it another")
    case .unknownDay(let row, let weekday):
      ("weeks", row, "the day of its \(weekday) is not in the table", "name one of the days")
    case .sameDay(let row): ("days", row, "an earlier day has its id", "give it another")
    case .noMidnightAction(let row):
      ("days", row, "its first action is not at 00:00", "begin the day at 00:00")
    case .actionTime(let row, let action):
      ("days", row, "action \(action + 1) is at no minute of the day", "write another time")
    case .actionOrder(let row, let action):
      ("days", row, "action \(action + 1) is not after the one before", "order them by their time")
    case .specialDayDate(let row):
      ("specialDays", row, "the calendar has no such date", "write another date")
    case .sameSpecialDay(let row):
      ("specialDays", row, "an earlier entry has its date", "leave one out")
    case .specialDayUnknown(let row):
      ("specialDays", row, "its day is not in the table", "name one of the days")
    }
  }
}
