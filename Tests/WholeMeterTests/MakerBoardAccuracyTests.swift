// SPDX-License-Identifier: Apache-2.0

import Drivers
import Foundation
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

  @Test("Active power is within half of class 1 from 0.25 A to 60 A", arguments: rows)
  func active(_ row: Row) throws {
    let seed: UInt64 = 15
    let waveform = load(row.current, lag: row.lagDegrees)
    var bench = try MakerBench(row.part, waveform, MakerBench.typical, seed: seed)
    bench.run(seconds: 3)
    let truth = 230 * row.current * cos(row.lagDegrees * .pi / 180)
    let power = bench.figures.mean { $0.activePower.microwatts } / 1e6
    let blocks = bench.figures.blocks.count
    let counts = bench.reader.currentCounts
    print(
      row, power / truth - 1, blocks, counts, bench.reader.counts, bench.figures.ranges,
      bench.reader.residualNanoseconds, bench.figures.gaps, bench.figures.failed)
    #expect(blocks >= 8)
    #expect(abs(power / truth - 1) < 0.005, "seed \(seed)")
  }
}
