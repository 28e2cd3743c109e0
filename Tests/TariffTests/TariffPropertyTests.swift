// SPDX-License-Identifier: Apache-2.0

import Quantities
import RandomCalendars
import SimulatedHardware
import Tariff
import Testing

@Suite("Random calendars, zones and clocks")
struct TariffPropertyTests {
  static let seeds: ClosedRange<UInt64> = 1...80

  /// A calendar, a zone, a stretch of minutes and the tiers that the reference finds in it.
  struct Scene {
    let calendar: TariffCalendar
    let zone: ZoneRules
    let start: Int
    let tiers: [UInt8]
    let text: String
    var random: SplitMix64

    /// Every second stretch holds a change of the clock.
    init(seed: UInt64, minutes: Int) throws {
      random = SplitMix64(seed: seed)
      let year = Int.random(in: 1972...2090, using: &random)
      let content = CalendarContent.random(&random, year: year)
      let reference = ReferenceZone(years: year - 2...year + 2, &random)
      text = "seed \(seed), \(reference.text)"
      zone = try Zone.rules(reference.text)
      calendar = try TariffCalendar(content)
      let changes = reference.changes.filter { abs($0.at / 525_960 - (year - 1970)) < 1 }
      let change = changes[Int.random(in: 0..<changes.count, using: &random)].at
      start =
        seed % 2 == 0
        ? change - Int.random(in: 0..<minutes, using: &random)
        : ReferenceDate.first(year, 1) * 1_440 + Int.random(in: 0...500_000, using: &random)
      var walk = ReferenceWalk(content, reference)
      tiers = walk.tiers(from: start, count: minutes)
    }

    /// A millisecond of a minute of the stretch.
    func utc(_ minute: Int, _ millisecond: Int = 0) -> UTC {
      UTC(milliseconds: Int64(start + minute) * 60_000 + Int64(millisecond))
    }

    /// The first minute after one at which the reference has another tier; nil beyond the end.
    func nextSwitch(after minute: Int) -> Int? {
      tiers[minute...].firstIndex { $0 != tiers[minute] }
    }
  }

  @Test("Each minute has the tier of a walk along the local clock", arguments: seeds)
  func tiers(seed: UInt64) throws {
    var scene = try Scene(seed: seed, minutes: 4_320)
    var wrong = 0
    for (minute, tier) in scene.tiers.enumerated() {
      let millisecond = Int.random(in: 0..<60_000, using: &scene.random)
      let utc = scene.utc(minute, millisecond)
      if scene.calendar.tier(at: utc, zone: scene.zone).number != tier { wrong += 1 }
      let first = scene.utc(minute)
      if scene.calendar.tier(at: first, zone: scene.zone).number != tier { wrong += 1 }
    }
    #expect(wrong == 0, "\(scene.text)")
  }

