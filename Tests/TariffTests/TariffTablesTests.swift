// SPDX-License-Identifier: Apache-2.0

import Quantities
import Tariff
import Testing

@Suite("Active and passive calendar")
struct TariffTablesTests {
  private let activation = UTC(milliseconds: 1_800_000_000_000)
  private let before = UTC(milliseconds: 1_799_999_999_999)

  /// Tier 2 all day, and from 2027-01-15 08:00 on tier 3 all day.
  private func tables() throws -> TariffTables {
    var tables = TariffTables(defaultTier: try #require(Tier(7)))
    tables.setPassive(try Calendars.everyDay([(0, 0, 2)]))
    let isActivated = tables.activatePassiveCalendar()
    #expect(isActivated)
    tables.setPassive(try Calendars.everyDay([(0, 0, 3)]), activationTime: activation)
    return tables
  }

  @Test("Without a calendar or a time the default tier is in force")
  func defaultTier() throws {
    let empty = TariffTables()
    #expect(empty.tier(at: activation, zone: .utc) == .first)
    #expect(empty.nextSwitch(after: activation, zone: .utc) == nil)
    let tables = try tables()
    #expect(tables.tier(at: nil, zone: .utc).number == 7)
    for time in [Int64.min, -1, 253_402_300_800_000, .max] {
      #expect(tables.tier(at: UTC(milliseconds: time), zone: .utc).number == 7)
      #expect(tables.nextSwitch(after: UTC(milliseconds: time), zone: .utc) == nil)
    }
    #expect(tables.tier(at: UTC(milliseconds: 0), zone: .utc).number == 2)
    let last = UTC(milliseconds: 253_402_300_799_999)
    #expect(tables.tier(at: last, zone: .utc).number == 3)
  }

  @Test("The passive calendar counts from the millisecond of its time on, activated or not")
  func due() throws {
    var tables = try tables()
    #expect(tables.tier(at: before, zone: .utc).number == 2)
    #expect(tables.tier(at: activation, zone: .utc).number == 3)
    let isEarly = tables.activateIfDue(at: before)
    #expect(!isEarly && tables.activationTime == activation)
    let isDue = tables.activateIfDue(at: activation)
    #expect(isDue)
    #expect(tables.tier(at: activation, zone: .utc).number == 3)
    #expect(tables.active == tables.passive)
    #expect(tables.activationTime == nil)
    let isTwice = tables.activateIfDue(at: activation)
    #expect(!isTwice)
  }

  @Test("A clock that is set back does not undo an activation")
  func setBack() throws {
    var tables = try tables()
    let isDue = tables.activateIfDue(at: activation)
    #expect(isDue)
    #expect(tables.tier(at: before, zone: .utc).number == 3)
  }

  @Test("Without a time the passive calendar waits for the command; without one nothing happens")
  func command() throws {
    var tables = try tables()
    tables.setActivationTime(nil)
    let isDue = tables.activateIfDue(at: UTC(milliseconds: .max))
    #expect(!isDue)
    #expect(tables.tier(at: activation, zone: .utc).number == 2)
    let isActivated = tables.activatePassiveCalendar()
    #expect(isActivated)
    #expect(tables.tier(at: before, zone: .utc).number == 3)
    var empty = TariffTables()
    empty.setActivationTime(before)
    let isNothing = empty.activateIfDue(at: activation)
    #expect(!isNothing && empty.active == nil)
  }

  @Test("Each calendar keeps its name")
  func names() throws {
    var tables = try tables()
    tables.setPassive(try TariffCalendar(Calendars.example()), activationTime: activation)
    #expect(tables.passive?.name.littleEndian == 0x3632_3032_2055_4F54)
    #expect(tables.active?.name.littleEndian == 0)
    let isDue = tables.activateIfDue(at: activation)
    #expect(isDue && tables.active?.name.littleEndian == 0x3632_3032_2055_4F54)
  }

  @Test("The next switch is a switch of the active calendar, the activation, or one after it")
  func nextSwitch() throws {
    var tables = try tables()
    let start = UTC(milliseconds: 0)
    #expect(tables.nextSwitch(after: before, zone: .utc) == activation)
    #expect(tables.nextSwitch(after: start, zone: .utc) == activation)
    #expect(tables.nextSwitch(after: activation, zone: .utc) == nil)
    // The same tier before and after: only what comes later is a switch. 08:00 is the activation.
    let noon = UTC(milliseconds: activation.milliseconds + 4 * 3_600_000)
    tables.setPassive(
      try Calendars.everyDay([(0, 0, 3), (6, 0, 2), (12, 0, 4)]), activationTime: activation)
    #expect(tables.nextSwitch(after: before, zone: .utc) == noon)
    #expect(tables.nextSwitch(after: activation, zone: .utc) == noon)
    tables.setActivationTime(UTC(milliseconds: .max))
    #expect(tables.nextSwitch(after: before, zone: .utc) == nil)
    // An active calendar that switches first.
    var other = TariffTables()
    other.setPassive(try Calendars.everyDay([(0, 0, 1), (7, 0, 2)]))
    let isActivated = other.activatePassiveCalendar()
    #expect(isActivated)
    other.setPassive(try Calendars.everyDay([(0, 0, 5)]), activationTime: activation)
    let seven = UTC(milliseconds: activation.milliseconds - 3_600_000)
    let six = UTC(milliseconds: seven.milliseconds - 3_600_000)
    #expect(other.nextSwitch(after: six, zone: .utc) == seven)
    #expect(other.nextSwitch(after: seven, zone: .utc) == activation)
  }

  @Test("A switch of the active calendar at the very activation is none: the passive one counts")
  func switchAtActivation() throws {
    var tables = TariffTables()
    tables.setPassive(try Calendars.everyDay([(0, 0, 2), (8, 0, 5)]))
    let isActivated = tables.activatePassiveCalendar()
    #expect(isActivated)
    tables.setPassive(
      try Calendars.everyDay([(0, 0, 2), (9, 0, 6)]), activationTime: activation)
    let nine = UTC(milliseconds: activation.milliseconds + 3_600_000)
    #expect(tables.nextSwitch(after: before, zone: .utc) == nine)
  }

  @Test("What was kept is restored as it was")
  func restored() throws {
    let tables = try tables()
    let again = TariffTables(
      active: tables.active, passive: tables.passive, activationTime: tables.activationTime,
      defaultTier: tables.defaultTier)
    #expect(again == tables)
  }
}
