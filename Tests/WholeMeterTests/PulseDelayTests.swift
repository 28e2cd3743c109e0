// SPDX-License-Identifier: Apache-2.0

import Foundation
import Ledger
import Meter
import Metrology
import Quantities
import SimulatedHardware
import Testing

/// How long after its energy the LED of a whole meter lights, fed with runs of 184 ms.
@Suite struct PulseDelayTests {
  typealias Step = SteppedLoad.Step

  /// How late each rise is, in seconds, of those whose energy came after the first second.
  static func delays(
    _ rises: [UInt64], _ load: SteppedLoad, joules: Double, after first: Double = 1
  ) -> [Double] {
    rises.enumerated().compactMap { index, rise in
      let truth = load.seconds(joules: Double(index + 1) * joules)
      return truth < first ? nil : Double(rise) / 1e9 - truth
    }
  }

  //                       A, degrees, Hz, imp/kWh, jitter in microseconds
  static let steady: [(Double, Double, Double, Int, Double)] = [
    (60, 0, 50, 1_000, 20), (60, 0, 49.83, 1_000, 20), (10, 60, 50, 5_000, 20),
    (10, 120, 50.2, 5_000, 20), (5, 0, 50, 10_000, 20), (1, -75.5, 50, 100_000, 40),
    (20, 0, 45.5, 1_000, 20),
  ]

  @Test("At constant power each pulse comes 220 ms after its energy", arguments: steady)
  func constant(
    _ amperes: Double, _ degrees: Double, _ frequency: Double, _ constant: Int, _ jitter: Double
  ) throws {
    let load = SteppedLoad(
      frequency: frequency, [Step(half: 0, amperes: amperes, degrees: degrees)])
    var bench = try RunBench(RunBench.parameters(constant))
    bench.run(until: 40, load)
    let delays = Self.delays(bench.heard.rises, load, joules: 3.6e6 / Double(constant))
    let (least, most) = (try #require(delays.min()), try #require(delays.max()))
    print("DELAY", amperes, degrees, frequency, delays.count, least, most)
    #expect(delays.count >= 40)
    #expect(least > 0.22 - jitter * 1e-6 && most < 0.22 + jitter * 1e-6, "\(least) ... \(most) s")
  }

  /// Changes at any half cycle: within the ranges, from one to the other, off and on.
  static func changing(_ seed: UInt64) -> SteppedLoad {
    var generator = SplitMix64(seed: seed)
    let loads: [(Double, Double)] = [
      (60, 0), (1, 0), (40, 60), (3, 0), (0, 0), (25, 0), (20, -60), (0.5, 0), (60, 75), (2, 60),
    ]
    var (half, steps) = (0, [Step(half: 0, amperes: 20)])
    while half < 6_000 {
      half += Int.random(in: 21...150, using: &generator)
      let (amperes, degrees) = loads[Int.random(in: 0..<loads.count, using: &generator)]
      steps.append(Step(half: half, amperes: amperes, degrees: degrees))
    }
    return SteppedLoad(steps)
  }

  @Test("After a change of the load too, and none is later than 250 ms", arguments: 0..<6 as Range<UInt64>)
  func changes(_ seed: UInt64) throws {
    let load = Self.changing(seed)
    var bench = try RunBench(RunBench.parameters(3_000))
    bench.run(until: 60, load)
    let rises = bench.heard.rises
    let registers = bench.meter.registers
    let delays = Self.delays(rises, load, joules: 1_200)
    let (least, most) = (try #require(delays.min()), try #require(delays.max()))
    let close = delays.filter { abs($0 - 0.22) < 100e-6 }.count
    print("CHANGES", seed, delays.count, least, most, close)
    #expect(delays.count > 100 && most < 0.25, "seed \(seed): \(least) ... \(most) s")
    #expect(least > 0.2, "seed \(seed)")
    #expect(registers.energyImport.microwattHours > 0)
  }
}
