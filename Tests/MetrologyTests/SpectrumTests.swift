// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Metrology

/// What an ideal converter sees of a wave, and what its spectrum must be in closed form.
struct SpectrumWave {
  /// A line: order, not always whole, share of the fundamental and phase.
  typealias Line = (order: Double, share: Double, phase: Double)

  var rate = 7407.0
  var frequency = 50.0
  var cycles = 10
  /// Peaks of the fundamentals. Unit: counts.
  var peaks = (voltage: 1.8e6, current: 1.5e6)
  /// The current lags by it. Unit: radians.
  var lag = 0.5
  /// Of the voltage at the block's start. Unit: radians.
  var phase = 0.3
  var voltageLines: [Line] = []
  var currentLines: [Line] = []
  var offsets = (voltage: 0.0, current: 0.0)
  /// Unit: sets.
  var delay = 0.0
  /// By how much the length that is told is too long.
  var lengthError = 0.0
  var jumps: [(element: Int, sets: Double)] = []
  var margin = 30

  var length: Double { Double(cycles) * rate / frequency }
  var power: Double { peaks.voltage * peaks.current / 2 }
  var hasSixtyHertz: Bool { cycles == 12 }

  /// Calls with the codes of each element.
  func samples() -> (voltage: [Int32], current: [Int32]) {
    var (voltage, current): ([Int32], [Int32]) = ([], [])
    let turn = 2 * Double.pi * frequency / rate
    var (lead, next) = (0.0, 0)
    for element in 0..<(Int(length) + 2 * margin + 2) {
      let time = (Double(element - margin) + lead) * turn
      let late = time + delay * turn
      var v = sin(time + phase)
      var i = sin(late + phase - lag)
      for line in voltageLines { v += line.share * sin(line.order * time + line.phase) }
      for line in currentLines { i += line.share * sin(line.order * late + line.phase) }
      voltage.append(Int32((v * peaks.voltage + offsets.voltage).rounded()))
      current.append(Int32((i * peaks.current + offsets.current).rounded()))
      if next < jumps.count, jumps[next].element == element {
        lead += jumps[next].sets
        next += 1
      }
    }
    return (voltage, current)
  }

  func figures(_ analyzer: inout SpectrumAnalyzer) -> SpectrumFigures? {
    let (voltage, current) = samples()
    var window = SpectrumWindow(voltage: voltage.span, current: current.span)
    window.start = Int64(margin) << 16
    window.length = Int64((length * (1 + lengthError) * 65_536).rounded())
    window.currentDelay = Int64((delay * 0x1p32).rounded())
    for jump in jumps {
      window.jumps.add(Int64((jump.sets * 65_536).rounded()), after: jump.element)
    }
    return analyzer.analyze(window) ? analyzer.figures : nil
  }
}

extension SpectrumFigures {
  /// Unit: turns a set.
  var turns: Double? { turnsPerSet.map { Double($0) / 0x1p48 } }
}

@Suite struct SpectrumPowerTests {
  static let harmonics: [SpectrumWave.Line] = [(3, 0.05, 1), (5, 0.2, 2), (7, 0.05, 0)]

  @Test(
    "Active and reactive power of the fundamental are within 1 ppm of full scale",
    arguments: [
      (1000.0, 50.0, 10), (1000, 52.5, 10), (1000, 60, 12), (3300, 49.5, 10), (7407, 49.5, 10),
      (7407, 50, 10), (7407, 50.5, 10), (7407, 60, 12), (7900, 50, 10), (30_000, 60, 12),
      (40_000, 50, 10),
    ], [0, 1e-5, -1e-4, 1e-3])
  func power(_ point: (rate: Double, frequency: Double, cycles: Int), _ error: Double) throws {
    var analyzer = SpectrumAnalyzer(cycles: point.cycles)
    var wave = SpectrumWave(rate: point.rate, frequency: point.frequency, cycles: point.cycles)
    wave.lengthError = error
    (wave.voltageLines, wave.currentLines) = (Self.harmonics, Self.harmonics)
    wave.offsets = (50_000, -30_000)
    wave.delay = 0.33
    let result = wave.figures(&analyzer)
    let figures = try #require(result)
    let active = Double(figures.fundamentalActive) / 0x1p32 / wave.power
    let reactive = Double(figures.fundamentalReactive) / 0x1p32 / wave.power
    #expect(abs(active - cos(wave.lag)) < 1e-6)
    #expect(abs(reactive - sin(wave.lag)) < 1e-6)
    let rms = Double(figures.voltage.fundamental) / 0x1p32 * 2.0.squareRoot()
    #expect(abs(rms / wave.peaks.voltage - 1) < 1e-6)
    let current = Double(figures.current.fundamental) / 0x1p32 * 2.0.squareRoot()
    #expect(abs(current / wave.peaks.current - 1) < 1e-6)
  }

