// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A waveform made from samples at a steady rate.
public struct RecordedWaveform: Waveform {
  /// What lies between two samples.
  public enum Interpolation: Sendable {
    /// A straight line: loses amplitude, 1 - (ωT)²/12 of a sinusoid's effective value.
    case linear
    /// The cubic through the four nearest samples (Lagrange): error of order (ωT)⁴.
    case cubic
  }

  private let rateHertz: Double
  private let voltages: [Double]
  private let currents: [Double]
  private let isLooped: Bool
  private let interpolation: Interpolation

  /// Makes a waveform of samples taken at n / rate; nil where there are none, the counts differ
  /// or the rate is not positive.
  ///
  /// - Unit: hertz, volts, amperes. `isLooped` false: after the last sample there is nothing.
  public init?(
    samples: (voltages: [Double], currents: [Double]), rateHertz: Double,
    isLooped: Bool = false, interpolation: Interpolation = .cubic
  ) {
    guard !samples.voltages.isEmpty, samples.voltages.count == samples.currents.count,
      rateHertz > 0
    else { return nil }
    self.voltages = samples.voltages
    self.currents = samples.currents
    self.rateHertz = rateHertz
    self.isLooped = isLooped
    self.interpolation = interpolation
  }

  /// Samples over rate; nil where it is looped.
  public var durationSeconds: Double? { isLooped ? nil : Double(voltages.count) / rateHertz }

  /// The voltage; 0 V outside a record that is not looped.
  public func voltage(at seconds: Double) -> Double { value(of: voltages, at: seconds) }

  /// The current; 0 A outside a record that is not looped.
  public func current(at seconds: Double) -> Double { value(of: currents, at: seconds) }

  private func value(of samples: [Double], at seconds: Double) -> Double {
    let place = seconds * rateHertz
    if !isLooped, place < 0 || place >= Double(samples.count) { return 0 }
    let below = floor(place)
    let part = place - below
    let index = Int(below)
    let near = { (offset: Int) in sample(of: samples, at: index + offset) }
    switch interpolation {
    case .linear:
      return near(0) + part * (near(1) - near(0))
    case .cubic:
      let outer = -part * (part - 1) * (part - 2) / 6 * near(-1)
      let last = (part + 1) * part * (part - 1) / 6 * near(2)
      let inner = (part + 1) * (part - 1) * (part - 2) / 2 * near(0)
      return outer + inner - (part + 1) * part * (part - 2) / 2 * near(1) + last
    }
  }

  private func sample(of samples: [Double], at index: Int) -> Double {
    if isLooped {
      let rest = index % samples.count
      return samples[rest < 0 ? rest + samples.count : rest]
    }
    return samples[max(0, min(samples.count - 1, index))]
  }
}
