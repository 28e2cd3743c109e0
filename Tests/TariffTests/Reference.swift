// SPDX-License-Identifier: Apache-2.0

import SimulatedHardware
import Tariff

/// Days counted one year and one month after the other: slow, and with no closed formula.
enum ReferenceDate {
  static func isLeap(_ year: Int) -> Bool {
    year % 400 == 0 || (year % 4 == 0 && year % 100 != 0)
  }

  static func lengths(_ year: Int) -> [Int] {
    [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
  }

  /// Year, month and day of a day since 1970.
  static func date(_ day: Int) -> (year: Int, month: Int, day: Int) {
    var (year, rest) = (1970, day)
    while rest >= lengths(year).reduce(0, +) {
      rest -= lengths(year).reduce(0, +)
      year += 1
    }
    var month = 1
    while rest >= lengths(year)[month - 1] {
      rest -= lengths(year)[month - 1]
      month += 1
    }
    return (year, month, rest + 1)
  }

  /// Days since 1970 of a month's first day.
  static func first(_ year: Int, _ month: Int) -> Int {
    (1970..<year).reduce(0) { $0 + lengths($1).reduce(0, +) }
      + lengths(year).prefix(month - 1).reduce(0, +)
  }

  /// 1 is Monday; 1970 began on a Thursday.
  static func weekday(_ day: Int) -> Int { (day + 3) % 7 + 1 }
}

/// A zone told by numbers: its POSIX text, and its offset by a list of changes.
struct ReferenceZone {
  struct Rule {
    var month: Int
    var week: Int
    var weekday: Int
    /// Unit: minutes after 00:00.
    var minutes: Int

    init(month: Int, _ random: inout SplitMix64) {
      self.month = month
      week = Int.random(in: 1...5, using: &random)
      weekday = Int.random(in: 1...7, using: &random)
      minutes =
        Int.random(in: 0...3, using: &random) == 0
        ? Int.random(in: -3_000...6_000, using: &random)
        : Int.random(in: 0...6, using: &random) * 30
    }

    var text: String {
      let (hours, rest) = (abs(minutes) / 60, abs(minutes) % 60)
      return "M\(month).\(week).\(weekday % 7)/\(minutes < 0 ? "-" : "")\(hours):\(rest)"
    }

    /// All days of the month with this weekday; the fifth, or the last where there is none.
    func day(_ year: Int) -> Int {
      let first = ReferenceDate.first(year, month)
      let days = (first..<first + ReferenceDate.lengths(year)[month - 1])
        .filter { ReferenceDate.weekday($0) == weekday }
      return week <= days.count ? days[week - 1] : days[days.count - 1]
    }
  }

  let standard: Int
  let saving: Int
  let start: Rule
  let end: Rule
  /// In order. Unit: minutes since 1970, and the offset from then on.
  let changes: [(at: Int, offset: Int)]

  /// Months of start and end lie apart, in either order.
  init(years: ClosedRange<Int>, _ random: inout SplitMix64) {
    let standard = Int.random(in: -44...44, using: &random) * 15
    let saving = [30, 60, 120, 180, -60][Int.random(in: 0...4, using: &random)]
    let month = Int.random(in: 1...12, using: &random)
    let other = (month + Int.random(in: 2...8, using: &random)) % 12 + 1
    let start = Rule(month: month, &random)
    let end = Rule(month: other, &random)
    var changes: [(at: Int, offset: Int)] = []
    for year in years {
      let begin = start.day(year) * 1_440 + start.minutes - standard
      changes.append((begin, standard + saving))
      changes.append((end.day(year) * 1_440 + end.minutes - standard - saving, standard))
    }
    changes.sort { $0.at < $1.at }
    self.changes = changes
    (self.standard, self.saving, self.start, self.end) = (standard, saving, start, end)
  }

  var text: String {
    "AAA\(Self.offset(standard))BBB\(Self.offset(standard + saving)),\(start.text),\(end.text)"
  }

  func offset(_ minute: Int) -> Int { changes.last { $0.at <= minute }?.offset ?? standard }

  private static func offset(_ minutes: Int) -> String {
    "\(minutes > 0 ? "-" : "")\(abs(minutes) / 60):\(abs(minutes) % 60)"
  }
}

/// The tier of each minute, by a walk along the local clock.
struct ReferenceWalk {
  /// A change of the clock is caught up with in 180 minutes.
  static let ahead = 200

  let content: CalendarContent
  let zone: ReferenceZone
  private var tables: [Int: [UInt8]] = [:]

  init(_ content: CalendarContent, _ zone: ReferenceZone) {
    (self.content, self.zone) = (content, zone)
  }

  /// The tiers of so many minutes from one on. Unit: minutes since 1970.
  mutating func tiers(from start: Int, count: Int) -> [UInt8] {
    var shown = Int.min
    var tiers: [UInt8] = []
    for minute in start - Self.ahead..<start + count {
      shown = max(shown, minute + zone.offset(minute))
      if minute >= start { tiers.append(table(shown / 1_440)[shown % 1_440]) }
    }
    return tiers
  }

  /// The tier of each minute of a local day.
  private mutating func table(_ day: Int) -> [UInt8] {
    if let table = tables[day] { return table }
    let dayID = dayID(day)
    var table = [UInt8](repeating: 0, count: 1_440)
    for index in content.days.indices where content.days[index].dayID == dayID {
      let schedule = content.days[index].daySchedule
      for place in schedule.indices {
        for minute in Int(schedule[place].startMinute)..<1_440 {
          table[minute] = schedule[place].tier.number
        }
      }
    }
    tables[day] = table
    return table
  }

  private func dayID(_ day: Int) -> UInt8 {
    let date = ReferenceDate.date(day)
    let special = content.specialDays.indices.map { content.specialDays[$0] }
      .filter { Int($0.month) == date.month && Int($0.day) == date.day }
    if let entry = special.first(where: { $0.year.map(Int.init) == date.year }) {
      return entry.dayID
    }
    if let entry = special.first(where: { $0.year == nil }) { return entry.dayID }
    let seasons = content.seasons.indices.map { content.seasons[$0] }
    let begun = seasons.filter { Int($0.month) * 100 + Int($0.day) <= date.month * 100 + date.day }
    let name = (begun.last ?? seasons[seasons.count - 1]).week
    let weeks = content.weeks.indices.map { content.weeks[$0] }
    let week = weeks.first { $0.name == name } ?? .blank
    return week[Weekday(rawValue: UInt8(ReferenceDate.weekday(day))) ?? .monday]
  }
}
