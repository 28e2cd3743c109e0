// SPDX-License-Identifier: Apache-2.0

import Quantities

/// One window of a Fourier sum: two periods of the reference, weighted 1 - cos.
///
/// Source: [Harris 1978] On the use of windows for harmonic analysis, section V.C.
struct HannWindow {
  /// Unit: 2^-16 of a point; point n lies at n + 1/2.
  let start: Int64
  /// Unit: 2^-16 of a point. Range: at most 256 points.
  let period: Int64
  /// Unit: 2^-40 of a turn.
  let turnsPerPoint: Int64

  /// The phase of the points against the reference.
  ///
  /// - Range: points below 2^30, weights below 2^21, 2^9 points: the sum stays below 2^60.
  func angle(_ points: Span<Int32>, mean: Int64) -> Angle {
    let first = (start + 0x7FFF) >> 16
    let last = min((start + 2 * period - 0x8000) >> 16, Int64(points.count) - 1)
    // Wrapping at 2^64 takes whole turns away.
    var reference = Rotor(at: 0 &- turnsPerPoint &* first, step: -turnsPerPoint)
    let offset = (first << 16) + 0x8000 - start
    var taper = Rotor(
      at: Int64(Int128(offset) * Int128(turnsPerPoint) >> 17), step: turnsPerPoint / 2)
    var (x, y): (Int64, Int64) = (0, 0)
    guard first <= last else { return Angle(raw: 0) }
    for index in first...last {
      let value = Int64(points[Int(index)]) - mean
      let weight = Rotor.one - taper.cosine
      x += value * ((reference.cosine * weight) >> 40)
      y += value * ((reference.sine * weight) >> 40)
      reference.advance()
      taper.advance()
    }
    return Angle(x: x, y: y)
  }
}

/// A unit vector that turns by the same angle at each step.
private struct Rotor {
  /// Unit: 2^-30.
  static let one: Int64 = 1 << 30

  private(set) var cosine: Int64
  private(set) var sine: Int64
  private let step: (cosine: Int64, sine: Int64)

  /// Unit: 2^-40 of a turn.
  init(at angle: Int64, step: Int64) {
    (cosine, sine) = Angle(raw: angle).cosineAndSine
    self.step = Angle(raw: step).cosineAndSine
  }

  /// Rounding: each step within 2^-30; over 512 points the vector stays within 2^-21.
  mutating func advance() {
    (cosine, sine) = (
      (cosine * step.cosine - sine * step.sine).roundedShift(30),
      (cosine * step.sine + sine * step.cosine).roundedShift(30)
    )
  }
}