  @Test(
    "The next switch is the first minute of another tier, never one that is past",
    arguments: seeds)
  func nextSwitch(seed: UInt64) throws {
    var scene = try Scene(seed: seed &+ 1_000, minutes: 10_080)
    for _ in 0..<100 {
      let minute = Int.random(in: 0..<10_080, using: &scene.random)
      let millisecond = Int.random(in: 0..<60_000, using: &scene.random)
      let utc = scene.utc(minute, millisecond)
      let found = scene.calendar.nextSwitch(after: utc, zone: scene.zone)
      if let found { #expect(found.milliseconds > utc.milliseconds, "\(scene.text)") }
      if let expected = scene.nextSwitch(after: minute) {
        #expect(found == scene.utc(expected), "\(scene.text), minute \(minute)")
      } else if let found {
        #expect(found.milliseconds >= scene.utc(10_080).milliseconds, "\(scene.text)")
      }
    }
  }

  @Test(
    "Switches part a span into tiers whose times are the span, to the millisecond",
    arguments: seeds)
  func sums(seed: UInt64) throws {
    var scene = try Scene(seed: seed &+ 2_000, minutes: 10_080)
    let end = scene.utc(10_080)
    var now = scene.utc(0)
    var sums = [Int64](repeating: 0, count: 9)
    while now.milliseconds < end.milliseconds {
      let next = scene.calendar.nextSwitch(after: now, zone: scene.zone) ?? end
      let until = min(next.milliseconds, end.milliseconds)
      let tier = scene.calendar.tier(at: now, zone: scene.zone)
      sums[Int(tier.number)] += until - now.milliseconds
      let between = Int64.random(in: now.milliseconds..<until, using: &scene.random)
      let inside = scene.calendar.tier(at: UTC(milliseconds: between), zone: scene.zone)
      #expect(inside == tier, "\(scene.text)")
      now = UTC(milliseconds: until)
    }
    #expect(sums.reduce(0, +) == 10_080 * 60_000, "\(scene.text)")
    for tier in 1...8 {
      let minutes = scene.tiers.filter { $0 == UInt8(tier) }.count
      #expect(sums[tier] == Int64(minutes) * 60_000, "\(scene.text), tier \(tier)")
    }
  }

  @Test(
    "A clock that is set to and fro finds the tier of the time that it shows",
    arguments: seeds)
  func clockSets(seed: UInt64) throws {
    var scene = try Scene(seed: seed &+ 3_000, minutes: 4_320)
    var tables = TariffTables()
    tables.setPassive(scene.calendar)
    let isActivated = tables.activatePassiveCalendar()
    #expect(isActivated)
    var minute = 0
    for _ in 0..<500 {
      switch Int.random(in: 0...9, using: &scene.random) {
      case 0: minute = Int.random(in: 0..<4_320, using: &scene.random)
      case 1: minute -= Int.random(in: 0...180, using: &scene.random)
      default: minute += Int.random(in: 0...60, using: &scene.random)
      }
      minute = (minute + 4_320) % 4_320
      let utc = scene.utc(minute)
      let isDue = tables.activateIfDue(at: utc)
      let tier = tables.tier(at: utc, zone: scene.zone).number
      #expect(!isDue && tier == scene.tiers[minute], "\(scene.text), minute \(minute)")
    }
  }

  @Test("A random calendar is stored and read back as it was", arguments: seeds)
  func stored(seed: UInt64) throws {
    let scene = try Scene(seed: seed &+ 4_000, minutes: 1)
    let bytes = CalendarFormatTests.bytes(scene.calendar.encoded)
    #expect(bytes.count <= CalendarFormat.bytesMax, "\(scene.text)")
    #expect(try TariffCalendar(stored: bytes.span) == scene.calendar, "\(scene.text)")
  }

  @Test("The offset is that of a list of changes, hour by hour", arguments: seeds)
  func offsets(seed: UInt64) throws {
    var random = SplitMix64(seed: seed &+ 5_000)
    let year = Int.random(in: 1974...2090, using: &random)
    let reference = ReferenceZone(years: year - 2...year + 2, &random)
    let zone = try Zone.rules(reference.text)
    let start = ReferenceDate.first(year, 1) * 1_440
    var wrong = 0
    for minute in stride(from: start, to: start + 527_040, by: 60) {
      let utc = UTC(milliseconds: Int64(minute) * 60_000)
      if zone.offsetMinutes(at: utc) != Int64(reference.offset(minute)) { wrong += 1 }
    }
    #expect(wrong == 0, "seed \(seed), \(reference.text)")
    for (at, offset) in reference.changes.dropFirst(2).dropLast(2) {
      let before = UTC(milliseconds: Int64(at) * 60_000 - 1)
      #expect(zone.nextChange(after: before)?.milliseconds == Int64(at) * 60_000)
      let after = zone.offsetMinutes(at: UTC(milliseconds: Int64(at) * 60_000))
      #expect(after == Int64(offset), "seed \(seed), \(reference.text)")
    }
  }
}
