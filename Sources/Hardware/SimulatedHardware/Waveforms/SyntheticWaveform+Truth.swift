// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What a perfect meter would say of a whole waveform.
public struct WaveformTruth: Equatable, Sendable {
  /// Unit: seconds.
  public var seconds = 0.0
  /// Unit: volts, effective over the whole.
  public var voltage = 0.0
  /// Unit: amperes, effective over the whole.
  public var current = 0.0
  /// Unit: watts, mean over the whole.
  public var activePower = 0.0
  /// Import less export. Unit: watt-hours.
  public var netEnergy = 0.0
  /// Energy of the segments whose power is positive. Unit: watt-hours.
  public var energyImport = 0.0
  /// Energy of the segments whose power is negative, as a positive number. Unit: watt-hours.
  public var energyExport = 0.0
}

extension SyntheticWaveform {
  /// The integrals of v·i, v² and i² over [0, end). Unit: watt-, volt²-, ampere²-seconds.
  public struct Integrals: Equatable, Sendable {
    /// ∫ v·i dt.
    public var power = 0.0
    /// ∫ v² dt.
    public var voltageSquared = 0.0
    /// ∫ i² dt.
    public var currentSquared = 0.0
  }

  /// The truth of the whole waveform.
  ///
  /// - Rounding: that of Double; closed form but for a frequency ramp, whose integrals are
  ///   quadratures good to 10⁻¹².
  public var truth: WaveformTruth {
    let seconds = durationSeconds ?? 0
    let sums = integrals(to: seconds)
    var truth = WaveformTruth()
    truth.seconds = seconds
    truth.voltage = (sums.voltageSquared / seconds).squareRoot()
    truth.current = (sums.currentSquared / seconds).squareRoot()
    truth.activePower = sums.power / seconds
    truth.netEnergy = sums.power / 3600
    for segment in segments {
      let energy = segment.truth.activePower * (segment.end - segment.start) / 3600
      if energy > 0 { truth.energyImport += energy } else { truth.energyExport -= energy }
    }
    return truth
  }

  /// The integrals over [0, end) by antiderivatives; by quadrature where the frequency ramps.
  public func integrals(to end: Double) -> Integrals {
    if ramp != 0 { return quadrature(to: end) }
    var sums = Integrals()
    for piece in pieces where piece.start < end {
      let span = (piece.start - piece.reference, min(piece.end, end) - piece.reference)
      let omega = 2 * Double.pi * piece.frequency
      let product = { (left: HarmonicWave, right: HarmonicWave) in
        left.product(with: right, angularFrequency: omega, angle: piece.angle, over: span)
      }
      sums.power += product(piece.voltage, piece.current)
      sums.voltageSquared += product(piece.voltage, piece.voltage)
      sums.currentSquared += product(piece.current, piece.current)
    }
    return sums
  }

  /// The integrals over [0, end) by five-point Gauss-Legendre on 1/64 cycle: an independent check.
  public func quadrature(to end: Double) -> Integrals {
    var sums = Integrals()
    for piece in pieces where piece.start < end {
      let stop = min(piece.end, end)
      let cycles = (stop - piece.start) * (piece.frequency + abs(ramp) * (stop - piece.start))
      let steps = max(1, Int((cycles * 64).rounded(.up)))
      let half = (stop - piece.start) / Double(steps) / 2
      for step in 0..<steps {
        let middle = piece.start + Double(2 * step + 1) * half
        for (place, weight) in Self.gaussLegendre {
          let volts = voltage(at: middle + place * half)
          let amperes = current(at: middle + place * half)
          sums.power += weight * half * volts * amperes
          sums.voltageSquared += weight * half * volts * volts
          sums.currentSquared += weight * half * amperes * amperes
        }
      }
    }
    return sums
  }

  /// Places and weights on [-1, 1]. Source: [Abramowitz & Stegun] table 25.4.
  private static let gaussLegendre: [(Double, Double)] = [
    (0, 128.0 / 225),
    (0.538469310105683091, 0.478628670499366468), (-0.538469310105683091, 0.478628670499366468),
    (0.906179845938663993, 0.236926885056189088), (-0.906179845938663993, 0.236926885056189088),
  ]
}
