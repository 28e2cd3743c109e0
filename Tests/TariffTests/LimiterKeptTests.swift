// SPDX-License-Identifier: Apache-2.0

import Quantities
import SimulatedHardware
import Tariff
import Testing

@Suite("Kept state of the supply limiter")
struct LimiterKeptTests {
  /// The example of SPEC.md.
  static let example: [UInt8] = [
    0x01, 0x02, 0x02, 0x01, 0x3B, 0x00, 0x00, 0x00, 0x10, 0x0E, 0x00, 0x00, 0x07, 0x07,
    0x00, 0x00, 0x02, 0x01, 0x00, 0x68, 0xE5, 0xCF, 0x8B, 0x01, 0x00, 0x00,
  ]

  static var settings: LimiterSettings {
    var settings = SupplyLimiterTests.automatic(after: 60, perDay: 3)
    settings.emergency = EmergencyProfile(
      id: 258, activationTime: UTC(milliseconds: 1_700_000_000_000), durationSeconds: 3_600,
      thresholdWatts: 1_000)
    return settings
  }

  static func restored(_ settings: LimiterSettings, _ kept: [UInt8]) -> SupplyLimiter? {
    SupplyLimiter(settings, kept: kept.span)
  }

  @Test("The example of SPEC.md goes on where it was, and is written back")
  func example() throws {
    let limiter = try #require(Self.restored(Self.settings, Self.example))
    #expect(CalendarFormatTests.bytes(limiter.kept) == Self.example)
    #expect(limiter.phase == .open && limiter.reconnectionsToday == 2)
    var limited = Limited(limiter)
    limited.clock = nil
    #expect(limited.limiter.isEmergencyProfileActive)
    #expect(limited.draw(0, 1) == .close)
    #expect(limited.limiter.reconnectionsToday == 3)
    #expect(limited.draw(0, 1_797) == .none && limited.limiter.isEmergencyProfileActive)
    #expect(limited.draw(0, 1) == .none && !limited.limiter.isEmergencyProfileActive)
    #expect(limited.draw(0, 86_400 - 3_600 - 1_800) == .none)
    #expect(limited.limiter.reconnectionsToday == 3)
    #expect(limited.draw(0, 1) == .none && limited.limiter.reconnectionsToday == 0)
  }

  @Test("A limiter that was open stays open, one that warned begins anew")
  func phases() throws {
    var limited = Limited(SupplyLimiterTests.settings)
    #expect(limited.draw(6_000, 29) == .warn)
    var kept = CalendarFormatTests.bytes(limited.limiter.kept)
    let begun = try #require(Self.restored(SupplyLimiterTests.settings, kept))
    #expect(begun == SupplyLimiter(SupplyLimiterTests.settings))
    #expect(limited.draw(6_000, 1) == .open)
    kept = CalendarFormatTests.bytes(limited.limiter.kept)
    var open = try #require(Self.restored(SupplyLimiterTests.settings, kept))
    #expect(open.phase == .openUntilReconnected)
    let action = open.reconnect()
    #expect(action == .close)
  }

  @Test("An emergency profile that has ended does not begin again after a restart")
  func ended() throws {
    var limited = Limited(Self.settings)
    #expect(limited.draw(0, 1) == .none && limited.limiter.isEmergencyProfileActive)
    limited.clock = nil
    #expect(limited.draw(0, 3_600) == .none && !limited.limiter.isEmergencyProfileActive)
    let kept = CalendarFormatTests.bytes(limited.limiter.kept)
    #expect(kept[3] == 2)
    var again = Limited(try #require(Self.restored(Self.settings, kept)))
    for _ in 0..<3 {
      #expect(again.draw(0, 1) == .none && !again.limiter.isEmergencyProfileActive)
    }
  }

  @Test("The state of another emergency profile is not taken for this one's")
  func otherProfile() throws {
    for (id, time) in [(259, 1_700_000_000_000), (258, 1_700_000_000_001)]
      as [(UInt16, Int64)]
    {
      var settings = Self.settings
      settings.emergency = EmergencyProfile(
        id: id, activationTime: UTC(milliseconds: time), durationSeconds: 60, thresholdWatts: 1)
      let limiter = try #require(Self.restored(settings, Self.example))
      #expect(!limiter.isEmergencyProfileActive && limiter.phase == .open)
    }
    let without = Self.restored(SupplyLimiterTests.settings, Self.example)
    #expect(without?.isEmergencyProfileActive == false)
  }

  @Test("Supply that fails longer than the emergency: by a known clock it is over at the start")
  func longOutage() throws {
    var limited = Limited(try #require(Self.restored(Self.settings, Self.example)))
    limited.clock = 1_700_003_600
    #expect(limited.draw(0, 1) == .close && !limited.limiter.isEmergencyProfileActive)
  }

  /// A place of the example and a value that it cannot have.
  static let wrong: [(Int, UInt8)] = [
    (0, 0), (0, 2), (1, 0), (1, 1), (1, 3), (1, 4), (2, 0), (3, 0), (3, 2), (3, 3), (10, 2),
  ]

  @Test("Bytes that are no kept state are refused", arguments: wrong)
  func refused(place: Int, value: UInt8) {
    var bytes = Self.example
    bytes[place] = value
    #expect(Self.restored(Self.settings, bytes) == nil)
  }

  @Test("A state that is too short or too long is refused; that of a new limiter is taken")
  func lengths() {
    for count in 0..<Self.example.count {
      #expect(Self.restored(Self.settings, Array(Self.example[..<count])) == nil)
    }
    let longer = Self.example + [0]
    #expect(Self.restored(Self.settings, longer) == nil)
    let begun = SupplyLimiter(Self.settings)
    let kept = CalendarFormatTests.bytes(begun.kept)
    #expect(kept == [1] + [UInt8](repeating: 0, count: 25))
    #expect(Self.restored(Self.settings, kept) == begun)
  }

  @Test("The last second of a day is a state, the next one is none")
  func dayEdge() {
    var bytes = Self.example
    bytes.replaceSubrange(8..<12, with: [0x7F, 0x51, 0x01, 0x00])
    #expect(Self.restored(Self.settings, bytes) != nil)
    bytes[8] = 0x80
    #expect(Self.restored(Self.settings, bytes) == nil)
  }

  @Test("No bytes trap, and what is taken is written back the same")
  func random() {
    let seed: UInt64 = 0x11A7
    var random = SplitMix64(seed: seed)
    var taken = 0
    for round in 0..<20_000 {
      var bytes = Self.example
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        let place = Int.random(in: 0..<26, using: &random)
        bytes[place] = UInt8.random(in: 0...(round % 2 == 0 ? 255 : 3), using: &random)
      }
      guard let limiter = Self.restored(Self.settings, bytes) else { continue }
      taken += 1
      var limited = Limited(limiter)
      _ = limited.draw(9_000, 100)
      let isSameProfile = bytes[16...] == Self.example[16...]
      guard isSameProfile else { continue }
      #expect(CalendarFormatTests.bytes(limiter.kept) == bytes, "seed \(seed), round \(round)")
    }
    #expect(taken > 100, "seed \(seed)")
  }
}
