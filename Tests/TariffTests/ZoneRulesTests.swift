// SPDX-License-Identifier: Apache-2.0

import Quantities
import SimulatedHardware
import Tariff
import Testing

/// Zones and bytes that the tests share.
enum Zone {
  /// Reads a text that is right.
  static func rules(_ text: String) throws -> ZoneRules {
    try ZoneRules(posix: Array(text.utf8).span)
  }

  static let texts = [
    "CET-1CEST,M3.5.0,M10.5.0/3", "GMT0BST,M3.5.0/1,M10.5.0", "IST-1GMT0,M10.5.0,M3.5.0/1",
    "EST5EDT,M3.2.0,M11.1.0", "NST3:30NDT,M3.2.0,M11.1.0", "CST5CDT,M3.2.0/0,M11.1.0/1",
    "<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "<-04>4<-03>,M9.1.6/24,M4.1.6/24",
    "AEST-10AEDT,M10.1.0,M4.1.0/3", "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0",
    "NZST-12NZDT,M9.5.0,M4.1.0/3", "<+1245>-12:45<+1345>,M9.5.0/2:45,M4.1.0/3:45",
    "EET-2EEST,M4.5.5/0,M10.5.4/24", "<+00>0<+02>-2,M3.5.0/1,M10.5.0/3",
    "EET-2EEST,M3.4.4/50,M10.4.4/50", "UTC0", "<+14>-14", "<-11>11", "<+0545>-5:45",
  ]
}

@Suite("Zone rules")
struct ZoneRulesTests {
  struct Change: Sendable {
    let zone: String
    /// Unit: seconds since 1970.
    let at: Int64
    let before: Int64
    let after: Int64
  }

  /// From tzdata 2025b, read with zoneinfo of Python. Unit of the offsets: minutes.
  static let changes: [Change] = {
    let rows: [(String, Int64, Int64, Int64)] = [
      ("CET-1CEST,M3.5.0,M10.5.0/3", 1_711_846_800, 60, 120),
      ("CET-1CEST,M3.5.0,M10.5.0/3", 1_729_990_800, 120, 60),
      ("CET-1CEST,M3.5.0,M10.5.0/3", 2_153_350_800, 60, 120),
      ("CET-1CEST,M3.5.0,M10.5.0/3", 2_172_099_600, 120, 60),
      ("GMT0BST,M3.5.0/1,M10.5.0", 1_743_296_400, 0, 60),
      ("GMT0BST,M3.5.0/1,M10.5.0", 1_761_440_400, 60, 0),
      ("IST-1GMT0,M10.5.0,M3.5.0/1", 1_743_296_400, 0, 60),
      ("IST-1GMT0,M10.5.0,M3.5.0/1", 1_761_440_400, 60, 0),
      ("EST5EDT,M3.2.0,M11.1.0", 1_741_503_600, -300, -240),
      ("EST5EDT,M3.2.0,M11.1.0", 1_762_063_200, -240, -300),
      ("EST5EDT,M3.2.0,M11.1.0", 2_215_062_000, -300, -240),
      ("EST5EDT,M3.2.0,M11.1.0", 2_235_621_600, -240, -300),
      ("NST3:30NDT,M3.2.0,M11.1.0", 1_772_947_800, -210, -150),
      ("NST3:30NDT,M3.2.0,M11.1.0", 1_793_507_400, -150, -210),
      ("CST5CDT,M3.2.0/0,M11.1.0/1", 1_772_946_000, -300, -240),
      ("CST5CDT,M3.2.0/0,M11.1.0/1", 1_793_509_200, -240, -300),
      ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", 1_774_746_000, -120, -60),
      ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", 1_792_890_000, -60, -120),
      ("<-04>4<-03>,M9.1.6/24,M4.1.6/24", 1_775_358_000, -180, -240),
      ("<-04>4<-03>,M9.1.6/24,M4.1.6/24", 1_788_667_200, -240, -180),
      ("AEST-10AEDT,M10.1.0,M4.1.0/3", 1_775_318_400, 660, 600),
      ("AEST-10AEDT,M10.1.0,M4.1.0/3", 1_791_043_200, 600, 660),
      ("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", 1_775_314_800, 660, 630),
      ("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", 1_791_041_400, 630, 660),
      ("NZST-12NZDT,M9.5.0,M4.1.0/3", 1_806_760_800, 780, 720),
      ("NZST-12NZDT,M9.5.0,M4.1.0/3", 1_821_880_800, 720, 780),
      ("<+1245>-12:45<+1345>,M9.5.0/2:45,M4.1.0/3:45", 1_775_311_200, 825, 765),
      ("<+1245>-12:45<+1345>,M9.5.0/2:45,M4.1.0/3:45", 1_790_431_200, 765, 825),
      ("IST-2IDT,M3.4.4/26,M10.5.0", 1_774_569_600, 120, 180),
      ("IST-2IDT,M3.4.4/26,M10.5.0", 1_792_882_800, 180, 120),
      ("EET-2EEST,M4.5.5/0,M10.5.4/24", 1_776_981_600, 120, 180),
      ("EET-2EEST,M4.5.5/0,M10.5.4/24", 1_793_307_600, 180, 120),
      ("<+00>0<+02>-2,M3.5.0/1,M10.5.0/3", 1_774_746_000, 0, 120),
      ("<+00>0<+02>-2,M3.5.0/1,M10.5.0/3", 1_792_890_000, 120, 0),
    ]
    return rows.map { Change(zone: $0.0, at: $0.1, before: $0.2, after: $0.3) }
  }()