  @Test(
    "A leading current has negative reactive power, a delay changes none", arguments: [-1, 0, 2])
  func sign(_ delay: Int) throws {
    var analyzer = SpectrumAnalyzer(cycles: 10)
    let wave = SpectrumWave(lag: -1, delay: Double(delay))
    let result = wave.figures(&analyzer)
    let figures = try #require(result)
    let reactive = Double(figures.fundamentalReactive) / 0x1p32 / wave.power
    #expect(abs(reactive - sin(-1)) < 1e-6)
  }

  @Test("Twelve-bit codes give what a direct Fourier sum of the same codes gives")
  func oracle() throws {
    var analyzer = SpectrumAnalyzer(cycles: 10)
    var wave = SpectrumWave(rate: 7400, peaks: (1_800, 700), lag: 1)
    (wave.voltageLines, wave.currentLines) = (Self.harmonics, Self.harmonics)
    let (voltage, current) = wave.samples()
    var (v, i): ([Double], [Double]) = ([0, 0], [0, 0])
    for element in 0..<1480 {
      let angle = 2 * Double.pi * Double(element) / 148
      let (x, y) = (
        Double(voltage[element + wave.margin]), Double(current[element + wave.margin])
      )
      (v[0], v[1]) = (v[0] + x * cos(angle), v[1] - x * sin(angle))
      (i[0], i[1]) = (i[0] + y * cos(angle), i[1] - y * sin(angle))
    }
    let scale = 2.0 / 1480 / 1480
    let active = (v[0] * i[0] + v[1] * i[1]) * scale
    let reactive = (v[1] * i[0] - v[0] * i[1]) * scale
    let result = wave.figures(&analyzer)
    let figures = try #require(result)
    // Full scale: 2,048 counts of voltage and current.
    let full = 2_048.0 * 2_048 / 2
    #expect(abs(Double(figures.fundamentalActive) / 0x1p32 - active) < 1e-6 * full)
    #expect(abs(Double(figures.fundamentalReactive) / 0x1p32 - reactive) < 1e-6 * full)
  }

  @Test("Dead time between bursts is time", arguments: [0.2, -0.1, 1.3, 2.9])
  func jumps(_ sets: Double) throws {
    var analyzer = SpectrumAnalyzer(cycles: 10)
    var wave = SpectrumWave()
    wave.jumps = [(5, sets), (400, sets), (1_000, sets)]
    (wave.voltageLines, wave.currentLines) = (Self.harmonics, Self.harmonics)
    // Element 30 is later by the first jump, which the wave's phase tells.
    let (voltage, current) = wave.samples()
    var window = SpectrumWindow(voltage: voltage.span, current: current.span)
    window.start = 30 << 16
    window.length = Int64(wave.length * 65_536)
    for jump in wave.jumps {
      window.jumps.add(Int64((jump.sets * 65_536).rounded()), after: jump.element)
    }
    let isTaken = analyzer.analyze(window)
    #expect(isTaken)
    let figures = analyzer.figures
    let active = Double(figures.fundamentalActive) / 0x1p32 / wave.power
    let reactive = Double(figures.fundamentalReactive) / 0x1p32 / wave.power
    let bound = 2e-6 * max(1, abs(sets) * 5)
    #expect(abs(active - cos(wave.lag)) < bound, "\(active - cos(wave.lag))")
    #expect(abs(reactive - sin(wave.lag)) < bound, "\(reactive - sin(wave.lag))")
    let turns = try #require(figures.turns)
    #expect(abs(turns * wave.rate - 50) < 0.0005, "\(turns * wave.rate - 50)")
  }
}
