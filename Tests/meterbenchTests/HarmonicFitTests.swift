// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import meterbench

@Suite struct HarmonicFitTests {
  /// A direct component, and harmonics as peak and angle at the first value.
  private func wave(
    _ count: Int, turn: Double, direct: Double, _ harmonics: [(Double, Double)]
  ) -> [Double] {
    (0..<count).map { place in
      harmonics.enumerated().reduce(direct) { sum, harmonic in
        let angle = Double(harmonic.offset + 1) * turn * Double(place) + harmonic.element.1
        return sum + harmonic.element.0 * cos(angle)
      }
    }
  }

  @Test(
    "A sum of harmonics is found exactly, whatever part of a cycle the values end in",
    arguments: [(400, 0.061), (1_501, 0.0424), (97, 0.07), (5_000, 0.0123)])
  func exact(count: Int, turn: Double) throws {
    let harmonics = [(325.0, 0.3), (0, 0), (11.0, -1.2), (0, 0), (7.0, 2.9)]
    let values = wave(count, turn: turn, direct: 4, harmonics)
    let fit = try #require(HarmonicFit(values, turn: turn, orders: 7))
    #expect(abs(fit.direct - 4) < 1e-8)
    #expect(fit.phasors.count == 7)
    for (phasor, known) in zip(fit.phasors, harmonics) {
      #expect(abs(phasor.squared.squareRoot() - known.0) < 1e-8)
    }
    let expected = (11.0 * 11 + 7 * 7).squareRoot() / 325
    #expect(abs(try #require(fit.distortion) - expected) < 1e-10)
    let squares = values.map { $0 * $0 }.reduce(0, +)
    #expect(abs(fit.explainedSquares / squares - 1) < 1e-12)
  }

  @Test("The angle between two fits is the angle between their waves")
  func angle() throws {
    let first = try #require(
      HarmonicFit(wave(1_000, turn: 0.05, direct: 0, [(2, 1.0)]), turn: 0.05, orders: 3))
    let second = try #require(
      HarmonicFit(wave(1_000, turn: 0.05, direct: 1, [(3, 0.4)]), turn: 0.05, orders: 3))
    let product = first.phasors[0] * second.phasors[0].conjugate
    #expect(abs(product.real - 6 * cos(0.6)) < 1e-9)
    #expect(abs(product.imaginary - 6 * sin(0.6)) < 1e-9)
  }

  @Test("Too few values, no turn, and orders beyond half the rate have no fit")
  func refused() {
    let values = [Double](repeating: 1, count: 100)
    #expect(HarmonicFit([], turn: 0.1, orders: 1) == nil)
    #expect(HarmonicFit(Array(values[..<10]), turn: 0.6, orders: 5) == nil)
    #expect(HarmonicFit(values, turn: 0, orders: 1) == nil)
    #expect(HarmonicFit(values, turn: 0.4, orders: 8) == nil)
    #expect(HarmonicFit(values, turn: 0.1, orders: 0) == nil)
    #expect(HarmonicFit(values, turn: 1e-9, orders: 3) == nil)
    #expect(HarmonicFit(values, turn: 0.3, orders: 5)?.distortion == nil)
  }

  @Test(
    "The frequency is found to 1 µHz, with harmonics, at any length",
    arguments: [42.6, 49.987, 50, 51.3, 57.4, 60, 65.9], [0.04, 0.2, 3.01])
  func frequency(hertz: Double, seconds: Double) throws {
    let rate = 7_407.407
    let turn = 2 * Double.pi * hertz / rate
    let values = wave(
      Int(seconds * rate), turn: turn, direct: -3, [(325, 1), (0, 0), (16, 2), (0, 0), (9, 0)])
    let nominal = hertz < 55 ? 50.0 : hertz < 58 ? 50.0 : 60.0
    let found = try #require(RecordFrequency.hertz(values, rate: rate, nominal: nominal))
    #expect(abs(found - hertz) < 1e-6, "\(found) Hz")
  }

  @Test("A frequency needs one and a half cycles")
  func tooShort() {
    let values = wave(1_000, turn: 2 * Double.pi * 50 / 10_000, direct: 0, [(325, 0)])
    #expect(RecordFrequency.hertz(Array(values[..<299]), rate: 10_000, nominal: 50) == nil)
    #expect(RecordFrequency.hertz(Array(values[..<300]), rate: 10_000, nominal: 50) != nil)
    #expect(RecordFrequency.hertz([], rate: 10_000, nominal: 50) == nil)
    let silence = [Double](repeating: 0, count: 1_000)
    #expect(RecordFrequency.hertz(silence, rate: 10_000, nominal: 50) == nil)
  }

  @Test("The largest line is the sine's, where it lies between the two")
  func peak() throws {
    let values = wave(1_000, turn: 2 * Double.pi * 0.0613, direct: 9, [(1, 0)])
    let found = try #require(SpectralPeak.frequency(values, from: 0.05, to: 0.07))
    #expect(abs(found - 0.0613) <= 0.5 / 8_000)
    #expect(SpectralPeak.frequency(values, from: 0.05, to: 0.05) == nil)
    #expect(SpectralPeak.frequency([1], from: 0, to: 1) == nil)
  }
}
