// SPDX-License-Identifier: Apache-2.0

import Foundation
import Metrology
import Quantities
import Testing

@Suite struct DeadTimeTests {
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
}
