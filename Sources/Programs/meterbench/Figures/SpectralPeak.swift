// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Where the spectrum of evenly spaced values is largest, seen through a Hann window.
enum SpectralPeak {
  /// Lines of the spectrum to one over the duration, at least.
  private static let linesPerBin = 8

  /// The frequency of the largest line between two.
  ///
  /// - Unit: cycles a value. Range: from two values; nil where no line lies between the two.
  static func frequency(_ values: [Double], from lowest: Double, to highest: Double) -> Double? {
    guard values.count > 1 else { return nil }
    let mean = values.reduce(0, +) / Double(values.count)
    let step = 2 * Double.pi / Double(values.count - 1)
    var lines = values.enumerated().map { Phasor(($1 - mean) * (1 - cos(step * Double($0))), 0) }
    var count = 1
    while count < linesPerBin * lines.count { count *= 2 }
    lines += [Phasor](repeating: Phasor(0, 0), count: count - lines.count)
    transform(&lines)
    let near = (0..<count / 2).filter {
      let frequency = Double($0) / Double(count)
      return frequency > lowest && frequency < highest
    }
    return near.max { lines[$0].squared < lines[$1].squared }.map { Double($0) / Double(count) }
  }

  /// The Fourier transform in place, decimated in time. The count is a power of two.
  private static func transform(_ values: inout [Phasor]) {
    reverseBits(&values)
    var half = 1
    while half < values.count {
      let turns = (0..<half).map { Phasor(angle: -Double.pi * Double($0) / Double(half)) }
      for start in stride(from: 0, to: values.count, by: 2 * half) {
        for place in 0..<half {
          let odd = values[start + half + place] * turns[place]
          values[start + half + place] = values[start + place] - odd
          values[start + place] = values[start + place] + odd
        }
      }
      half *= 2
    }
  }

  private static func reverseBits(_ values: inout [Phasor]) {
    var mirrored = 0
    for index in values.indices.dropFirst() {
      var bit = values.count / 2
      while mirrored & bit != 0 {
        mirrored ^= bit
        bit /= 2
      }
      mirrored |= bit
      if index < mirrored { values.swapAt(index, mirrored) }
    }
  }
}
