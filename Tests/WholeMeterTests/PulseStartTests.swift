// SPDX-License-Identifier: Apache-2.0

import Foundation
import Ledger
import Meter
import Metrology
import Quantities
import SimulatedHardware
import Testing

/// How long after its energy the LED of a whole meter lights where nothing was measured before: in
/// the first block after a start, and on both sides of a gap, wherever in a cycle it begins.
@Suite struct PulseStartTests {
  /// A sine of 230 V, and the energy that a current in it takes.
  struct Load {
    var frequency = 50.0
    var amperes = 60.0
    /// Positive: the current lags.
    var degrees = 0.0
    /// In the current. Unit: amperes.
    var direct = 0.0

    func sample(_ seconds: Double) -> (Double, Double) {
      let turn = 2 * .pi * frequency * seconds
      let current = amperes * sin(turn - degrees * .pi / 180)
      return (2.0.squareRoot() * 230 * sin(turn), 2.0.squareRoot() * current + direct)
    }

    /// Energy between two instants, the direct component's left out. Unit: joules.
    func joules(from start: Double, to end: Double) -> Double {
      let (turn, lag) = (4 * .pi * frequency, degrees * .pi / 180)
      func part(_ time: Double) -> Double { time * cos(lag) - sin(turn * time - lag) / turn }
      return 230 * amperes * (part(end) - part(start))
    }

    /// From when to when the pulses come. The energy of a half cycle, and of the part of one that
    /// is left at the edge of a gap, is told evenly: what swings to and fro with a lag counts as
    /// what is left of it in the end. Unit: seconds.
    var delays: (Double, Double) { degrees == 0 ? (0.214, 0.218) : (0.201, 0.244) }

    /// Such that a pulse comes each 6 ms, or as often as is possible.
    /// Unit: impulses per kilowatt-hour.
    var constant: Int { min(100_000, Int(3.6e6 / (joules(from: 0, to: 1) * 0.006))) }
  }

  /// Pulses of 2 ms, so that many come in a block.
  static func bench(_ load: Load) throws -> RunBench {
    var parameters = RunBench.parameters(load.constant)
    parameters.testOutput.pulseNanoseconds = 2_000_000
    parameters.testOutput.pauseNanoseconds = 2_000_000
    return try RunBench(parameters)
  }

  /// How late each rise is, in seconds, after its energy was complete for good: within a half cycle
  /// some may go back.
  ///
  /// - Parameters: the load, from where it is measured, what made no pulse before. Unit: joules.
  static func delays(
    _ rises: some Collection<UInt64>, _ load: Load, from start: Double, _ rest: Double = 0
  ) -> [Double] {
    let pulse = 3.6e6 / Double(load.constant)
    return rises.enumerated().map { index, rise in
      var time = Double(rise) / 1e9
      while time > start, rest + load.joules(from: start, to: time) >= Double(index + 1) * pulse {
        time -= 1e-5
      }
      return Double(rise) / 1e9 - time
    }
  }

  static func seconds(_ set: Int) -> Double { Double(set) * 135e-6 }

  static let loads = [
    Load(), Load(degrees: 60), Load(amperes: 20), Load(amperes: 3, direct: 0.5),
    Load(frequency: 45, amperes: 30), Load(frequency: 54, amperes: 30, degrees: -30),
  ]

  @Test("After a start each pulse comes within 244 ms", arguments: loads, [0, 37, 74, 110, 140])
  func start(_ load: Load, _ first: Int) throws {
    var bench = try Self.bench(load)
    bench.set = first
    bench.run(until: 1, load.sample)
    let delays = Self.delays(bench.heard.rises, load, from: Self.seconds(first))
    let (least, most) = (try #require(delays.min()), try #require(delays.max()))
    #expect(delays.count > 12)
    let (early, late) = load.delays
    #expect(least > early && most < late, "\(least) ... \(most) s")
  }

  @Test("So it does on both sides of each gap", arguments: loads, 0..<3 as Range<UInt64>)
  func gaps(_ load: Load, _ seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    var bench = try Self.bench(load)
    var (told, rest) = (0, 0.0)
    for _ in 0..<8 {
      let start = Self.seconds(bench.set)
      let runs = Int.random(in: 2...6, using: &generator)
      bench.run(
        until: start + (Double(runs) - 0.5) * Self.seconds(RunBench.setsPerRun), load.sample)
      bench.pass(until: UInt64(bench.set) * RunBench.setNanoseconds + 250_000_000)
      let delays = Self.delays(
        bench.heard.rises.dropFirst(told), load, from: start, rest)
      let (least, most) = (try #require(delays.min()), try #require(delays.max()))
      let (early, late) = load.delays
      #expect(least > early && most < late, "seed \(seed): \(least) ... \(most) s")
      // All that came before the gap is registered, and told.
      told = bench.heard.rises.count
      let worth = PulseCountTests.worth(bench.meter.registers, load.constant)
      let pulse = Int128(1_000_000_000) << 64
      // A pulse that was foreseen is not taken back where energy went back before the gap.
      #expect((0...1).contains(told - Int(worth / pulse)), "seed \(seed)")
      rest = Double(worth % pulse) / Double(pulse) * 3.6e6 / Double(load.constant)
      bench.set += Int.random(in: 2_000...6_000, using: &generator)
    }
    #expect(told > 60)
  }

  @Test(
    "A source whose runs are old when they are there has whole blocks", arguments: [0, 22, 400])
  func age(_ milliseconds: Int) throws {
    var bench = try Self.bench(Load())
    bench.ageNanoseconds = UInt64(milliseconds) * 1_000_000
    bench.run(until: 10, Load().sample)
    #expect(bench.heard.blocks.count >= 48)
    #expect(bench.heard.blocks.allSatisfy { $0.nanoseconds > 199_000_000 })
  }
}
