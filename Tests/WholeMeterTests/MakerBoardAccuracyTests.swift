// SPDX-License-Identifier: Apache-2.0

import Drivers
import Foundation
import MeterBoard
import Metrology
import Quantities
import SimulatedHardware
import Testing

@testable import meterbench

/// Active power through two free-running converters, uncalibrated but with ideal sensors.
@Suite("Accuracy of the maker's board")
struct MakerBoardAccuracyTests {
  struct Row: Sendable {
    let part: ADS1x15Part
    let current: Double
    let lagDegrees: Double
  }

  static let rows: [Row] = [ADS1x15Part.ads1015, .ads1115].flatMap { part in
    [0.0, 60].flatMap { lag in
      [0.25, 2.5, 20, 60].map { Row(part: part, current: $0, lagDegrees: lag) }
    }
  }

  @Test("Active power is within 0.1 % from 0.25 A to 60 A, a tenth of class 1", arguments: rows)
  func active(_ row: Row) throws {
    let seed: UInt64 = 15
    let waveform = load(row.current, lag: row.lagDegrees)
    var bench = try MakerBench(row.part, waveform, MakerBench.typical, seed: seed)
    bench.run(seconds: 3)
    let truth = 230 * row.current * cos(row.lagDegrees * .pi / 180)
    let power = bench.figures.mean { $0.activePower.microwatts } / 1e6
    let blocks = bench.figures.blocks.count
    let (lost, gap) = (bench.reader.currentCounts.lost, bench.stream.gapNanoseconds)
    print(
      "Maker's board, \(row.part), \(row.current) A, lag \(row.lagDegrees)°:"
        + String(format: " %+.4f %%, %d lost", (power / truth - 1) * 100, lost))
    #expect(gap < 100_000_000)
    #expect(blocks >= 8)
    // The stamps' 20 µs leave 1 µs or 1.4 µs in each fit: 0.08 % at power factor 0.5.
    #expect(abs(power / truth - 1) < 0.001, "seed \(seed)")
  }

  @Test("A distorted load is within half of class 1 on two ADS1015", arguments: distorted)
  func harmonics(_ name: String) throws {
    let seed: UInt64 = 51
    let waveform = try #require(SyntheticWaveform.named(name))
    let truth = try #require(waveform.segments.first).truth
    var bench = try MakerBench(.ads1015, waveform, MakerBench.typical, seed: seed)
    bench.run(seconds: 1.9)
    let power = bench.figures.mean { $0.activePower.microwatts } / 1e6
    let error = power / truth.activePower - 1
    print(String(format: "Maker's board, ads1015, \(name): %+.4f %%", error * 100))
    #expect(abs(error) < 0.005, "seed \(seed)")
  }

  static let distorted = ["fifth_harmonic", "quadriform", "peaked", "odd_phase90", "dc_halfwave"]

  @Test("The gain follows the current both ways", arguments: [ADS1x15Part.ads1015, .ads1115])
  func ranging(_ part: ADS1x15Part) throws {
    let seed: UInt64 = 7
    let waveform = SyntheticWaveform.conditions([
      LoadCondition(2, 230, 2), LoadCondition(2, 230, 30), LoadCondition(2, 230, 2),
    ])
    var bench = try MakerBench(part, waveform, MakerBench.typical, seed: seed)
    bench.run(seconds: 5.9)
    let small = bench.figures.blocks.filter {
      abs(Double($0.activePower.microwatts) / 460e6 - 1) < 0.005
    }
    let large = bench.figures.blocks.filter {
      abs(Double($0.activePower.microwatts) / 6_900e6 - 1) < 0.005
    }
    let (blocks, changes) = (bench.figures.blocks.count, bench.reader.counts.rangeChanges)
    let gap = Double(bench.stream.gapNanoseconds) / 1e9
    #expect(changes == 3, "seed \(seed)")
    #expect(small.count >= 12 && large.count >= 8)
    #expect(blocks - small.count - large.count <= 3)
    #expect(small.contains { $0.range == .amplified } && large.allSatisfy { $0.range == .direct })
    #expect(gap < 0.1)
  }
}
