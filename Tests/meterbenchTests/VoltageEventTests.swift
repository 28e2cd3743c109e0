// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import meterbench

@Suite struct VoltageEventTests {
  private let rate = 6_400.0
  private let hertz = 50.0

  /// A sine of 50 Hz: levels in volts, each for so many whole cycles; events of 230 V declared.
  private func events(_ levels: [(volts: Double, cycles: Int)]) -> [VoltageEvent] {
    var finder = VoltageEvents(rate: rate, hertz: hertz, declaredVolts: 230)
    var place = 0
    for level in levels {
      for _ in 0..<level.cycles * 128 {
        finder.add(
          level.volts * 2.0.squareRoot() * sin(2 * Double.pi * hertz * Double(place) / rate))
        place += 1
      }
    }
    return finder.events
  }

  private func expect(_ found: [VoltageEvent], _ expected: [VoltageEvent]) {
    #expect(found.map(\.kind) == expected.map(\.kind))
    for (event, known) in zip(found, expected) {
      #expect(abs(event.startSeconds - known.startSeconds) < 1e-9)
      #expect((event.durationSeconds == nil) == (known.durationSeconds == nil))
      #expect(abs((event.durationSeconds ?? 0) - (known.durationSeconds ?? 0)) < 1e-9)
      #expect(abs(event.residualVolts - known.residualVolts) < 1e-6)
    }
  }

  // One half cycle of the new level makes 193.9 V of 230 and 150: below 90 %, and after it the
  // same above 92 % no more.
  @Test("A dip starts and ends at the ends of the cycles that cross, with what was left")
  func dip() {
    expect(
      events([(230, 10), (150, 5), (230, 10)]),
      [VoltageEvent(kind: .dip, startSeconds: 0.21, durationSeconds: 0.11, residualVolts: 150)])
  }

  @Test("A swell is what exceeds 110 % and lasts until 108 %")
  func swell() {
    expect(
      events([(230, 10), (270, 3), (250, 5), (230, 5)]),
      [VoltageEvent(kind: .swell, startSeconds: 0.22, durationSeconds: 0.15, residualVolts: 270)])
  }

  @Test(
    "Between the thresholds nothing begins, and what began goes on",
    arguments: [(207.5, 0), (206.5, 1), (252.5, 0), (253.5, 1), (230.0, 0)])
  func thresholds(volts: Double, count: Int) {
    #expect(events([(230, 5), (volts, 5)]).count == count)
  }

  @Test(
    "Hysteresis: a dip ends at 92 %, a swell at 108 %",
    arguments: [(200.0, 211.0, false), (200, 212, true), (260, 249, false), (260, 248, true)])
  func hysteresis(volts: Double, after: Double, isOver: Bool) throws {
    let found = events([(230, 5), (volts, 5), (after, 5)])
    #expect(found.count == 1)
    #expect((try #require(found.first).durationSeconds != nil) == isOver)
  }

  @Test("What is under way at the end has no duration")
  func underWay() {
    expect(
      events([(0, 10)]),
      [VoltageEvent(kind: .dip, startSeconds: 0.02, durationSeconds: nil, residualVolts: 0)])
  }

  @Test("A swell may begin where a dip ends")
  func both() {
    let found = events([(230, 5), (100, 5), (270, 5), (230, 5)])
    #expect(found.map(\.kind) == [.dip, .swell])
  }

  @Test("Less than a cycle has no event, and no cycle crosses a gap")
  func gap() {
    #expect(events([]).isEmpty)
    var finder = VoltageEvents(rate: 100, hertz: 10, declaredVolts: 230)
    for _ in 0..<9 { finder.add(100) }
    finder.resume(atSeconds: 7)
    for _ in 0..<9 { finder.add(100) }
    #expect(finder.events.isEmpty)
    finder.add(100)
    #expect(finder.events.map(\.startSeconds) == [7.1])
  }

  @Test("Half cycles that end inside a set share it")
  func shared() throws {
    // 13.5 sets a half cycle, of a constant: each mean is the constant's square.
    var finder = VoltageEvents(rate: 1_350, hertz: 50, declaredVolts: 230)
    for _ in 0..<54 { finder.add(100) }
    let event = try #require(finder.events.first)
    #expect(abs(event.residualVolts - 100) < 1e-9)
    #expect(abs(event.startSeconds - 0.02) < 1e-12)
  }
}
