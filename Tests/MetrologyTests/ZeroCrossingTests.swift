// SPDX-License-Identifier: Apache-2.0

import Quantities
import Testing

@testable import Metrology

@Suite struct ZeroCrossingTests {
  /// 230 V, 100 µV a count: the hysteresis is 162,610 counts, 0.6 periods are 88 sets.
  static func crossings(_ levels: [Int32]) -> [Int64?] {
    var crossing = ZeroCrossing(SineWave().frontEnd)
    return levels.map { crossing.next($0) }
  }

  @Test(
    "A crossing is interpolated between the two sets",
    arguments: [
      (-300_000, 300_000, 32_768), (-100_000, 300_000, 16_384), (-300_000, 0, 65_536),
      (-1, 65_535, 1),
    ] as [(Int32, Int32, Int64)])
  func interpolated(_ before: Int32, _ after: Int32, _ place: Int64) {
    #expect(Self.crossings([-1_000_000, before, after]) == [nil, nil, place])
  }

  @Test("Ripple within the hysteresis makes no cycle")
  func hysteresis() {
    #expect(Self.crossings([-162_000, 162_000, -162_000, 162_000]).allSatisfy { $0 == nil })
    #expect(Self.crossings([-163_000, 163_000])[1] != nil)
  }

  @Test("A notch sooner than 0.6 periods after a crossing makes no cycle")
  func notch() {
    let quiet = [Int32](repeating: 1_000_000, count: 60)
    let found = Self.crossings([-500_000, 500_000] + quiet + [-500_000, 500_000])
    #expect(found.compactMap { $0 }.count == 1)
    let later = [Int32](repeating: 1_000_000, count: 100)
    let both = Self.crossings([-500_000, 500_000] + later + [-500_000, 500_000])
    #expect(both.compactMap { $0 }.count == 2)
  }

  @Test("The crossing is about the centre, wherever that lies")
  func center() {
    var crossing = ZeroCrossing(SineWave().frontEnd)
    crossing.center = 1_000_000
    #expect(crossing.next(500_000) == nil)
    #expect(crossing.next(1_500_000) == 32_768)
  }
}
