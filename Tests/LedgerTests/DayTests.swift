// SPDX-License-Identifier: Apache-2.0

import Ledger
import Quantities
import Testing

@Suite("Consumption of the day and the day before")
struct DayTests {
  private static let day: Int64 = 86_400_000
  /// 2023-11-15T00:00:00Z, day 19,676.
  private static let midnight: Int64 = 1_700_006_400_000

  private static func start() -> DayRegisters {
    var days = DayRegisters()
    days.advance(to: time(midnight), zoneMinutes: 0, totals(100, 10))
    return days
  }

  @Test("A day is what was counted since midnight; at the next it becomes the day before")
  func follows() {
    var days = Self.start()
    #expect(days.today?.number == 19_676)
    #expect(days.consumptionYesterday == nil)
    days.advance(to: time(Self.midnight + Self.day - 1), zoneMinutes: 0, totals(130, 11))
    #expect(days.consumption(totals(130, 11)) == totals(30, 1))
    days.advance(to: time(Self.midnight + Self.day), zoneMinutes: 0, totals(130, 11))
    #expect(days.consumptionYesterday == totals(30, 1))
    #expect(days.consumption(totals(134, 11)) == totals(4, 0))
  }

  @Test("Midnight is the zone's", arguments: [Int16(60), -60, 0, 720, -720, 345])
  func zones(_ minutes: Int16) {
    var days = DayRegisters()
    let midnight = Self.midnight - Int64(minutes) * 60_000
    days.advance(to: time(midnight - 3_000), zoneMinutes: minutes, totals(0))
    #expect(days.today?.number == 19_675)
    days.advance(to: time(midnight), zoneMinutes: minutes, totals(8))
    #expect(days.today?.number == 19_676)
    #expect(days.consumptionYesterday == totals(8))
  }

  @Test("Days without supply leave a day before of nothing, never another day's energy")
  func daysOff() {
    var days = Self.start()
    days.advance(to: time(Self.midnight + 3 * Self.day), zoneMinutes: 0, totals(120))
    #expect(days.today?.number == 19_679)
    #expect(days.yesterday?.number == 19_678)
    #expect(days.consumptionYesterday == totals(0))
  }

  @Test("A clock that hesitates at midnight leaves the day; one set back brings the day before")
  func backwards() {
    var days = Self.start()
    days.advance(to: time(Self.midnight + Self.day), zoneMinutes: 0, totals(130, 11))
    days.advance(to: time(Self.midnight + Self.day - 2_000), zoneMinutes: 0, totals(130, 11))
    #expect(days.today?.number == 19_677)
    days.advance(to: time(Self.midnight + Self.day - 2_001), zoneMinutes: 0, totals(130, 11))
    #expect(days.today == DayStart(number: 19_676, totals: totals(100, 10)))
    #expect(days.consumptionYesterday == nil)
    days.advance(to: time(Self.midnight - 5 * Self.day), zoneMinutes: 0, totals(130, 11))
    #expect(days.today == DayStart(number: 19_671, totals: totals(130, 11)))
  }

  @Test("While the clock is not known the day goes on, and none begins")
  func noClock() {
    var days = DayRegisters()
    days.advance(to: unknown(5), zoneMinutes: 0, totals(1))
    #expect(days.today == nil)
    #expect(days.consumption(totals(1)) == nil)
    var known = Self.start()
    known.advance(to: unknown(5), zoneMinutes: 0, totals(500))
    #expect(known == Self.start())
  }
}
