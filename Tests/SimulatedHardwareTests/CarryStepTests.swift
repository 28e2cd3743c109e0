// SPDX-License-Identifier: Apache-2.0

import Foundation
import SimulatedHardware
import Testing

/// What the converter's non-linearity alone costs in fundamental reactive power, where 20 % of 5th
/// harmonic comes in: float64, without noise, rounding, or any method of the meter's.
@Suite("Carry step under a 5th harmonic")
struct CarryStepTests {
  private static let points = 2_000
  private static let codes = 4_096.0
  /// The reference board's, for voltage and for current at ×1.
  private static let bias = 1_960.0

  /// The fundamental of a sinusoid and a share of 5th harmonic, as the converter's codes have it.
  ///
  /// - Unit: counts; `lag` in radians.
  private static func fundamental(
    _ peak: Double, lag: Double, share: Double, rest: Double, _ shape: IntegralNonlinearity
  ) -> (real: Double, imaginary: Double) {
    var (real, imaginary) = (0.0, 0.0)
    for point in 0..<points {
      let angle = 2 * Double.pi * Double(point) / Double(points)
      let value = peak * (sin(angle - lag) + share * sin(5 * (angle - lag)))
      let code = value + shape.error(at: value + rest, codes: codes)
      real += code * cos(angle)
      imaginary -= code * sin(angle)
    }
    return (real * 2 / Double(points), imaginary * 2 / Double(points))
  }

  /// By how much the harmonic changes reactive over apparent power. Unit: percent.
  private static func change(
    amperes: Double, rest: Double, _ shape: IntegralNonlinearity
  ) -> Double {
    let peaks = [
      230 * 2.0.squareRoot() / 510 * codes / 2, amperes * 2.0.squareRoot() / 100 * codes / 2,
    ]
    let errors = [0, 0.2].map { share -> Double in
      let voltage = fundamental(peaks[0], lag: 0, share: share, rest: bias, shape)
      let current = fundamental(peaks[1], lag: .pi / 2, share: share, rest: rest, shape)
      // The imaginary part of voltage times conjugate current.
      let reactive = voltage.imaginary * current.real - voltage.real * current.imaginary
      return (reactive / (peaks[0] * peaks[1]) - 1) / (1 + share * share)
    }
    return 100 * abs(errors[1] - errors[0])
  }

  /// The worst of the five specimens.
  private static func worst(amperes: Double, rest: Double, step: Double) -> Double {
    (UInt64(1)...5).map { seed in
      var shape = Imperfections.typical.board(seed: seed).nonlinearity
      shape.carryStepLSB *= step
      return change(amperes: amperes, rest: rest, shape)
    }.max() ?? .infinity
  }

  @Test("The step at mid-scale alone costs more than 0.01 % at 5 A, and all else a third of it")
  func step() {
    let whole = Self.worst(amperes: 5, rest: Self.bias, step: 1)
    let smooth = Self.worst(amperes: 5, rest: Self.bias, step: 0)
    print(String(format: "Q1 with 20 %% of 5th at 5 A: %.4f %%, %.4f %% without", whole, smooth))
    #expect((0.03...0.06).contains(whole))
    #expect(smooth < 0.004)
  }

  @Test("Another bias moves the step to another current, and takes it from none")
  func bias() {
    // 200 codes below mid-scale the step lies at 9.8 A; 88 below at 4.3 A; peaks of ×1 begin there.
    #expect(Self.worst(amperes: 5, rest: 1_848, step: 1) < 0.004)
    #expect(Self.worst(amperes: 10, rest: 1_848, step: 1) > 0.02)
    #expect(Self.worst(amperes: 10, rest: Self.bias, step: 1) < 0.004)
  }
}
