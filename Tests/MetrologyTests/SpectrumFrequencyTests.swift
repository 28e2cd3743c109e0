// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Metrology

@Suite struct SpectrumFrequencyTests {
  static func random(_ seed: inout UInt64) -> Double {
    seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(seed >> 11) / 0x1p53
  }

  /// What an interharmonic lies at: a multiple of the fundamental, or hertz above 10.
  static func order(_ place: Double, _ frequency: Double) -> Double {
    place > 10 ? place / frequency : place
  }

  @Test(
    "The frequency is within 1 mHz RMS over one block",
    arguments: [45.0, 48.7, 50, 52.5, 57, 60, 65], [0, 0.5, 81, 117, 1.3, 5.5])
  func accuracy(_ frequency: Double, _ interharmonic: Double) throws {
    let cycles = frequency > 55 ? 12 : 10
    var analyzer = SpectrumAnalyzer(cycles: cycles)
    var seed = UInt64(frequency * 1000 + interharmonic * 10)
    let first = seed
    var sum = 0.0
    let trials = 6
    for _ in 0..<trials {
      var wave = SpectrumWave(frequency: frequency, cycles: cycles)
      wave.peaks.current = 0
      wave.phase = 2 * .pi * Self.random(&seed)
      wave.voltageLines = [(3, 0.05, 0), (5, 0.06, 0), (7, 0.05, 0)]
      if interharmonic > 0 {
        wave.voltageLines.append((Self.order(interharmonic, frequency), 0.01, 0))
      }
      for index in wave.voltageLines.indices {
        wave.voltageLines[index].phase = 2 * .pi * Self.random(&seed)
      }
      wave.lengthError = (Self.random(&seed) - 0.5) * 2e-4
      let result = wave.figures(&analyzer)?.turns
      let turns = try #require(result)
      sum += pow((turns * wave.rate - frequency) * 1000, 2)
    }
    let rms = (sum / Double(trials)).squareRoot()
    #expect(rms < (interharmonic == 0 ? 0.05 : 1), "seed \(first): \(rms) mHz")
  }

  @Test("A length up to 8 % off is mended", arguments: [-0.08, -0.02, 0.001, 0.03, 0.08])
  func mended(_ error: Double) throws {
    var analyzer = SpectrumAnalyzer(cycles: 10)
    var wave = SpectrumWave(lengthError: error)
    wave.margin = 200
    let result = wave.figures(&analyzer)?.turns
    let turns = try #require(result)
    #expect(abs(turns * wave.rate - 50) < 0.0005)
  }

  @Test(
    "A length that the voltage contradicts by 10 % or more gives none", arguments: [-0.2, 0.15])
  func contradicted(_ error: Double) throws {
    var analyzer = SpectrumAnalyzer(cycles: 10)
    var wave = SpectrumWave(lengthError: error)
    wave.margin = 400
    let result = wave.figures(&analyzer)
    let figures = try #require(result)
    #expect(figures.turnsPerSet == nil)
  }

  @Test("A dead line and noise have none, and trap nothing", arguments: [0, 1, 2_000, 8_000_000])
  func noise(_ peak: Int32) throws {
    var analyzer = SpectrumAnalyzer(cycles: 10)
    var seed = UInt64(11)
    let samples = (0..<1600).map { _ in Int32((Self.random(&seed) * 2 - 1) * Double(peak)) }
    var window = SpectrumWindow(voltage: samples.span, current: samples.span)
    (window.start, window.length) = (30 << 16, 1481 << 16)
    let isTaken = analyzer.analyze(window)
    #expect(isTaken)
    let turns = analyzer.figures.turnsPerSet
    #expect(turns == nil)
  }

  @Test("Windows outside the ranges are refused, whatever they hold")
  func refused() {
    var analyzer = SpectrumAnalyzer(cycles: 10)
    let samples = [Int32](repeating: 5, count: 1600)
    func analyze(_ voltage: [Int32], _ current: [Int32], _ start: Int64, _ length: Int64) -> Bool {
      var window = SpectrumWindow(voltage: voltage.span, current: current.span)
      (window.start, window.length) = (start, length)
      return analyzer.analyze(window)
    }
    #expect(analyze(samples, samples, 0, 1481 << 16))
    #expect(!analyze(samples, [5], 0, 1481 << 16))
    #expect(!analyze([], [], 0, 1481 << 16))
    #expect(!analyze(samples, samples, -1, 1481 << 16))
    #expect(!analyze(samples, samples, .max, 1481 << 16))
    #expect(!analyze(samples, samples, 0, 0))
    #expect(!analyze(samples, samples, 0, -5))
    #expect(!analyze(samples, samples, 0, .max))
    let extremes = (0..<1600).map { $0 % 2 == 0 ? Int32.min : .max }
    #expect(!analyze(extremes, extremes, 0, 1481 << 16))
  }

  @Test(
    "Jumps of any size in any order trap nothing", arguments: [Int64.min, -70_000, 70_000, .max])
  func absurdJumps(_ length: Int64) {
    var analyzer = SpectrumAnalyzer(cycles: 10)
    let samples = (0..<1600).map { Int32(sin(Double($0) / 23.57) * 1e6) }
    var window = SpectrumWindow(voltage: samples.span, current: samples.span)
    (window.start, window.length, window.currentDelay) = (30 << 16, 1481 << 16, .max)
    for element in [-7, 3, 2, 2, 800, 801, 802, 5_000, .max, .min, 1, 2, 3, 4, 5, 6, 7, 8] {
      window.jumps.add(length, after: element)
    }
    let isTaken = analyzer.analyze(window)
    #expect(isTaken)
  }
}
