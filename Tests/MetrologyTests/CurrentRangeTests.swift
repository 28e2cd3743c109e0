// SPDX-License-Identifier: Apache-2.0

import Quantities
import Testing

@testable import Metrology

@Suite struct CurrentRangeTests {
  /// A board whose amplified channel has 16 times the counts, clipped at ±2,000.
  static func sets(amperes: Double) -> (FrontEnd, [SampleSet]) {
    let wave = SineWave(amperes: amperes)
    var frontEnd = wave.frontEnd
    frontEnd.current.gain = Ratio(constant: 50_000)
    frontEnd.currentAmplified = Channel(gain: Ratio(constant: 50_000, over: 16))
    frontEnd.amplifiedPeakMax = 1_900
    let sets = (0..<4_000).map { index in
      let exact = wave.set(index)
      return SampleSet(
        voltage: exact.voltage, current: exact.current.roundedQuotient(5_000),
        currentAmplified: max(-2_000, min(2_000, (exact.current * 16).roundedQuotient(5_000))))
    }
    return (frontEnd, sets)
  }

  @Test(
    "The amplified channel serves while it cannot clip, and back only below 90 %",
    arguments: [
      (0.1, CurrentRange.amplified), (3.7, .amplified), (3.85, .direct), (4.0, .direct),
      (4.19, .direct), (4.3, .direct), (60.0, .direct),
    ])
  func range(_ amperes: Double, _ expected: CurrentRange) throws {
    let (frontEnd, sets) = Self.sets(amperes: amperes)
    let block = try #require(try Measurements(frontEnd, sets).blocks.last)
    #expect(block.range == expected)
    #expect(abs(Double(block.current.microamperes) / 1e6 / amperes - 1) < 0.01)
  }

  @Test("A board without an amplified channel never uses it")
  func absent() throws {
    let result = try Measurements(SineWave(amperes: 0.01), sets: 4_000)
    #expect(result.blocks.allSatisfy { $0.range == .direct })
  }

  static let wrongFrontEnds: [(FrontEndError, @Sendable (inout FrontEnd) -> Void)] = [
    (.rateOutOfRange, { $0.rate = Ratio(constant: 499) }),
    (.rateOutOfRange, { $0.rate = Ratio(constant: 200_001) }),
    (.gainOutOfRange, { $0.voltage.gain = Ratio(constant: 10_000_001) }),
    (.gainOutOfRange, { $0.current.gain = Ratio(constant: 1, over: 1_000_001) }),
    (.delayOutOfRange, { $0.current.delayNanoseconds = 270_020 }),
    (.delayOutOfRange, { $0.current.delayNanoseconds = -135_010 }),
    (.delayOutOfRange, { $0.voltage.delayNanoseconds = .min }),
    (.nominalVoltageOutOfRange, { $0.nominalVoltage.microvolts = 999_999 }),
  ]

  @Test("A front end outside the sums' range is refused by name", arguments: 0..<8)
  func refused(_ index: Int) throws {
    let (error, spoil) = Self.wrongFrontEnds[index]
    var frontEnd = SineWave().frontEnd
    spoil(&frontEnd)
    #expect(throws: error) { _ = try Measurements(frontEnd, []) }
  }
}