  @Test("The offset changes where tzdata says, to the millisecond", arguments: changes)
  func known(change: Change) throws {
    let zone = try Zone.rules(change.zone)
    let at = UTC(milliseconds: change.at * 1_000)
    let before = UTC(milliseconds: change.at * 1_000 - 1)
    #expect(zone.offsetMinutes(at: before) == change.before)
    #expect(zone.offsetMinutes(at: at) == change.after)
    #expect(zone.nextChange(after: before) == at)
    let next = try #require(zone.nextChange(after: at))
    #expect(next.milliseconds > at.milliseconds)
    #expect(zone.isDaylightSaving(at: at) == (change.after != zone.standardOffsetMinutes))
  }

  @Test("Local time is what the clock on the wall shows")
  func local() throws {
    let berlin = try Zone.rules("CET-1CEST,M3.5.0,M10.5.0/3")
    let before = berlin.local(UTC(milliseconds: 1_711_846_799_999))
    #expect((before.hour, before.minute, before.second, before.millisecond) == (1, 59, 59, 999))
    let after = berlin.local(UTC(milliseconds: 1_711_846_800_000))
    #expect((after.date.day, after.hour, after.minute) == (31, 3, 0))
    let dayBefore = try Zone.rules("EST5EDT,M3.2.0,M11.1.0").local(UTC(milliseconds: 0))
    #expect((dayBefore.date.year, dayBefore.hour) == (1969, 19))
  }

  @Test("A zone without daylight saving has its offset always, and no change")
  func fixed() throws {
    for (text, minutes) in [("UTC0", 0), ("<+0545>-5:45", 345), ("<+14>-14", 840)] {
      let zone = try Zone.rules(text)
      for time in [Int64.min, -1, 0, 1_700_000_000_000, .max] {
        #expect(zone.offsetMinutes(at: UTC(milliseconds: time)) == Int64(minutes))
        #expect(!zone.isDaylightSaving(at: UTC(milliseconds: time)))
        #expect(zone.nextChange(after: UTC(milliseconds: time)) == nil)
      }
    }
    #expect(try Zone.rules("UTC0") == ZoneRules.utc)
  }

  @Test("Daylight saving all the year is written as RFC 9636 says, and never changes")
  func allYear() throws {
    let zone = try Zone.rules("XXX3EDT4,0/0,J365/23")
    for hour in Int64(0)..<3 * 8_784 {
      let utc = UTC(milliseconds: 1_700_000_000_000 + hour * 3_600_000)
      #expect(zone.offsetMinutes(at: utc) == -240)
    }
    #expect(zone.nextChange(after: UTC(milliseconds: 1_700_000_000_000)) == nil)
  }

  @Test("A day n counts 29 February, a day Jn does not")
  func dayForms() throws {
    // 1 March is J60 always; n 59 is 1 March in common years and 29 February in leap years.
    let julian = try Zone.rules("AAA0BBB,J60/0,J300/0")
    let zero = try Zone.rules("AAA0BBB,59/0,299/0")
    let newYear2024 = UTC(milliseconds: 1_704_067_200_000)
    let newYear2025 = UTC(milliseconds: 1_735_689_600_000)
    #expect(julian.nextChange(after: newYear2024) == UTC(milliseconds: 1_709_251_200_000))
    #expect(zero.nextChange(after: newYear2024) == UTC(milliseconds: 1_709_164_800_000))
    #expect(julian.nextChange(after: newYear2025) == UTC(milliseconds: 1_740_787_200_000))
    #expect(zero.nextChange(after: newYear2025) == UTC(milliseconds: 1_740_787_200_000))
  }

