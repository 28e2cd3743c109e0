// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import meterbench

/// The meter's own figures, not those of the whole record: its last block, its events.
@Suite(.enabled(if: RealRecordings.arePresent || RealRecordings.isContinuousIntegration))
struct MeterOnRealRecordingsTests {
  /// 510 V and 100 A peak. Unit: volt-amperes.
  static let fullScale = 510.0 * 100 / 2
  /// Exactly periodic, and longer than a block.
  static let steady = RealRecordings.names.filter { $0.hasPrefix("plaid60_") }

  static func meter(_ name: String) throws -> (MeterFigures, RealRecordings.Truth) {
    let truth = try #require(RealRecordings.truths[name])
    let recording = try RecordingFile(loading: RealRecordings.path(name))
    let meter = try MeterFigures.replayed(recording, declaredVoltage: truth.declaredVoltage)
    return (meter, truth)
  }

  @Test("Fundamental powers are within 1 ppm of full scale, distortion within 0.05 points or 0.1 %")
  func figures() throws {
    var (power, distortion) = (0.0, 0.0)
    for name in Self.steady {
      let (meter, truth) = try Self.meter(name)
      for (found, expected) in [
        (meter.fundamentalActivePowerWatts, truth.figures.P1),
        (meter.fundamentalReactivePowerVars, truth.figures.Q1),
      ] {
        let error = try abs(#require(found) - #require(expected)) / Self.fullScale
        #expect(error <= 1e-6, "\(name)")
        power = max(power, error)
      }
      for (found, expected) in [
        (meter.thdVoltage, truth.figures.THD_V), (meter.thdCurrent, truth.figures.THD_I),
      ] {
        let value = try #require(expected)
        let share = abs(try #require(found) - value) / max(0.0005, 0.001 * value)
        #expect(share <= 1, "\(name)")
        distortion = max(distortion, share)
      }
    }
    #expect(Self.steady.count == 24)
    let text =
      "Real recordings, worst of %d by the meter: P1 and Q1 %.3f ppm of full scale, "
      + "THD %.1f %% of its limit"
    print(String(format: text, Self.steady.count, power * 1e6, distortion * 100))
  }
}
