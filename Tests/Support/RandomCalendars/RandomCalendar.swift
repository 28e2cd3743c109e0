// SPDX-License-Identifier: Apache-2.0

public import SimulatedHardware
public import Tariff

extension CalendarContent {
  /// A whole calendar of a random size.
  public static func random(_ random: inout SplitMix64, year: Int) -> CalendarContent {
    var content = CalendarContent()
    content.name = CalendarName(littleEndian: random.next())
    let days = UInt8.random(in: 1...16, using: &random)
    let weeks = UInt8.random(in: 1...8, using: &random)
    for dayID in 0..<days { content.days.append(.random(&random, dayID: dayID * 3)) }
    for name in 0..<weeks {
      var week = WeekProfile(name: name + 100, everyDay: 0)
      for number in UInt8(1)...7 {
        guard let weekday = Weekday(rawValue: number) else { continue }
        week[weekday] = UInt8.random(in: 0..<days, using: &random) * 3
      }
      content.weeks.append(week)
    }
    let starts = Set(
      (0..<Int.random(in: 1...8, using: &random)).map { _ in
        Int.random(in: 1...12, using: &random) * 100 + Int.random(in: 1...28, using: &random)
      })
    for (index, start) in starts.sorted().enumerated() {
      content.seasons.append(
        SeasonProfile(
          name: UInt8(index), month: UInt8(start / 100), day: UInt8(start % 100),
          week: UInt8.random(in: 0..<weeks, using: &random) + 100))
    }
    content.addSpecialDays(&random, year: year, days: days)
    return content
  }

  private mutating func addSpecialDays(_ random: inout SplitMix64, year: Int, days: UInt8) {
    var taken = Set<Int>()
    for _ in 0..<Int.random(in: 0...64, using: &random) {
      let month = Int.random(in: 1...12, using: &random)
      let day = Int.random(in: 1...28, using: &random)
      let offset = Int.random(in: -1...2, using: &random)
      guard taken.insert((offset + 1) * 10_000 + month * 100 + day).inserted else { continue }
      specialDays.append(
        SpecialDay(
          year: offset == 2 ? nil : UInt16(year + offset), month: UInt8(month), day: UInt8(day),
          dayID: UInt8.random(in: 0..<days, using: &random) * 3))
    }
  }
}

extension DayProfile {
  /// Up to 12 actions; some in the hours in which clocks are set, some without a new tier.
  static func random(_ random: inout SplitMix64, dayID: UInt8) -> DayProfile {
    var minutes: Set<Int> = [0]
    for _ in 0..<Int.random(in: 0...11, using: &random) {
      let end = Bool.random(using: &random) ? 240 : 1_439
      minutes.insert(Int.random(in: 1...end, using: &random))
    }
    var day = DayProfile(dayID: dayID)
    for minute in minutes.sorted() {
      let tier = Tier(UInt8.random(in: 1...8, using: &random)) ?? .first
      day.daySchedule.append(DayAction(startMinute: UInt16(minute), tier: tier))
    }
    return day
  }
}
