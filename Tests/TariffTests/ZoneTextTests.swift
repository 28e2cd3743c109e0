// SPDX-License-Identifier: Apache-2.0

import Quantities
import SimulatedHardware
import Tariff
import Testing

@Suite("Zone texts")
struct ZoneTextTests {
  @Test("A text is the rules that it says")
  func fields() throws {
    let start = try #require(
      YearlyChange(.weekdayOfMonth(month: 3, week: 5, weekday: .sunday), secondsOfDay: 7_200))
    let end = try #require(
      YearlyChange(.weekdayOfMonth(month: 10, week: 5, weekday: .sunday), secondsOfDay: 10_800))
    let daylight = try #require(DaylightSaving(start: start, end: end))
    let berlin = ZoneRules(standardOffsetMinutes: 60, daylightSaving: daylight)
    #expect(try Zone.rules("CET-1CEST,M3.5.0,M10.5.0/3") == berlin)
    #expect(try Zone.rules("CET-1CEST-2,M3.5.0/2,M10.5.0/+3:00:00") == berlin)
    #expect(try Zone.rules("<CET>-01:00<CEST>-02:00:00,M3.5.0/02,M10.5.0/003") == berlin)
    #expect(try Zone.rules("EST5").standardOffsetMinutes == -300)
    #expect(try Zone.rules("EST+5").standardOffsetMinutes == -300)
    #expect(try Zone.rules("<+0330>-3:30").standardOffsetMinutes == 210)
    #expect(try Zone.rules("IST-1GMT0,M10.5.0,M3.5.0/1").daylightSaving?.savingMinutes == -60)
    let howe = try Zone.rules("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0")
    #expect(howe.daylightSaving?.savingMinutes == 30)
    let gaza = try Zone.rules("EET-2EEST,M3.4.4/50,M10.4.4/-50:00:01")
    #expect(gaza.daylightSaving?.start.secondsOfDay == 180_000)
    #expect(gaza.daylightSaving?.end.secondsOfDay == -180_001)
  }

  @Test("Days of the year are read in their three forms")
  func days() throws {
    let zone = try Zone.rules("AAA0BBB,J365,0")
    #expect(zone.daylightSaving?.start.day == .dayWithoutLeap(365))
    #expect(zone.daylightSaving?.end.day == .dayFromZero(0))
    let other = try Zone.rules("AAA0BBB,365,M12.1.6")
    #expect(other.daylightSaving?.start.day == .dayFromZero(365))
    #expect(
      other.daylightSaving?.end.day == .weekdayOfMonth(month: 12, week: 1, weekday: .saturday))
  }

  struct Wrong: Sendable {
    let text: String
    let reason: ZoneError.Reason
    let position: Int

    init(_ text: String, _ reason: ZoneError.Reason, _ position: Int) {
      (self.text, self.reason, self.position) = (text, reason, position)
    }
  }

  static let wrong = [
    Wrong("", .name, 0), Wrong("CE-1", .name, 2), Wrong("<CE>-1", .name, 3),
    Wrong("<CET-1", .name, 6), Wrong("C1T-1", .name, 1), Wrong("<C_T>1", .name, 2),
    Wrong("CET", .number, 3), Wrong("CET-", .number, 4), Wrong("CET-x", .number, 4),
    Wrong("CET--1", .number, 4), Wrong("CET25", .range, 3), Wrong("CET24:01", .range, 3),
    Wrong("CET-14:01", .range, 3), Wrong("CET14:01", .range, 3), Wrong("CET1:60", .range, 5),
    Wrong("CET1:", .number, 5), Wrong("CET1:00:", .number, 8),
    Wrong("CET-1:00:01", .secondsInOffset, 3), Wrong("CET-1 ", .name, 5),
    Wrong("CET-1CE", .name, 7), Wrong("CET-1CEST", .rulesMissing, 9),
    Wrong("CET-1CEST-2", .rulesMissing, 11), Wrong("CET-1CEST-1,M3.5.0,M10.5.0", .range, 5),
    Wrong("CET-1CEST-5,M3.5.0,M10.5.0", .range, 5),
    Wrong("CET-14CEST,M3.5.0,M10.5.0", .range, 6), Wrong("CET-1CEST,", .number, 10),
    Wrong("CET-1CEST,M3.5.0", .separator, 16), Wrong("CET-1CEST,M3.5.0/2M10.5.0", .separator, 18),
    Wrong("CET-1CEST,M13.5.0,M10.5.0", .range, 11), Wrong("CET-1CEST,M0.5.0,M10.5.0", .range, 11),
    Wrong("CET-1CEST,M3.0.0,M10.5.0", .range, 13), Wrong("CET-1CEST,M3.6.0,M10.5.0", .range, 13),
    Wrong("CET-1CEST,M3.5.7,M10.5.0", .range, 15), Wrong("CET-1CEST,M3,5.0", .separator, 12),
    Wrong("CET-1CEST,M3.5-0", .separator, 14), Wrong("CET-1CEST,J0,0", .range, 11),
    Wrong("CET-1CEST,J366,0", .range, 11), Wrong("CET-1CEST,366,0", .range, 10),
    Wrong("CET-1CEST,M3.5.0/168,M10.5.0", .range, 17),
    Wrong("CET-1CEST,M3.5.0/167:00:01,M10.5.0", .range, 17),
    Wrong("CET-1CEST,M3.5.0/-167:00:01,M10.5.0", .range, 18),
    Wrong("CET-1CEST,M3.5.0,M10.5.0/", .number, 25),
    Wrong("CET-1CEST,M3.5.0,M10.5.0/3x", .trailing, 26),
    Wrong("CET-1CEST,M3.5.0,M10.5.0,", .trailing, 24), Wrong(":CET", .name, 0),
    Wrong("CET1000", .range, 3),
    Wrong(String(repeating: "A", count: 65), .tooLong, 64),
  ]

  @Test("A text that is none is refused, with the reason and the byte", arguments: wrong)
  func refused(wrong: Wrong) {
    let error = #expect(throws: ZoneError.self) { try Zone.rules(wrong.text) }
    #expect(error?.reason == wrong.reason && error?.position == wrong.position, "\(error as Any)")
  }

  @Test("A text of 64 bytes is read")
  func longest() throws {
    let text = String(repeating: "A", count: 62) + "-1"
    #expect(text.utf8.count == ZoneRules.textBytesMax)
    #expect(try Zone.rules(text).standardOffsetMinutes == 60)
  }

  @Test("No text and no change of one makes it trap; what is read keeps to its ranges")
  func random() {
    let seed: UInt64 = 0x7A0E
    var random = SplitMix64(seed: seed)
    let letters = Array("CETM.,/<>+-:J0123456789 \u{0}".utf8)
    for round in 0..<50_000 {
      var text = Array(Zone.texts[round % Zone.texts.count].utf8)
      for _ in 0..<Int.random(in: 0...3, using: &random) {
        let place = Int.random(in: 0..<text.count, using: &random)
        text[place] = letters[Int.random(in: 0..<letters.count, using: &random)]
      }
      if round % 5 == 0 { text.removeLast(Int.random(in: 0...text.count, using: &random)) }
      do {
        let zone = try ZoneRules(posix: text.span)
        #expect(abs(zone.offsetMinutes(at: .init(milliseconds: 0))) <= 840, "seed \(seed)")
      } catch {
        #expect(error.position <= text.count, "seed \(seed), round \(round)")
      }
    }
  }
}
