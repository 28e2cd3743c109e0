// SPDX-License-Identifier: Apache-2.0

import Foundation
import Quantities
import Testing

@testable import Metrology

@Suite struct FundamentalFrequencyTests {
  /// Points of a wave with 3 % of 3rd, 2 % of 5th and 1 % of 7th harmonic and some offset.
  static func points(_ count: Int, perCycle: Double) -> [Int32] {
    (0..<count).map { index in
      let turn = 2 * Double.pi * Double(index) / perCycle + 1
      let wave = sin(turn) + 0.03 * sin(3 * turn) + 0.02 * cos(5 * turn) + 0.01 * sin(7 * turn)
      return Int32(wave * 0x1p28) + 12_345
    }
  }

  static func refined(_ points: ArraySlice<Int32>, _ turnsPerPoint: Int64) -> Int64? {
    FundamentalFrequency.refined(points.span, turnsPerPoint: turnsPerPoint)
  }

  @Test(
    "An estimate 1 % off is mended to 20 millionths over ten cycles",
    arguments: [64.0, 70.37, 81.48, 100.01, 126.9], [-0.01, 0.003, 0.01])
  func mended(_ perCycle: Double, _ error: Double) throws {
    let points = Self.points(Int(10 * perCycle), perCycle: perCycle)
    let seed = Int64(0x1p40 / perCycle * (1 + error))
    let turns = try #require(Self.refined(points[...], seed))
    #expect(abs(Double(turns) * perCycle / 0x1p40 - 1) < 20e-6)
  }

  @Test("Fewer than 2.25 periods, or periods too short or too long, have none")
  func outOfRange() {
    let points = Self.points(600, perCycle: 64)
    #expect(Self.refined(points[..<143], 1 << 34) == nil)
    #expect(Self.refined(points[...], 1 << 39) == nil)
    #expect(Self.refined(points[...], 1 << 31) == nil)
    #expect(Self.refined(points[...], 0) == nil)
    #expect(Self.refined(points[...], -5) == nil)
    #expect(Self.refined([], 1 << 34) == nil)
  }

  @Test("Points that hold another frequency give none rather than a wrong one")
  func contradiction() {
    let points = Self.points(640, perCycle: 64)
    #expect(Self.refined(points[...], Int64(0x1p40 / 64 * 1.3)) == nil)
  }

  @Test("The largest points do not wrap")
  func bounds() {
    let points = (0..<2_560).map { Int32($0 / 128 % 2 == 0 ? 1 : -1) << 30 }
    #expect(Self.refined(points[...], 1 << 32) != nil)
  }
}

@Suite struct TimeJumpsTests {
  /// A wave of 50 Hz at 7,407 sets a second with `dead` sets missing after each 700.
  static func frequency(dead: Double) throws -> Double {
    let wave = SineWave(rate: 7_407)
    var element = try MeasuringElement(wave.frontEnd)
    var sink = try Measurements(wave, sets: 0)
    for index in 0..<7_000 {
      if index % 700 == 0 && index > 0 {
        _ = element.addDeadTime(Int64((dead * 65_536).rounded()), into: &sink)
      }
      let time = Double(index) + Double(index / 700) * dead
      let volts = 230e6 / 100 * 2.0.squareRoot() * sin(2 * .pi * 50 * time / 7_407)
      let set = SampleSet(voltage: Int32(volts.rounded()), current: 0)
      element.add([set].span, endingAt: .zero, into: &sink)
    }
    let last = try #require(sink.blocks.last?.frequency)
    return Double(last.microhertz) / 1e6
  }

  /// One burst read of the reference board leaves 0.2 sets; 7.4 sets are a millisecond.
  @Test(
    "Dead time between bursts moves the frequency by no more than its second order",
    arguments: [(0, 0.00001), (0.2, 0.0005), (-0.1, 0.0005), (1, 0.005), (7.4, 0.05)])
  func dead(_ sets: Double, _ bound: Double) throws {
    let found = try Self.frequency(dead: sets)
    #expect(abs(found - 50) < bound, "\(found) Hz")
  }

  @Test("A jump leads by all of its phase after it, by none before it, by half in the middle")
  func lead() {
    var jumps = TimeJumps()
    jumps.add(1 << 16, at: 200 << 16)
    let turns: Int64 = 1 << 34
    func lead(_ start: Int64) -> Int64 {
      jumps.lead(in: HannWindow(start: start << 16, period: 64 << 16, turnsPerPoint: turns))
    }
    #expect(lead(300) == turns)
    #expect(lead(0) == 0)
    #expect(abs(lead(136) - turns / 2) < turns / 100_000)
  }

  @Test("More jumps than there is room for keep their total")
  func many() {
    var jumps = TimeJumps()
    for index in 0..<40 { jumps.add(65_536, at: Int64(index) << 16) }
    let window = HannWindow(start: 400 << 16, period: 64 << 16, turnsPerPoint: 1 << 34)
    #expect(jumps.lead(in: window) == 40 << 34)
  }
}
