// SPDX-License-Identifier: Apache-2.0

import Foundation

/// One sinusoid: √2 · rms · sin(order · ωt + phase).
public struct Harmonic: Equatable, Sendable {
  /// Unit: volts or amperes, effective.
  public let rms: Double
  /// Multiple of the fundamental.
  public let order: Double
  /// Unit: radians.
  public let phase: Double

  /// Makes a sinusoid.
  public init(rms: Double, order: Double = 1, phase: Double = 0) {
    self.rms = rms
    self.order = order
    self.phase = phase
  }
}

/// A direct part and a sum of sinusoids on one fundamental.
public struct HarmonicWave: Equatable, Sendable {
  /// The direct part.
  public let direct: Double
  /// The sinusoids; none has rms 0.
  public let harmonics: [Harmonic]

  /// Nothing.
  public static let zero = HarmonicWave([])

  /// Makes a wave; sinusoids of rms 0 are left out.
  public init(_ harmonics: [Harmonic], direct: Double = 0) {
    self.direct = direct
    self.harmonics = harmonics.filter { $0.rms != 0 }
  }

  /// The value where the fundamental has an angle. Unit: radians.
  public func value(angle: Double) -> Double {
    var sum = direct
    for part in harmonics {
      sum += 2.0.squareRoot() * part.rms * sin(part.order * angle + part.phase)
    }
    return sum
  }

  /// Effective value over whole cycles.
  public var rms: Double {
    (direct * direct + harmonics.reduce(0) { $0 + $1.rms * $1.rms }).squareRoot()
  }

  /// The fundamental, or nil where there is none.
  public var fundamental: Harmonic? { harmonics.first { $0.order == 1 } }

  /// Total harmonic distortion to the fundamental, or nil where there is none.
  public var distortion: Double? {
    fundamental.map { first in
      harmonics.filter { $0.order > 1 }.reduce(0) { $0 + $1.rms * $1.rms }.squareRoot() / first.rms
    }
  }

  /// The integral of this wave times another over [a, b], in closed form.
  ///
  /// - Unit: seconds for a and b, radians a second for `angularFrequency`, radians at 0 for
  ///   `angle`.
  func product(
    with other: HarmonicWave, angularFrequency: Double, angle: Double, over span: (Double, Double)
  ) -> Double {
    let cosine = { (order: Double, phase: Double) in
      HarmonicWave.integral(
        ofCosine: order * angularFrequency, phase: order * angle + phase, over: span)
    }
    var sum = direct * other.direct * (span.1 - span.0)
    for (constant, wave) in [(direct, other), (other.direct, self)] where constant != 0 {
      for part in wave.harmonics {
        sum += constant * 2.0.squareRoot() * part.rms * cosine(part.order, part.phase - .pi / 2)
      }
    }
    for left in harmonics {
      for right in other.harmonics {
        sum +=
          left.rms * right.rms
          * (cosine(left.order - right.order, left.phase - right.phase)
            - cosine(left.order + right.order, left.phase + right.phase))
      }
    }
    return sum
  }

  private static func integral(
    ofCosine angularFrequency: Double, phase: Double, over span: (Double, Double)
  ) -> Double {
    if angularFrequency == 0 { return cos(phase) * (span.1 - span.0) }
    let end = sin(angularFrequency * span.1 + phase)
    return (end - sin(angularFrequency * span.0 + phase)) / angularFrequency
  }
}
