// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// A calendar that gives each instant exactly one tier.
///
/// A switch is a time of the local clock. One that the clock jumps over takes effect at the jump.
/// Where the clock is set back, a switch takes effect at the first of its two times, and the tier
/// that was reached stays until the clock has caught up: none comes back.
/// Source: [DLMS Blue Book] Activity calendar, class 20; Special days table, class 11.
public struct TariffCalendar: Equatable, Sendable {
  /// How many local days are searched for the next switch: every week of every season, and the
  /// special days of a year.
  public static let daysSearchedMax: Int64 = 400

  /// What it was made of.
  public let content: CalendarContent

  /// Makes a calendar of content that is whole.
  public init(_ content: CalendarContent) throws(CalendarError) {
    try content.validate()
    self.content = content
  }

  /// Its name.
  public var name: CalendarName { content.name }

  /// What is in force. Range: every time.
  public func tier(at utc: UTC, zone: ZoneRules) -> Tier {
    let reached = zone.reachedMilliseconds(utc)
    let days = reached.flooredQuotient(CivilTime.millisecondsPerDay)
    let milliseconds = reached.flooredRemainder(CivilTime.millisecondsPerDay)
    return tier(day: days, minute: UInt16(milliseconds / CivilTime.millisecondsPerMinute))
  }

  /// The next instant at which another tier is in force.
  ///
  /// - Range: times of the years 1970 to 9999; nil for others, and where none of the next
  ///   `daysSearchedMax` local days brings another tier.
  public func nextSwitch(after utc: UTC, zone: ZoneRules) -> UTC? {
    guard utc.isInCalendar else { return nil }
    let now = tier(at: utc, zone: zone)
    let today = zone.reachedMilliseconds(utc).flooredQuotient(CivilTime.millisecondsPerDay)
    for day in today..<today + Self.daysSearchedMax {
      if let found = firstSwitch(day: day, after: utc, from: now, zone: zone) { return found }
    }
    return nil
  }

  /// The first instant of a local day, after a time, at which a tier is not this one.
  private func firstSwitch(day: Int64, after utc: UTC, from now: Tier, zone: ZoneRules) -> UTC? {
    let schedule = content.days[place(ofDay: day)].daySchedule
    for index in schedule.indices where schedule[index].tier != now {
      let minutes = day * Int64(DayAction.minutesPerDay) + Int64(schedule[index].startMinute)
      let switching = zone.firstReached(minutes * CivilTime.millisecondsPerMinute)
      // Of switches that the clock jumps over, the last one may bring back what was in force.
      guard switching.milliseconds > utc.milliseconds, tier(at: switching, zone: zone) != now
      else { continue }
      return switching
    }
    return nil
  }

  private func tier(day: Int64, minute: UInt16) -> Tier {
    let schedule = content.days[place(ofDay: day)].daySchedule
    var tier = schedule[0].tier
    for index in schedule.indices where schedule[index].startMinute <= minute {
      tier = schedule[index].tier
    }
    return tier
  }

  /// The place of the profile of a local day; a special day of one year goes before one of every.
  private func place(ofDay days: Int64) -> Int {
    let date = CivilDate(daysSince1970: days)
    let dayID = specialDay(date) ?? week(date)[date.weekday]
    // The content is whole: what is named is there.
    return content.place(ofDay: dayID) ?? 0
  }

  private func specialDay(_ date: CivilDate) -> UInt8? {
    var everyYear: UInt8?
    for index in content.specialDays.indices {
      let entry = content.specialDays[index]
      guard Int64(entry.month) == date.month, Int64(entry.day) == date.day else { continue }
      guard let year = entry.year else {
        everyYear = entry.dayID
        continue
      }
      if Int64(year) == date.year { return entry.dayID }
    }
    return everyYear
  }

  /// The week of the latest season that has begun; before the year's first it is the last.
  private func week(_ date: CivilDate) -> WeekProfile {
    var season = content.seasons[content.seasons.count - 1]
    for index in content.seasons.indices {
      let candidate = content.seasons[index]
      let start = (Int64(candidate.month), Int64(candidate.day))
      if start <= (date.month, date.day) { season = candidate }
    }
    return content.weeks[content.place(ofWeek: season.week) ?? 0]
  }
}

extension UTC {
  /// The end of the year 9999. Unit: milliseconds since 1970.
  static let calendarEnd: Int64 = 253_402_300_800_000

  /// Whether it lies in the years 1970 to 9999.
  var isInCalendar: Bool { milliseconds >= 0 && milliseconds < Self.calendarEnd }
}
