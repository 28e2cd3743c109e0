// SPDX-License-Identifier: Apache-2.0

import Quantities
import Tariff
import Testing

/// A limiter that is given demands of whole seconds, one after the other.
struct Limited {
  var limiter: SupplyLimiter
  /// Unit: seconds.
  var now: UInt64 = 1_000
  /// Universal time less `now`; nil where it is not known. Unit: seconds.
  var clock: Int64? = 1_700_000_000

  init(_ settings: LimiterSettings) { limiter = SupplyLimiter(settings) }
  init(_ limiter: SupplyLimiter) { self.limiter = limiter }

  /// A demand of so many watts and microwatts over so many seconds, after so many without one.
  mutating func draw(
    _ watts: Int64, _ seconds: UInt64 = 1, microwatts: Int64 = 0, gap: UInt64 = 0
  ) -> LimiterAction {
    let start = Instant(nanoseconds: (now + gap) * 1_000_000_000)
    now += gap + seconds
    let demand = Demand(
      ActivePower(microwatts: watts * 1_000_000 + microwatts), from: start,
      to: Instant(nanoseconds: now * 1_000_000_000))
    let utc = clock.map { UTC(milliseconds: (Int64(now) + $0) * 1_000) }
    return limiter.update(demand, utc: utc)
  }

  /// The same demand in every second; what was asked for, and in which second of it, from 1 on.
  mutating func drawEach(_ watts: Int64, _ seconds: Int) -> [String] {
    (1...seconds).compactMap { second in
      let action = draw(watts)
      return action == .none ? nil : "\(action) \(second)"
    }
  }
}

@Suite("Supply limiter")
struct SupplyLimiterTests {
  /// 5,000 W for 10 s warns, for 20 s more opens; 5 s below end the warning.
  static let settings = LimiterSettings(
    thresholdNormalWatts: 5_000, minOverThresholdDurationSeconds: 10, openDelaySeconds: 20,
    minUnderThresholdDurationSeconds: 5)

  static func automatic(after seconds: UInt32, perDay: UInt8) -> LimiterSettings {
    var settings = settings
    settings.reconnect = .automatic(afterSeconds: seconds, perDayMax: perDay)
    return settings
  }

  @Test("Demand above the threshold warns after its time, and opens after the delay, once each")
  func warnAndOpen() {
    var limited = Limited(Self.settings)
    #expect(limited.drawEach(5_001, 40) == ["warn 10", "open 30"])
    #expect(limited.limiter.phase == .openUntilReconnected)
  }

  @Test("Demand at the threshold, below it or exported counts never; a microwatt above counts")
  func threshold() {
    var limited = Limited(Self.settings)
    #expect(limited.drawEach(5_000, 100) == [])
    #expect(limited.drawEach(-9_000, 100) == [])
    #expect(limited.draw(5_000, 10, microwatts: 1) == .warn)
    var without = Limited(.none)
    #expect(without.draw(.max / 1_000_000, 1_000_000) == .none)
  }

  @Test("A second that is not above the threshold breaks the count")
  func broken() {
    var limited = Limited(Self.settings)
    #expect(limited.drawEach(6_000, 9) == [])
    #expect(limited.draw(5_000) == .none)
    #expect(limited.drawEach(6_000, 10) == ["warn 10"])
    #expect(limited.drawEach(6_000, 19) == [])
    #expect(limited.draw(5_000) == .none)
    #expect(limited.limiter.phase == .warned)
    #expect(limited.drawEach(6_000, 20) == ["open 20"])
  }

  @Test("The warning ends after its time not above the threshold, without a break")
  func warningEnds() {
    var limited = Limited(Self.settings)
    #expect(limited.draw(6_000, 10) == .warn)
    #expect(limited.drawEach(5_000, 4) == [])
    #expect(limited.draw(6_000) == .none)
    #expect(limited.drawEach(5_000, 5) == ["endWarning 5"])
    #expect(limited.limiter.phase == .normal)
    #expect(limited.drawEach(6_000, 30) == ["warn 10", "open 30"])
    var atOnce = Self.settings
    atOnce.minUnderThresholdDurationSeconds = 0
    var other = Limited(atOnce)
    #expect(other.draw(6_000, 10) == .warn)
    #expect(other.draw(6_000, 0) == .none)
    #expect(other.draw(5_000) == .endWarning)
  }

