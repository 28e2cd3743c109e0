// SPDX-License-Identifier: Apache-2.0

/// A rate of the tariff: it has registers of its own.
public struct Tier: Equatable, Sendable {
  /// Tiers are numbered 1 to so many.
  public static let max: UInt8 = 8
  /// The first.
  public static let first = Tier(first: 1)

  /// Range: 1 to `max`.
  public let number: UInt8

  /// Makes a tier; nil where there is none of that number.
  public init?(_ number: UInt8) {
    guard number >= 1, number <= Self.max else { return nil }
    self.number = number
  }

  private init(first number: UInt8) { self.number = number }
}

/// The name of a calendar: 8 bytes that mean nothing here. Source: calendar_name of class 20.
public struct CalendarName: Equatable, Sendable {
  /// The first byte is the least significant.
  public let littleEndian: UInt64

  /// Makes a name of its bytes, the first one the least significant.
  public init(littleEndian: UInt64) { self.littleEndian = littleEndian }
}

/// From a time of the day on, a tier is in force. Source: day_profile_action of class 20.
public struct DayAction: TableRow {
  /// Minutes of a day.
  public static let minutesPerDay: UInt16 = 1_440
  /// At 00:00, the first tier.
  public static let blank = DayAction(startMinute: 0, tier: .first)

  /// Unit: minutes of local time since 00:00. Range of a whole calendar: 0 to 1,439.
  public var startMinute: UInt16
  /// What is in force from then on.
  public var tier: Tier

  /// Makes an action.
  public init(startMinute: UInt16, tier: Tier) {
    self.startMinute = startMinute
    self.tier = tier
  }
}

/// What a day is like. Source: day_profile of class 20.
public struct DayProfile: TableRow {
  /// Without actions.
  public static let blank = DayProfile(dayID: 0)

  /// How weeks and special days name it.
  public var dayID: UInt8
  /// In the order of their times, the first at 00:00.
  public var daySchedule = Table<12, DayAction>()

  /// Makes a profile without actions.
  public init(dayID: UInt8) { self.dayID = dayID }
}

/// The days of a week. Source: week_profile of class 20.
public struct WeekProfile: TableRow {
  /// Every day is day 0.
  public static let blank = WeekProfile(name: 0, everyDay: 0)

  /// How seasons name it.
  public var name: UInt8
  private var days: InlineArray<7, UInt8>

  /// Makes a week of seven equal days.
  public init(name: UInt8, everyDay dayID: UInt8) {
    self.name = name
    days = InlineArray(repeating: dayID)
  }

  /// The day of a weekday.
  public subscript(weekday: Weekday) -> UInt8 {
    get { days[Int(weekday.rawValue) - 1] }
    set { days[Int(weekday.rawValue) - 1] = newValue }
  }

  /// Whether name and days agree.
  public static func == (left: WeekProfile, right: WeekProfile) -> Bool {
    for weekday in left.days.indices where left.days[weekday] != right.days[weekday] {
      return false
    }
    return left.name == right.name
  }
}

/// From a day of every year on, a week is in force. Source: season_profile of class 20.
public struct SeasonProfile: TableRow {
  /// No date.
  public static let blank = SeasonProfile(name: 0, month: 0, day: 0, week: 0)

  /// Its name, for those who read it.
  public var name: UInt8
  /// The month of its first day. Range of a whole calendar: 1 to 12.
  public var month: UInt8
  /// Its first day, one that every year has.
  public var day: UInt8
  /// The name of its week.
  public var week: UInt8

  /// Makes a season.
  public init(name: UInt8, month: UInt8, day: UInt8, week: UInt8) {
    (self.name, self.month, self.day, self.week) = (name, month, day, week)
  }
}

/// A day that is not as its season says. Source: spec_day_entry of class 11.
public struct SpecialDay: TableRow {
  /// No date.
  public static let blank = SpecialDay(year: nil, month: 0, day: 0, dayID: 0)

  /// nil where it comes every year. Range of a whole calendar: 1970 to 9999.
  public var year: UInt16?
  /// Range of a whole calendar: 1 to 12.
  public var month: UInt8
  /// The day of the month. 29 February of every year comes in leap years only.
  public var day: UInt8
  /// The day profile.
  public var dayID: UInt8

  /// Makes a special day.
  public init(year: UInt16?, month: UInt8, day: UInt8, dayID: UInt8) {
    (self.year, self.month, self.day, self.dayID) = (year, month, day, dayID)
  }
}

/// A calendar as it is told, not yet judged.
///
/// Shape: the activity calendar of class 20 with the special days table of class 11. Names are of
/// one byte; an action names a tier instead of a script.
public struct CalendarContent: Equatable, Sendable {
  /// calendar_name.
  public var name = CalendarName(littleEndian: 0)
  /// season_profile, in the order of their dates.
  public var seasons = Table<8, SeasonProfile>()
  /// week_profile_table.
  public var weeks = Table<8, WeekProfile>()
  /// day_profile_table.
  public var days = Table<16, DayProfile>()
  /// entries of the special days table.
  public var specialDays = Table<64, SpecialDay>()

  /// Starts empty.
  public init() {}
}
