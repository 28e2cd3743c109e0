// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Metrology

@Suite struct SpectrumDistortionTests {
  /// Odd orders that fall off with a power of the order, scaled to a distortion.
  static func lines(_ distortion: Double, orders: Int, power: Double) -> [SpectrumWave.Line] {
    let shares = stride(from: 3, through: orders, by: 2).map {
      (Double($0), pow(Double($0), power))
    }
    let root = shares.reduce(0) { $0 + $1.1 * $1.1 }.squareRoot()
    return shares.map { ($0.0, $0.1 / root * distortion, $0.0 * 1.7) }
  }

  @Test(
    "Distortion is within 0.05 points or 0.1 %",
    arguments: [(7407.0, 50.0, 10), (7407, 60, 12), (12_000, 50.2, 10), (30_000, 60, 12)],
    [(0.0, -1.0), (0.08, -1), (1.7, -0.3), (4.5, -0.2)])
  func distortion(
    _ point: (rate: Double, frequency: Double, cycles: Int), _ load: (total: Double, power: Double)
  ) throws {
    var analyzer = SpectrumAnalyzer(cycles: point.cycles)
    var wave = SpectrumWave(rate: point.rate, frequency: point.frequency, cycles: point.cycles)
    wave.peaks.current = 400_000
    wave.voltageLines = Self.lines(0.05, orders: 15, power: -1)
    wave.currentLines = Self.lines(load.total, orders: 40, power: load.power)
    wave.lengthError = 7e-5
    let result = wave.figures(&analyzer)
    let figures = try #require(result)
    let current = Double(try #require(figures.current.distortion)) / 1e6
    #expect(abs(current - load.total) < max(0.0005, load.total / 1000), "\(current)")
    let voltage = Double(try #require(figures.voltage.distortion)) / 1e6
    #expect(abs(voltage - 0.05) < 0.0005, "\(voltage)")
  }

  @Test(
    "Each order is measured, up to 0.4 of the rate",
    arguments: [(1000.0, 7), (3300, 26), (7407, 50)])
  func orders(_ rate: Double, _ highest: Int) throws {
    var analyzer = SpectrumAnalyzer(cycles: 10)
    var wave = SpectrumWave(rate: rate, frequency: 50.3)
    wave.peaks.current = 200_000
    wave.currentLines = (2...highest).map { (Double($0), 1 / Double($0), Double($0)) }
    let result = wave.figures(&analyzer)
    let figures = try #require(result)
    #expect(figures.highestOrder == highest)
    for order in 1...highest {
      let rms = Double(figures.current.subgroup(order)) / 65_536 * 2.0.squareRoot()
      #expect(abs(rms / 200_000 * Double(order) - 1) < 0.001, "order \(order): \(rms)")
    }
    #expect(figures.current.subgroup(highest + 1) == 0)
  }

  @Test("A subgroup holds the lines beside its harmonic, a distortion of lines does not")
  func subgroups() throws {
    var analyzer = SpectrumAnalyzer(cycles: 10)
    var wave = SpectrumWave()
    wave.currentLines = [(5, 0.3, 0), (5.1, 0.2, 0), (4.9, 0.1, 0), (5.3, 0.5, 0)]
    let result = wave.figures(&analyzer)
    let figures = try #require(result)
    let group = Double(figures.current.subgroup(5)) / 65_536 * 2.0.squareRoot()
    #expect(abs(group / wave.peaks.current - (0.09 + 0.04 + 0.01).squareRoot()) < 0.001)
    #expect(abs(Double(try #require(figures.current.distortion)) / 1e6 - 0.3) < 0.0005)
    let grouped = Double(try #require(figures.current.subgroupDistortion)) / 1e6
    #expect(abs(grouped - 0.14.squareRoot()) < 0.001)
  }

  @Test("What lies above the points' range does not fold into the orders")
  func folding() throws {
    var analyzer = SpectrumAnalyzer(cycles: 12)
    var wave = SpectrumWave(rate: 30_000, frequency: 60, cycles: 12)
    wave.currentLines = (80...240).map { (Double($0), 0.05, Double($0)) }
    let result = wave.figures(&analyzer)
    let figures = try #require(result)
    #expect(try #require(figures.current.distortion) < 500)
  }

  @Test("A fundamental below a quarter of a count has no distortion")
  func tooSmall() throws {
    var analyzer = SpectrumAnalyzer(cycles: 10)
    var wave = SpectrumWave()
    wave.peaks.current = 0
    let result = wave.figures(&analyzer)
    let figures = try #require(result)
    #expect(figures.current.distortion == nil)
    #expect(figures.current.subgroupDistortion == nil)
    #expect(figures.current.fundamental < 1 << 16)
    #expect(figures.voltage.distortion != nil)
  }
}