  @Test("A long demand counts with its duration: 10 s warn, 29 s warn, 30 s open at once")
  func longDemands() {
    for (seconds, action) in [(9, .none), (10, .warn), (29, .warn), (30, .open)]
      as [(UInt64, LimiterAction)]
    {
      var limited = Limited(Self.settings)
      let asked = limited.draw(6_000, seconds)
      #expect(asked == action, "\(seconds) s")
      if seconds == 29 { #expect(limited.draw(6_000, 1) == .open) }
    }
  }

  @Test("Without delays the first demand above the threshold opens; one of no duration does not")
  func noDelays() {
    let settings = LimiterSettings(
      thresholdNormalWatts: 0, minOverThresholdDurationSeconds: 0, openDelaySeconds: 0)
    var limited = Limited(settings)
    #expect(limited.draw(0) == .none)
    #expect(limited.draw(1, 0) == .none)
    #expect(limited.draw(0, 1, microwatts: 1) == .open)
  }

  @Test("A stretch that was not measured for more than 2 s breaks the count, 2 s do not")
  func gaps() {
    var limited = Limited(Self.settings)
    #expect(limited.draw(6_000, 9) == .none)
    #expect(limited.draw(6_000, 1, gap: 2) == .warn)
    var other = Limited(Self.settings)
    #expect(other.draw(6_000, 9) == .none)
    #expect(other.draw(6_000, 9, gap: 3) == .none)
    #expect(other.draw(6_000, 1) == .warn)
    #expect(other.draw(6_000, 1, gap: 100) == .none)
    #expect(other.drawEach(6_000, 30) == ["open 19"])
  }

  @Test("Time that comes twice counts once, and time that goes back not at all")
  func overlaps() {
    var limiter = SupplyLimiter(Self.settings)
    let power = ActivePower(microwatts: 6_000_000_000)
    func at(_ seconds: UInt64) -> Instant { Instant(nanoseconds: seconds * 1_000_000_000) }
    let first = limiter.update(Demand(power, from: at(100), to: at(106)), utc: nil)
    let overlapping = limiter.update(Demand(power, from: at(103), to: at(109)), utc: nil)
    let back = limiter.update(Demand(power, from: at(10), to: at(90)), utc: nil)
    let last = limiter.update(Demand(power, from: at(109), to: at(110)), utc: nil)
    #expect([first, overlapping, back, last] == [.none, .none, .none, .warn])
  }

  @Test("With the manual policy the relay stays open until somebody reconnects")
  func manual() {
    var limited = Limited(Self.settings)
    let tooEarly = limited.limiter.reconnect()
    #expect(tooEarly == .none)
    #expect(limited.draw(6_000, 30) == .open)
    #expect(limited.draw(0, 1_000_000) == .none)
    let first = limited.limiter.reconnect()
    let second = limited.limiter.reconnect()
    #expect(first == .close && second == .none)
    #expect(limited.limiter.phase == .normal)
    #expect(limited.drawEach(6_000, 30) == ["warn 10", "open 30"])
  }

  @Test("The relay closes by itself after its time, so many times, then stays open")
  func automatic() {
    var limited = Limited(Self.automatic(after: 60, perDay: 2))
    for count in UInt8(1)...2 {
      #expect(limited.draw(6_000, 30) == .open)
      #expect(limited.limiter.phase == .open)
      #expect(limited.drawEach(0, 60) == ["close 60"])
      #expect(limited.limiter.reconnectionsToday == count)
    }
    #expect(limited.draw(6_000, 30) == .open)
    #expect(limited.limiter.phase == .openUntilReconnected)
    #expect(limited.draw(0, 200_000) == .none)
    #expect(limited.limiter.phase == .openUntilReconnected)
    let closed = limited.limiter.reconnect()
    #expect(closed == .close && limited.limiter.reconnectionsToday == 0)
    #expect(limited.draw(6_000, 30) == .open)
    #expect(limited.limiter.phase == .open)
  }

  @Test("A day of reconnections is 24 hours from the first one on")
  func day() {
    var limited = Limited(Self.automatic(after: 60, perDay: 1))
    #expect(limited.draw(6_000, 30) == .open)
    #expect(limited.draw(0, 60) == .close)
    #expect(limited.draw(0, 86_399) == .none)
    #expect(limited.limiter.reconnectionsToday == 1)
    #expect(limited.draw(0, 1) == .none)
    #expect(limited.limiter.reconnectionsToday == 0)
    #expect(limited.draw(6_000, 30) == .open)
    #expect(limited.limiter.phase == .open)
    var other = Limited(Self.automatic(after: 60, perDay: 1))
    #expect(other.draw(6_000, 30) == .open)
    #expect(other.draw(0, 60) == .close)
    #expect(other.draw(0, 86_399 - 30) == .none)
    #expect(other.draw(6_000, 30) == .open)
    #expect(other.limiter.phase == .openUntilReconnected)
  }

  @Test("No automatic reconnection a day is none; the relay opens until somebody reconnects")
  func noneAllowed() {
    var limited = Limited(Self.automatic(after: 0, perDay: 0))
    #expect(limited.draw(6_000, 30) == .open)
    #expect(limited.limiter.phase == .openUntilReconnected)
    var atOnce = Limited(Self.automatic(after: 0, perDay: 1))
    #expect(atOnce.draw(6_000, 30) == .open)
    #expect(atOnce.draw(0, 1) == .close)
  }

  @Test("Time without demands counts for the reconnection")
  func waitsThroughGaps() {
    var limited = Limited(Self.automatic(after: 60, perDay: 1))
    #expect(limited.draw(6_000, 30) == .open)
    #expect(limited.draw(0, 1, gap: 58) == .none)
    #expect(limited.draw(0, 1) == .close)
  }

  @Test("Other settings keep an open relay open, by their own policy")
  func otherSettings() {
    var limited = Limited(Self.automatic(after: 60, perDay: 1))
    #expect(limited.draw(6_000, 30) == .open)
    limited.limiter.set(Self.settings)
    #expect(limited.draw(0, 60) == .none)
    #expect(limited.limiter.phase == .openUntilReconnected)
    limited.limiter.set(Self.automatic(after: 1, perDay: 9))
    #expect(limited.draw(0, 60) == .none)
    var shorter = Limited(Self.automatic(after: 60, perDay: 1))
    #expect(shorter.draw(6_000, 30) == .open)
    #expect(shorter.draw(0, 30) == .none)
    shorter.limiter.set(Self.automatic(after: 31, perDay: 1))
    #expect(shorter.draw(0, 1) == .close)
  }
}
