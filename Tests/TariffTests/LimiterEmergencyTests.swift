// SPDX-License-Identifier: Apache-2.0

import Quantities
import Tariff
import Testing

@Suite("Emergency profile of the supply limiter")
struct LimiterEmergencyTests {
  /// 1,000 W for an hour from 100 s after the first demand's start on.
  static let profile = EmergencyProfile(
    id: 258, activationTime: UTC(milliseconds: 1_700_001_100_000), durationSeconds: 3_600,
    thresholdWatts: 1_000)

  static var settings: LimiterSettings {
    var settings = SupplyLimiterTests.settings
    settings.emergency = profile
    return settings
  }

  @Test("Its threshold counts from its activation time on, for its duration")
  func window() {
    var limited = Limited(Self.settings)
    #expect(limited.draw(0, 99) == .none)
    #expect(!limited.limiter.isEmergencyProfileActive)
    #expect(limited.limiter.thresholdActiveWatts == 5_000)
    #expect(limited.draw(0, 1) == .none)
    #expect(limited.limiter.isEmergencyProfileActive)
    #expect(limited.limiter.thresholdActiveWatts == 1_000)
    #expect(limited.draw(1_000, 1_000) == .none)
    #expect(limited.draw(1_001, 10) == .warn)
    #expect(limited.draw(1_000, 5) == .endWarning)
    #expect(limited.draw(0, 3_600 - 1_016) == .none)
    #expect(limited.limiter.isEmergencyProfileActive)
    #expect(limited.draw(4_000, 1) == .none)
    #expect(!limited.limiter.isEmergencyProfileActive)
    #expect(limited.draw(4_000, 100) == .none)
  }

  @Test("It holds where there is no normal limit, and only for its time")
  func alone() {
    var settings = LimiterSettings.none
    settings.emergency = Self.profile
    var limited = Limited(settings)
    #expect(limited.draw(9_000, 99) == .none)
    #expect(limited.draw(1_001, 1) == .open)
  }

  @Test("It does not begin after its end, nor while the time is not known")
  func notInTime() {
    var late = Limited(Self.settings)
    late.clock = 1_700_000_000 + 3_700
    #expect(late.draw(0, 1) == .none && !late.limiter.isEmergencyProfileActive)
    late.clock = 1_700_000_000 + 3_697
    #expect(late.draw(0, 1) == .none && late.limiter.isEmergencyProfileActive)
    var unknown = Limited(Self.settings)
    unknown.clock = nil
    #expect(unknown.draw(0, 1_000) == .none && !unknown.limiter.isEmergencyProfileActive)
  }

  @Test("A clock that is lost does not end it: its duration does")
  func clockLost() {
    var limited = Limited(Self.settings)
    #expect(limited.draw(0, 100) == .none)
    limited.clock = nil
    #expect(limited.draw(0, 3_599) == .none && limited.limiter.isEmergencyProfileActive)
    #expect(limited.draw(0, 1) == .none && !limited.limiter.isEmergencyProfileActive)
  }

  @Test("A clock that is set back makes it no longer, and it does not begin twice")
  func clockBack() {
    var limited = Limited(Self.settings)
    #expect(limited.draw(0, 1_000) == .none && limited.limiter.isEmergencyProfileActive)
    limited.clock = 1_700_000_000 - 500
    #expect(limited.draw(0, 2_699) == .none && limited.limiter.isEmergencyProfileActive)
    for _ in 0..<3 {
      #expect(limited.draw(0, 1) == .none && !limited.limiter.isEmergencyProfileActive)
    }
    // To before its activation.
    var other = Limited(Self.settings)
    #expect(other.draw(0, 1_000) == .none && other.limiter.isEmergencyProfileActive)
    other.clock = 0
    #expect(other.draw(0, 1_000) == .none && other.limiter.isEmergencyProfileActive)
    #expect(other.draw(0, 1_700) == .none && !other.limiter.isEmergencyProfileActive)
    other.clock = 1_700_000_000 - 3_500
    #expect(other.draw(0, 1) == .none && !other.limiter.isEmergencyProfileActive)
  }

  @Test("A clock that is set forward past its end ends it")
  func clockForward() {
    var limited = Limited(Self.settings)
    #expect(limited.draw(0, 100) == .none && limited.limiter.isEmergencyProfileActive)
    limited.clock = 1_700_000_000 + 3_599
    #expect(limited.draw(0, 1) == .none && !limited.limiter.isEmergencyProfileActive)
  }

  @Test("Another profile begins anew, the same one goes on, and none ends it")
  func otherProfile() {
    var limited = Limited(Self.settings)
    #expect(limited.draw(0, 100) == .none && limited.limiter.isEmergencyProfileActive)
    limited.limiter.set(Self.settings)
    #expect(limited.limiter.isEmergencyProfileActive)
    var settings = Self.settings
    settings.emergency = nil
    limited.limiter.set(settings)
    #expect(!limited.limiter.isEmergencyProfileActive)
    #expect(limited.draw(1_001, 30) == .none)
    limited.limiter.set(Self.settings)
    #expect(limited.draw(0, 1) == .none && limited.limiter.isEmergencyProfileActive)
  }

  @Test("A profile at the end of the numbers traps nowhere")
  func ends() {
    for time in [Int64.min, .max] {
      var settings = Self.settings
      settings.emergency = EmergencyProfile(
        id: 1, activationTime: UTC(milliseconds: time), durationSeconds: .max, thresholdWatts: .max)
      var limiter = SupplyLimiter(settings)
      for utc in [Int64.min, 0, .max] {
        let demand = Demand(
          ActivePower(microwatts: .max), from: .zero, to: Instant(nanoseconds: .max))
        _ = limiter.update(demand, utc: UTC(milliseconds: utc))
      }
    }
  }
}
