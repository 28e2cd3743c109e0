// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Which of a waveform's two quantities a converter sees.
public enum Terminal: Sendable {
  /// Volts.
  case voltage
  /// Amperes.
  case current
}

extension Waveform {
  /// The mean over [start, end), as a converter that averages over its conversion sees it.
  ///
  /// - Rounding: that of Double, in closed form, where the waveform is pieces of sinusoids of
  ///   steady frequency; else that of five-point Gauss-Legendre, 10⁻¹² of a sinusoid of 10 cycles
  ///   in it.
  func mean(of terminal: Terminal, from start: Double, to end: Double) -> Double {
    if let synthetic = self as? SyntheticWaveform, synthetic.ramp == 0 {
      return synthetic.integral(of: terminal, from: start, to: end) / (end - start)
    }
    let panels = 4
    let half = (end - start) / Double(panels) / 2
    var sum = 0.0
    for panel in 0..<panels {
      let middle = start + Double(2 * panel + 1) * half
      for (place, weight) in gaussLegendreFive {
        let time = middle + place * half
        sum += weight / 2 * (terminal == .voltage ? voltage(at: time) : current(at: time))
      }
    }
    return sum / Double(panels)
  }
}

/// Places and weights on [-1, 1]. Source: [Abramowitz & Stegun] table 25.4.
private let gaussLegendreFive: [(Double, Double)] = [
  (0, 128.0 / 225),
  (0.538469310105683091, 0.478628670499366468), (-0.538469310105683091, 0.478628670499366468),
  (0.906179845938663993, 0.236926885056189088), (-0.906179845938663993, 0.236926885056189088),
]

extension SyntheticWaveform {
  /// The integral over [start, end) by antiderivatives; the first and the last piece go on.
  fileprivate func integral(of terminal: Terminal, from start: Double, to end: Double) -> Double {
    var index = pieceIndex(at: start)
    var from = start
    var sum = 0.0
    while from < end {
      let piece = pieces[index]
      let isLast = index == pieces.count - 1
      let to = isLast ? end : min(end, piece.end)
      let omega = 2 * Double.pi * piece.frequency
      let angles = (
        omega * (from - piece.reference) + piece.angle, omega * (to - piece.reference) + piece.angle
      )
      let wave = terminal == .voltage ? piece.voltage : piece.current
      sum += wave.mean(angles) * (to - from)
      if isLast { break }
      from = max(from, to)
      index += 1
    }
    return sum
  }
}

extension HarmonicWave {
  /// The mean between two angles of the fundamental. Unit: radians.
  fileprivate func mean(_ angles: (Double, Double)) -> Double {
    guard angles.1 > angles.0 else { return value(angle: angles.0) }
    var sum = direct
    for part in harmonics {
      let drop =
        cos(part.order * angles.0 + part.phase) - cos(part.order * angles.1 + part.phase)
      sum += 2.0.squareRoot() * part.rms * drop / (part.order * (angles.1 - angles.0))
    }
    return sum
  }
}
