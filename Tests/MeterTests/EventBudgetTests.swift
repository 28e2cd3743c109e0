// SPDX-License-Identifier: Apache-2.0

import Bytes
import EventLog
import Quantities
import Testing

@testable import Meter

/// What is logged of what happens again and again.
@Suite struct EventBudgetTests {
  private static func time(_ now: Instant) -> EventTime {
    EventTime(utc: nil, clock: .unknown, uptimeMilliseconds: now.nanoseconds / 1_000_000, start: 1)
  }

  @Test("Who opens and closes all day is logged eight times, then once an hour, with the count")
  func budget() {
    var budget = EventBudget()
    var output = Gathered()
    for second in UInt64(0)..<86_400 where second % 2 == 0 {
      for (isOpen, offset) in [(true, UInt64(0)), (false, 1)] {
        let now = Instant(nanoseconds: (second + offset) * 1_000_000_000)
        budget.log(
          .enclosure(.cover, isOpen: isOpen), begins: isOpen, at: Self.time(now), now, &output)
      }
    }
    let opened = output.events.count { $0 == .enclosure(.cover, isOpen: true) }
    let closed = output.events.count { $0 == .enclosure(.cover, isOpen: false) }
    #expect(opened == 8 + 23 && closed == opened)
    let lost = output.events.compactMap {
      if case .eventsLost(let count) = $0 { count } else { nil }
    }
    #expect(lost.count == 23)
    let told = lost.reduce(0, +) + UInt64(opened + closed)
    #expect((86_400 - 3_600...86_400).contains(told), "all but the last hour's are told")
  }

  @Test("An opening that was not logged is, when an hour has passed, where it still is open")
  func standing() throws {
    for isStillOpen in [false, true] {
      var meter = try restored()
      var output = Gathered()
      meter.ticked(milliseconds: 0, &output)
      var now: UInt64 = 1_000
      for round in 0..<9 {
        for isHigh in [false, true] where round < 8 || !isHigh || !isStillOpen {
          meter.changed(
            line: InputLine.cover.rawValue, isHigh: isHigh,
            at: Instant(nanoseconds: now * 1_000_000), &output)
          now += 300
          meter.ticked(milliseconds: now, &output)
        }
      }
      let openings = output.events.count { $0 == .enclosure(.cover, isOpen: true) }
      #expect(openings == 8)
      output.events = []
      meter.ticked(milliseconds: 3_590_000, &output)
      meter.ticked(milliseconds: 3_602_000, &output)
      let told = output.events.filter {
        switch $0 {
        case .enclosure, .eventsLost: true
        default: false
        }
      }
      #expect(told == (isStillOpen ? [.enclosure(.cover, isOpen: true)] : [.eventsLost(count: 2)]))
    }
  }

  @Test("A guard that bounces counts as open after a second, and as closed when it rests")
  func restless() {
    var line = GuardLine()
    var changes: [(UInt64, Bool)] = []
    for milliseconds in stride(from: UInt64(0), through: 3_000, by: 50) {
      let now = Instant(nanoseconds: milliseconds * 1_000_000)
      if milliseconds <= 2_000 { line.feel(isOpen: milliseconds / 50 % 2 == 1, at: now) }
      if let isOpen = line.settled(at: now) { changes.append((milliseconds, isOpen)) }
    }
    #expect(changes.map { $0.0 } == [1_000, 2_200])
    #expect(changes.map { $0.1 } == [true, false])
  }

  @Test("A short touch of a guard is no event, an opening is one after 200 ms")
  func settles() {
    for (milliseconds, expected) in [(UInt64(199), [Bool]()), (200, [true, false])] {
      var line = GuardLine()
      var found: [Bool] = []
      line.feel(isOpen: true, at: .zero)
      let closes = Instant(nanoseconds: milliseconds * 1_000_000)
      if let isOpen = line.settled(at: closes) { found.append(isOpen) }
      line.feel(isOpen: false, at: closes)
      if let isOpen = line.settled(at: closes.adding(milliseconds: 200)) { found.append(isOpen) }
      #expect(found == expected)
    }
  }

  @Test("A converter that never is heard is lost after ten seconds; a network never joined is not")
  func neverHeard() throws {
    var meter = try restored()
    var output = Gathered()
    for second in UInt64(0)...90 { meter.ticked(milliseconds: second * 1_000, &output) }
    let lost = output.events.filter { if case .communication = $0 { true } else { false } }
    #expect(lost == [.communication(.converter, isLost: true, lostMilliseconds: 0)])
    var watch = LinkWatch(isExpected: true)
    let patience = Meter.firstRunNanosecondsMax
    let early = watch.changed(
      isUp: false, at: Instant(nanoseconds: 5_000_000_000), after: patience)
    let heard = watch.changed(
      isUp: true, at: Instant(nanoseconds: 14_999_999_999), after: patience)
    #expect(early?.isLost == nil && heard?.isLost == nil, "in time")
  }
}
