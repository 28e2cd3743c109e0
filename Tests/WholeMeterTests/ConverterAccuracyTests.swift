// SPDX-License-Identifier: Apache-2.0

import Foundation
import Metrology
import Quantities
import SimulatedHardware
import Testing

/// Active power through the simulated converter, after calibration at one point per range.
///
/// A mean over `seconds` holds 10 blocks; at 0.1 A noise and quantization together, 0.42 LSB on
/// 33, leave 0.011 % on it at power factor 1 and 0.022 % at 0.5.
@Suite("Accuracy through the converter")
struct ConverterAccuracyTests {
  static let limit = 0.002
  static let seconds = 2.2
  static let seeds: [UInt64] = [1, 20, 300, 4000, 50_000]

  /// A load, and how it was reached.
  struct Row: Sendable {
    let current: Double
    let lagDegrees: Double
    /// The load before; its range is held on to below the limit.
    var before: Double?

    var truth: Double { CalibratedBoard.voltage * current * cos(lagDegrees * .pi / 180) }
    var name: String {
      let factor = lagDegrees == 0 ? "1.0" : "0.5"
      let text = String(format: "%6.2f A  PF ", current) + factor
      return text + (before.map { String(format: ", from %.1f A", $0) } ?? "")
    }
    /// The ×16 channel is taken up to 1,900 counts, 4.0 A here; after ×1, and at a start, only
    /// below 90 % of that.
    var range: CurrentRange {
      let isRising = before.map { $0 < current } ?? false
      return current > (isRising ? 4.04 : 3.63) ? .direct : .amplified
    }
  }

  /// Both sides of the range change: reached from below, from above, and cold.
  static let rows: [Row] = [0.0, 60.0].flatMap { lag in
    [0.1, 0.25, 0.5, 1, 2.5, 3.6].map { Row(current: $0, lagDegrees: lag) }
      + [(4.0, 2.5), (4.0, 10.0), (3.7, 10.0), (3.6, 10.0)].map { current, before in
        Row(current: current, lagDegrees: lag, before: before)
      }
      + [4, 10, 30, 60].map { Row(current: $0, lagDegrees: lag) }
  }

  static func error(_ row: Row, _ frontEnd: FrontEnd, seed: UInt64) throws -> Double {
    var waveform = load(row.current, lag: row.lagDegrees)
    var lead = 0.0
    if let before = row.before {
      waveform = .conditions([
        LoadCondition(0.5, CalibratedBoard.voltage, before, lag: row.lagDegrees),
        LoadCondition(9, CalibratedBoard.voltage, row.current, lag: row.lagDegrees),
      ])
      lead = 1
    }
    let mean = try CalibratedBoard.measure(
      waveform, frontEnd, seed: seed, seconds: seconds, skipping: lead)
    #expect(mean.blocks >= 10)
    #expect(mean.ranges == [row.range], "\(row.name), seed \(seed)")
    return mean.error(row.truth)
  }

  @Test("Active power is within 0.2 % from 0.1 A to 60 A at power factor 1 and 0.5")
  func active() async throws {
    var worst = [Double](repeating: 0, count: Self.rows.count)
    for seed in Self.seeds {
      let frontEnd = try CalibratedBoard.frontEnd(seed: seed &* 1000)
      for (index, row) in Self.rows.enumerated() {
        let error = try Self.error(row, frontEnd, seed: seed)
        #expect(abs(error) <= Self.limit, "\(row.name), seed \(seed)")
        if abs(error) > abs(worst[index]) { worst[index] = error }
      }
    }
    print("Active power after one point per range, worst of \(Self.seeds.count) seeds, limit 0.2 %")
    for (row, error) in zip(Self.rows, worst) {
      print(String(format: "  %+.4f %%  ", error * 100) + row.name)
    }
  }

  @Test("Without calibration the stated errors of the sensors are seen")
  func uncalibrated() throws {
    let row = Row(current: 10, lagDegrees: 60)
    let error = try Self.error(row, CalibratedBoard.nominal, seed: 1)
    // +0.4 % - 0.7 %, and 25 µs at 50 Hz: 0.45°, 1.36 % at power factor 0.5.
    let expected = 1.004 * 0.993 * cos((60 + 0.45) * .pi / 180) / 0.5 - 1
    #expect(abs(error - expected) < 0.0003)
  }
}
