// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Direct component and harmonics of evenly spaced values by least squares: what a window of a
/// whole number of cycles would leak does not leak.
///
/// The angles count from the middle of the values. There the sums of cosine times sine vanish, so
/// that cosines and sines are two systems of their own, and their matrices have closed forms.
struct HarmonicFit {
  /// The mean that is left when the harmonics are taken out.
  let direct: Double
  /// Peak phasors of the orders from 1: cosine part less i times the sine part.
  let phasors: [Phasor]
  /// What the fit leaves of the sum of squares is that sum less this.
  let explainedSquares: Double

  /// Fits so many orders of a frequency; nil where there are too few values for them.
  ///
  /// - Parameter turn: what the fundamental turns from one value to the next. Unit: radians.
  ///   Range: twice the orders times it stays below 2π.
  init?(_ values: [Double], turn: Double, orders: Int) {
    guard orders >= 1, turn > 0, values.count > 2 * orders,
      2 * Double(orders) * turn < 2 * Double.pi
    else { return nil }
    let sums = (0...2 * orders).map { HarmonicFit.cosineSum(values.count, turn * Double($0)) }
    let (cosines, sines) = HarmonicFit.projections(values, turn, orders)
    let even = SymmetricSystem(orders + 1) { (sums[abs($0 - $1)] + sums[$0 + $1]) / 2 }
    let odd = SymmetricSystem(orders) { (sums[abs($0 - $1)] - sums[$0 + $1 + 2]) / 2 }
    guard let even = even?.solution(cosines), let odd = odd?.solution(sines) else { return nil }
    direct = even[0]
    phasors = zip(even.dropFirst(), odd).map { Phasor($0, -$1) }
    explainedSquares = zip(even, cosines).map(*).reduce(0, +) + zip(odd, sines).map(*).reduce(0, +)
  }

  /// The root of the sum of squares of the orders from 2, over the fundamental; nil without one.
  var distortion: Double? {
    let fundamental = phasors[0].squared.squareRoot()
    guard fundamental > HarmonicFit.fundamentalMin else { return nil }
    return phasors.dropFirst().map(\.squared).reduce(0, +).squareRoot() / fundamental
  }

  /// Less is no fundamental. Unit: volts or amperes, peak.
  private static let fundamentalMin = 1e-9
  /// Turning on loses a digit in some ten thousand turns; it starts anew each so many values.
  private static let valuesPerRenewal = 512

  /// Sum of the cosines of an angle times the places of so many values about their middle.
  private static func cosineSum(_ count: Int, _ angle: Double) -> Double {
    angle == 0 ? Double(count) : sin(Double(count) * angle / 2) / sin(angle / 2)
  }

  /// Sums of the values times cosines (from order 0) and times sines (from order 1).
  private static func projections(
    _ values: [Double], _ turn: Double, _ orders: Int
  ) -> ([Double], [Double]) {
    var cosines = [Double](repeating: 0, count: orders + 1)
    var sines = [Double](repeating: 0, count: orders + 1)
    let middle = Double(values.count - 1) / 2
    let step = Phasor(angle: turn)
    var first = Phasor(1, 0)
    values.withUnsafeBufferPointer { values in
      cosines.withUnsafeMutableBufferPointer { cosines in
        sines.withUnsafeMutableBufferPointer { sines in
          for index in 0..<values.count {
            let isRenewed = index % valuesPerRenewal == 0
            first = isRenewed ? Phasor(angle: turn * (Double(index) - middle)) : first * step
            let value = values[index]
            var (real, imaginary) = (1.0, 0.0)
            for order in 0...orders {
              cosines[order] += value * real
              sines[order] += value * imaginary
              let next = real * first.real - imaginary * first.imaginary
              imaginary = imaginary * first.real + real * first.imaginary
              real = next
            }
          }
        }
      }
    }
    return (cosines, Array(sines.dropFirst()))
  }
}

/// A complex number.
struct Phasor: Equatable {
  var real: Double
  var imaginary: Double

  init(_ real: Double, _ imaginary: Double) { (self.real, self.imaginary) = (real, imaginary) }

  /// On the unit circle. Unit: radians.
  init(angle: Double) { self.init(cos(angle), sin(angle)) }

  var squared: Double { real * real + imaginary * imaginary }
  var conjugate: Phasor { Phasor(real, -imaginary) }

  static func * (left: Phasor, right: Phasor) -> Phasor {
    Phasor(
      left.real * right.real - left.imaginary * right.imaginary,
      left.imaginary * right.real + left.real * right.imaginary)
  }
  static func + (left: Phasor, right: Phasor) -> Phasor {
    Phasor(left.real + right.real, left.imaginary + right.imaginary)
  }
  static func - (left: Phasor, right: Phasor) -> Phasor {
    Phasor(left.real - right.real, left.imaginary - right.imaginary)
  }
}

/// Linear equations with a symmetric, positive definite matrix, by its Cholesky factor.
private struct SymmetricSystem {
  private let count: Int
  private var factor: [Double]

  /// nil where the matrix is not positive definite to the precision of the numbers.
  init?(_ count: Int, _ element: (Int, Int) -> Double) {
    self.count = count
    factor = [Double](repeating: 0, count: count * count)
    for row in 0..<count {
      for column in 0...row {
        var rest = element(row, column)
        for place in 0..<column {
          rest -= factor[row * count + place] * factor[column * count + place]
        }
        if column == row {
          guard rest > element(row, row) * 1e-12 else { return nil }
          factor[row * count + row] = rest.squareRoot()
        } else {
          factor[row * count + column] = rest / factor[column * count + column]
        }
      }
    }
  }

  func solution(_ right: [Double]) -> [Double] {
    var values = right
    for row in 0..<count {
      for column in 0..<row { values[row] -= factor[row * count + column] * values[column] }
      values[row] /= factor[row * count + row]
    }
    for row in (0..<count).reversed() {
      for below in row + 1..<count { values[row] -= factor[below * count + row] * values[below] }
      values[row] /= factor[row * count + row]
    }
    return values
  }
}
