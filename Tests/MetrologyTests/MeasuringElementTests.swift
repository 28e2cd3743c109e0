// SPDX-License-Identifier: Apache-2.0

import Foundation
import Quantities
import Testing

@testable import Metrology

@Suite struct MeasuringElementTests {
  //                       f     V    A     degrees
  static let loads = [
    (45.0, 230.0, 5.0, 0.0), (49.987, 230.0, 5.0, 60.0), (50.0, 230.0, 60.0, -36.87),
    (52.5, 184.0, 0.25, 25.0), (50.0, 230.0, 5.0, 180.0), (59.97, 120.0, 15.0, 150.0),
    (65.0, 230.0, 0.02, 84.0), (50.0, 264.5, 5.0, 90.0),
  ]

  @Test("Figures of a steady sine are those of the closed form", arguments: loads)
  func steady(_ f: Double, _ volts: Double, _ amperes: Double, _ degrees: Double) throws {
    let wave = SineWave(frequency: f, volts: volts, amperes: amperes, degrees: degrees)
    let block = try #require(try Measurements(wave, sets: 7407).blocks.last)
    let power = volts * amperes * cos(degrees * .pi / 180)
    #expect(abs(Double(block.voltage.microvolts) / 1e6 / volts - 1) < 2e-6)
    #expect(abs(Double(block.current.microamperes) / 1e6 / amperes - 1) < 1e-5)
    #expect(abs(Double(block.activePower.microwatts) / 1e6 - power) < 1e-5 * volts * amperes)
    #expect(abs(Double(try #require(block.frequency).microhertz) / 1e6 - f) < 1e-4)
    let factor = Double(try #require(block.powerFactor).millionths) / 1e6
    #expect(abs(factor - cos(degrees * .pi / 180)) < 1e-5)
  }

  @Test(
    "A current sampled later than its voltage costs nothing", arguments: [45e-6, 90e-6, -30e-6])
  func skew(_ delay: Double) throws {
    var wave = SineWave(degrees: 60, currentDelay: delay)
    wave.harmonics = [(5, 23, 1)]
    let block = try #require(try Measurements(wave, sets: 7407).blocks.last)
    let power = 230 * 5 * 0.5 + 23 * cos(300 * Double.pi / 180)
    #expect(abs(Double(block.activePower.microwatts) / 1e6 / power - 1) < 2e-5)
  }

  @Test("Direct components leave every figure and are reported beside")
  func directComponents() throws {
    let plain = try Measurements(SineWave(), sets: 7407)
    let shifted = try Measurements(SineWave(offset: (3, -0.5)), sets: 7407)
    let (left, right) = (try #require(plain.blocks.last), try #require(shifted.blocks.last))
    #expect(abs(left.voltage.microvolts - right.voltage.microvolts) < 1_000)
    #expect(abs(left.activePower.microwatts - right.activePower.microwatts) < 10_000)
    #expect(abs(right.voltageDC.microvolts - 3_000_000) < 1_000)
    #expect(abs(right.currentDC.microamperes + 500_000) < 100)
    let wattHoursDC = Double(shifted.energyDC) / 0x1p64 / 1e6
    #expect(abs(wattHoursDC + 1.5 / 3600) < 1e-6)
  }

  @Test("Energy of lead-in, blocks and tail is the record's, to the residual", arguments: 0..<20)
  func everySetCountsOnce(_ seed: Int) throws {
    var wave = SineWave(frequency: 45 + Double(seed), degrees: Double(seed * 18))
    wave.offset = (Double(seed), 0.1)
    let sets = (0..<(100 + seed * 377)).map { wave.set($0 + seed * 13) }
    let result = try Measurements(wave.frontEnd, sets)
    let products = sets.reduce(Int128(0)) { $0 + Int128($1.voltage) * Int128($1.current) }
    // 100 µV times 10 µA over 7407 sets a second: 1e-9 J each.
    let record = Double(products) * 1e-9 / 7407 / 3600
    let registers = Double(result.energy + result.energyDC) / 0x1p64 / 1e6
    #expect(abs(record - registers) < 1e-12, "seed \(seed)")
  }

  @Test("A record shorter than a block closes none and still counts its energy")
  func shortRecord() throws {
    let result = try Measurements(SineWave(), sets: 1_000)
    #expect(result.blocks.isEmpty)
    #expect(result.steps.count == 1)
    #expect(abs(result.wattHours / (1150 * 1000 / 7407 / 3600) - 1) < 0.01)
  }

  @Test("Nothing measured is no energy and no block")
  func empty() throws {
    let result = try Measurements(SineWave(), sets: 0)
    #expect(result.blocks.isEmpty && result.energy == 0)
  }

  @Test(
    "A block that does not fit has no spectrum, and all else",
    arguments: [
      (8_000.0, true), (12_000, true), (20_000, true), (40_000, true), (41_000, false),
    ])
  func longBlocks(_ rate: Double, _ doesFit: Bool) throws {
    let wave = SineWave(degrees: 60, rate: rate)
    let result = try Measurements(wave, sets: Int(rate))
    #expect(result.blocks.count == 4)
    for block in result.blocks {
      #expect((block.fundamental != nil) == doesFit)
      #expect(abs(Double(block.voltage.microvolts) / 1e6 / 230 - 1) < 2e-6)
      #expect(abs(Double(block.activePower.microwatts) / 1e6 / 575 - 1) < 2e-5)
    }
    #expect(abs(result.wattHours / (575.0 / 3600) - 1) < 0.01)
  }

  @Test("A dead line closes blocks by time, without frequency")
  func deadLine() throws {
    let result = try Measurements(SineWave(volts: 0.09, amperes: 0.02), sets: 7407)
    #expect(result.blocks.count == 4)
    #expect(result.blocks.allSatisfy { $0.frequency == nil })
  }

  @Test("A block in which the line was interrupted has no frequency; the next has")
  func interruption() throws {
    let wave = SineWave()
    let sets = (0..<14_814).map { (3_000..<5_000).contains($0) ? SampleSet.zero : wave.set($0) }
    let result = try Measurements(wave.frontEnd, sets)
    #expect(result.blocks.filter { $0.frequency == nil }.count >= 2)
    let last = try #require(result.blocks.last?.frequency)
    #expect(abs(last.microhertz - 50_000_000) < 100)
  }

  @Test("Direction is decided per block: an exporting load leaves import alone")
  func direction() throws {
    let result = try Measurements(SineWave(degrees: 120), sets: 7407)
    #expect(result.steps.allSatisfy { $0.energy.raw < 0 })
  }

  @Test("Dead time counts with the block's mean power and slows the frequency")
  func deadTime() throws {
    let wave = SineWave()
    var element = try MeasuringElement(wave.frontEnd)
    var sink = try Measurements(wave, sets: 0)
    for index in 0..<7_407 {
      // One set in a hundred is left out: its time passes as dead time.
      if index % 100 == 99 {
        _ = element.addDeadTime(1 << 16, into: &sink)
      } else {
        element.add([wave.set(index)].span, endingAt: .zero, into: &sink)
      }
    }
    element.finish(into: &sink)
    #expect(abs(sink.wattHours / (1150 / 3600) - 1) < 1e-3)
    let frequency = try #require(sink.blocks.last?.frequency)
    #expect(abs(Double(frequency.microhertz) / 1e6 - 50) < 0.02)
  }
}
