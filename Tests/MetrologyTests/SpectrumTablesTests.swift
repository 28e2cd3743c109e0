// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Metrology

@Suite struct SpectrumTablesTests {
  static let beta = 6 * Double.pi * 0.6

  /// The modified Bessel function of order 0 by its series.
  static func bessel(_ x: Double) -> Double {
    var (sum, term, order) = (1.0, 1.0, 1.0)
    while term > 1e-17 * sum {
      term *= x * x / 4 / order / order
      sum += term
      order += 1
    }
    return sum
  }

  @Test("The kernel is a Kaiser-Bessel bell whose six weights sum to one")
  func kernel() {
    let kernel = SpectrumKernel()
    let area = sinh(Self.beta) / Self.beta
    for node in 0..<3072 {
      let x = (Double(node) / 512 - 3) / 3
      let exact = Self.bessel(Self.beta * max(0, 1 - x * x).squareRoot()) / area / 6
      let weight = Double(kernel.weights.weight(node, 0)) / 0x1p30
      #expect(abs(weight - exact) < 4.5e-5 * exact + 2e-8, "node \(node)")
    }
    for phase in 0..<512 {
      var sum: Int64 = 0
      for tap in 0..<6 { sum += kernel.weights.weight(phase + 512 * tap, 0) }
      #expect(sum == 1 << 30)
    }
  }

  @Test("The gain undoes the kernel's droop")
  func gain() {
    for step in 0...100 {
      let f = 0.4 * Double(step) / 100
      let root = (Self.beta * Self.beta - pow(6 * Double.pi * f, 2)).squareRoot()
      let droop = sinh(root) / root / (sinh(Self.beta) / Self.beta)
      let gain = SpectrumKernel.gain(Int64(pow(f / 0.4, 2) * 0x1p30))
      #expect(abs(Double(gain) / 0x1p24 * droop - 1) < 6e-8, "f \(f)")
    }
  }

  @Test("The circle is within 2 units", arguments: [10, 12])
  func circle(_ cycles: Int) {
    let circle = SpectrumCircle(cycles: cycles)
    for index in 0..<circle.points {
      let angle = 2 * Double.pi * Double(index) / Double(circle.points)
      let (cosine, sine) = (circle.vectors.cosines[index], circle.vectors.sines[index])
      #expect(abs(Double(cosine) - cos(angle) * 0x1p30) < 2.5)
      #expect(abs(Double(sine) - sin(angle) * 0x1p30) < 2.5)
    }
  }

  @Test(
    "The root has 31 good bits", arguments: [1, 2, 3, 255, 1 << 20, 1 << 61, .max, 0x4000_0001])
  func root(_ square: UInt64) {
    let root = SpectrumRoot(square)
    let value = Double(root.mantissa) / pow(2, Double(root.exponent))
    #expect(abs(value / Double(square).squareRoot() - 1) < 0x1p-30)
  }

  @Test("The root of nothing is nothing")
  func noRoot() {
    #expect(SpectrumRoot(0).mantissa == 0)
    #expect(SpectrumRoot(0).millionths(of: SpectrumRoot(9)) == 0)
    #expect(SpectrumRoot(9).millionths(of: SpectrumRoot(0)) == .max)
    #expect(SpectrumRoot(9).millionths(of: SpectrumRoot(36)) == 500_000)
  }

  @Test("The lines are those of a direct Fourier sum of the largest points", arguments: [10, 12])
  func transform(_ cycles: Int) {
    let circle = SpectrumCircle(cycles: cycles)
    var transform = SpectrumTransform()
    var seed = UInt64(cycles)
    let (voltages, currents) = (0..<2).map { _ in
      (0..<circle.points).map { _ in
        Int32((SpectrumFrequencyTests.random(&seed) * 2 - 1) * 0x1p26)
      }
    }.pair
    transform.apply(voltages.span, currents.span, circle.vectors)
    for (order, residue) in [
      (0, 0), (1, 0), (1, 1), (-1, -1), (5, -1), (-37, 1), (50, 0), (-50, 1),
    ] {
      var (x, y) = (0.0, 0.0)
      for index in 0..<circle.points {
        let bin = Double(cycles * order + residue)
        let angle = 2 * Double.pi * bin * Double(index) / Double(circle.points)
        x += Double(voltages[index]) * cos(angle) + Double(currents[index]) * sin(angle)
        y += Double(currents[index]) * cos(angle) - Double(voltages[index]) * sin(angle)
      }
      let line = transform.harmonics.line(order, residue)
      #expect(abs(Double(line.real) - x / 128) < 6, "order \(order) residue \(residue)")
      #expect(abs(Double(line.imaginary) - y / 128) < 6, "order \(order) residue \(residue)")
    }
  }
}

extension Array {
  /// The first two elements.
  fileprivate var pair: (Element, Element) { (self[0], self[1]) }
}
