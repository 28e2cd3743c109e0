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

  /// How late each rise is, in seconds.
  static func delays(_ rises: [UInt64], _ load: SteppedLoad, joules: Double) -> [Double] {
    rises.enumerated().map { index, rise in
      Double(rise) / 1e9 - load.seconds(joules: Double(index + 1) * joules)
    }
  }

  //                       A, degrees, Hz, imp/kWh, jitter in microseconds
  static let steady: [(Double, Double, Double, Int, Double)] = [
    (60, 0, 50, 1_000, 8), (60, 0, 49.83, 1_000, 8), (10, 60, 50, 5_000, 8),
    (10, 120, 50.2, 5_000, 8), (5, 0, 50, 10_000, 8), (1, -75.5, 50, 100_000, 25),
    (20, 0, 45.5, 1_000, 8),
  ]

  @Test("At constant power each pulse comes 216 ms after its energy", arguments: steady)
  func constant(
    _ amperes: Double, _ degrees: Double, _ frequency: Double, _ constant: Int, _ jitter: Double
  ) throws {
    let load = SteppedLoad(
      frequency: frequency, [Step(half: 0, amperes: amperes, degrees: degrees)])
    var bench = try RunBench(RunBench.parameters(constant))
    bench.run(until: 40, load)
    let delays = Self.delays(bench.heard.rises, load, joules: 3.6e6 / Double(constant))
    let (least, most) = (try #require(delays.min()), try #require(delays.max()))
    #expect(delays.count >= 40)
    #expect(least > 0.216 - jitter * 1e-6 && most < 0.216 + jitter * 1e-6, "\(least) ... \(most) s")
  }

  static let loads: [(Double, Double)] = [
    (60, 0), (1, 0), (40, 60), (3, 0), (25, 0), (20, -60), (0.5, 0), (60, 75), (2, 60),
  ]

  /// Changes at any half cycle: within the ranges and from one to the other.
  static func changing(_ seed: UInt64, _ loads: [(Double, Double)]) -> SteppedLoad {
    SteppedLoad.changing(seed, from: 20, every: 21...150, until: 6_000) { generator in
      loads[Int.random(in: 0..<loads.count, using: &generator)]
    }
  }

  @Test("So it does after each change of the load", arguments: 0..<6 as Range<UInt64>)
  func changes(_ seed: UInt64) throws {
    let load = Self.changing(seed, Self.loads)
    var bench = try RunBench(RunBench.parameters(3_000))
    bench.run(until: 60, load)
    let delays = Self.delays(bench.heard.rises, load, joules: 1_200)
    let (least, most) = (try #require(delays.min()), try #require(delays.max()))
    // At the smallest load, 115 W, 1 ms is 0.1 J: a millionth of the energy that there was.
    #expect(
      delays.count > 100 && least > 0.215 && most < 0.217, "seed \(seed): \(least) ... \(most)")
  }

  @Test(
    "A load that is switched off and on is told as one that changes",
    arguments: 0..<4 as Range<UInt64>)
  func switched(_ seed: UInt64) throws {
    let load = Self.changing(seed, [(0, 0), (5, 0), (0, 0), (60, 0), (0, 0), (0.5, 0)])
    var bench = try RunBench(RunBench.parameters(3_000))
    bench.run(until: 60, load)
    let isNoLoad = bench.heard.blocks.contains { $0.current.microamperes < 2_000 }
    let delays = Self.delays(bench.heard.rises, load, joules: 1_200)
    let (least, most) = (try #require(delays.min()), try #require(delays.max()))
    // What a block without a load took is not registered: up to 0.5 J each, of which 0.5 A make up
    // in 4 ms.
    #expect(isNoLoad && delays.count > 50)
    #expect(least > 0.215 && most < 0.217, "seed \(seed): \(least) ... \(most)")
  }

  @Test("A loop that comes 20 ms late has its pulses at their time all the same")
  func lateLoop() throws {
    let load = SteppedLoad([Step(half: 0, amperes: 60)])
    var bench = try RunBench(RunBench.parameters())
    bench.loopNanoseconds = 20_000_000
    bench.run(until: 30, load)
    let delays = Self.delays(bench.heard.rises, load, joules: 3_600)
    let (least, most) = (try #require(delays.min()), try #require(delays.max()))
    #expect(least > 0.21598 && most < 0.21602, "\(least) ... \(most)")
  }
}