  @Test("Changes up to 167 hours outside their year come in order, none twice")
  func farChanges() throws {
    for text in ["AAA0BBB,0/-167,M7.1.0", "AAA0BBB,M7.1.0,J365/167", "AAA-14BBB-13,J1,365/167"] {
      let zone = try Zone.rules(text)
      var at = UTC(milliseconds: 1_577_836_800_000)
      var isSaving = zone.isDaylightSaving(at: at)
      for _ in 0..<40 {
        let next = try #require(zone.nextChange(after: at))
        #expect(next.milliseconds > at.milliseconds)
        #expect(next.milliseconds - at.milliseconds < 380 * 86_400_000)
        #expect(zone.isDaylightSaving(at: next) != isSaving)
        #expect(zone.isDaylightSaving(at: UTC(milliseconds: next.milliseconds - 1)) == isSaving)
        (at, isSaving) = (next, !isSaving)
      }
      #expect(at.milliseconds - 1_577_836_800_000 > 18 * 365 * 86_400_000)
    }
  }

  @Test("The ends of 64 bits have an offset, and no arithmetic traps", arguments: Zone.texts)
  func ends(text: String) throws {
    let zone = try Zone.rules(text)
    let times: [Int64] = [.min, -4_611_686_018_427_387_905, 4_611_686_018_427_387_904, .max]
    for time in times {
      let utc = UTC(milliseconds: time)
      #expect(abs(zone.offsetMinutes(at: utc)) <= 840)
      _ = zone.local(utc)
      _ = zone.nextChange(after: utc)
    }
  }

  @Test("Numbers out of their ranges make no rules; the last ones within do")
  func ranges() throws {
    #expect(ZoneRules(standardOffsetMinutes: 840) != nil)
    #expect(ZoneRules(standardOffsetMinutes: -840) != nil)
    #expect(ZoneRules(standardOffsetMinutes: 841) == nil)
    #expect(ZoneRules(standardOffsetMinutes: -841) == nil)
    let day = YearlyDay.weekdayOfMonth(month: 3, week: 5, weekday: .sunday)
    let limit: Int64 = 167 * 3_600
    #expect(YearlyChange(day, secondsOfDay: limit) != nil)
    #expect(YearlyChange(day, secondsOfDay: -limit) != nil)
    #expect(YearlyChange(day, secondsOfDay: limit + 1) == nil)
    #expect(YearlyChange(day, secondsOfDay: -limit - 1) == nil)
    let change = try #require(YearlyChange(day))
    #expect(change.secondsOfDay == 7_200)
    for minutes in [Int64(-180), 180, 1] {
      #expect(DaylightSaving(savingMinutes: minutes, start: change, end: change) != nil)
    }
    for minutes in [Int64(-181), 181, 0] {
      #expect(DaylightSaving(savingMinutes: minutes, start: change, end: change) == nil)
    }
    let hour = DaylightSaving(savingMinutes: 60, start: change, end: change)
    #expect(ZoneRules(standardOffsetMinutes: 780, daylightSaving: hour) != nil)
    #expect(ZoneRules(standardOffsetMinutes: 781, daylightSaving: hour) == nil)
  }

  @Test("A day of the year out of its range makes no change")
  func days() {
    for (month, week) in [(0, 1), (13, 1), (1, 0), (1, 6)] as [(Int64, Int64)] {
      let day = YearlyDay.weekdayOfMonth(month: month, week: week, weekday: .monday)
      #expect(YearlyChange(day) == nil)
    }
    for day in [Int64(0), 366] { #expect(YearlyChange(.dayWithoutLeap(day)) == nil) }
    for day in [Int64(-1), 366] { #expect(YearlyChange(.dayFromZero(day)) == nil) }
    for day in [Int64(1), 365] { #expect(YearlyChange(.dayWithoutLeap(day)) != nil) }
    for day in [Int64(0), 365] { #expect(YearlyChange(.dayFromZero(day)) != nil) }
  }
}
