// SPDX-License-Identifier: Apache-2.0

import Foundation
import Meter
import Metrology
import Quantities
import SimulatedHardware
import Testing

/// How long after it a whole meter tells of a voltage event, fed with runs of 184 ms.
@Suite struct VoltageEventDelayTests {
  /// Unit: seconds.
  struct Disturbance {
    let start: Double
    let end: Double
    let factor: Double
  }

  /// One in each two seconds, at any instant, of 30 to 700 ms.
  static func disturbances(_ seed: UInt64, _ factor: Double) -> [Disturbance] {
    var generator = SplitMix64(seed: seed)
    return (1...20).map { index in
      let start = 2 * Double(index) + Double.random(in: 0...1, using: &generator)
      let length = Double.random(in: 0.03...0.7, using: &generator)
      return Disturbance(start: start, end: start + length, factor: factor)
    }
  }

  @Test(
    "A dip, a swell and an interruption are told within 208 ms of their begin and of their end",
    arguments: [0.7, 1.15, 0.02], 0..<3 as Range<UInt64>)
  func delay(_ factor: Double, _ seed: UInt64) throws {
    let all = Self.disturbances(seed, factor)
    var bench = try RunBench(RunBench.parameters())
    bench.run(until: 44) { seconds in
      let wave = 2.0.squareRoot() * sin(2 * .pi * 50.07 * seconds)
      let isDisturbed = all.contains { $0.start <= seconds && seconds < $0.end }
      return (230 * wave * (isDisturbed ? factor : 1), 5 * wave)
    }
    var (began, ended) = ([(VoltageEvent, Double)](), [(VoltageEvent, Double)]())
    for (event, instant) in bench.heard.events {
      let at = Double(instant.nanoseconds) / 1e9
      if case .began(let event) = event { began.append((event, at)) }
      if case .ended(let event) = event { ended.append((event, at)) }
    }
    try #require(began.count == all.count && ended.count == all.count)
    for (index, truth) in all.enumerated() {
      let (event, told) = began[index]
      let (over, toldOver) = ended[index]
      #expect(event.kind == (factor < 1 ? .dip : .swell))
      // After the instants of the event itself, and after those of the voltage: a cycle tells it.
      let overAt =
        Double(over.start.nanoseconds) / 1e9 + Double(try #require(over.nanoseconds)) / 1e9
      let delays = [
        told - Double(event.start.nanoseconds) / 1e9, toldOver - overAt, told - truth.start,
        toldOver - truth.end,
      ]
      #expect(delays.allSatisfy { 0...0.208 ~= $0 }, "seed \(seed), \(index): \(delays)")
    }
  }
}
