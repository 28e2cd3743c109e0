// SPDX-License-Identifier: Apache-2.0

import Foundation
import Quantities
import Testing

@testable import Metrology

/// What calibration and bad input do to a block, against closed form.
@Suite struct BlockReadingTests {
  static func last(
    _ wave: SineWave, millidegrees: Int32? = nil, _ change: (inout FrontEnd) -> Void
  ) throws -> BlockFigures {
    let found = try ForesightTests.measured(wave, millidegrees: millidegrees, sets: 7_407, change)
    return try #require(found.blocks.last)
  }

  @Test("A curve corrects gain and phase at the block's current, in P, P1 and Q1 alike")
  func curve() throws {
    let wave = SineWave(degrees: 60, currentDelay: 30e-6)
    let block = try Self.last(wave) { frontEnd in
      frontEnd.current.delayNanoseconds = 0
      _ = frontEnd.current.curve.add(
        CalibrationPoint(
          current: Current(microamperes: 1_000_000), gainBillionths: 10_000_000,
          delayNanoseconds: 30_000))
    }
    let (active, reactive) = (575 * 1.01, 1150 * 1.01 * sin(Double.pi / 3))
    let fundamental = try #require(block.fundamental)
    #expect(abs(Double(block.current.microamperes) / 5.05e6 - 1) < 1e-5)
    #expect(abs(Double(block.activePower.microwatts) / 1e6 / active - 1) < 2e-5)
    #expect(abs(Double(fundamental.activePower.microwatts) / 1e6 / active - 1) < 2e-6)
    #expect(abs(Double(fundamental.reactivePower.microvars) / 1e6 / reactive - 1) < 2e-6)
  }

  @Test(
    "A gain that grows with temperature is divided out", arguments: [(33_000, 10), (13_000, -10)])
  func temperature(_ millidegrees: Int32, _ kelvins: Double) throws {
    let block = try Self.last(SineWave(), millidegrees: millidegrees) {
      $0.voltage.gainBillionthsPerKelvin = 1_000_000
      $0.current.gainBillionthsPerKelvin = -500_000
    }
    #expect(abs(Double(block.voltage.microvolts) / 230e6 - (1 - 1e-3 * kelvins)) < 2e-6)
    #expect(abs(Double(block.current.microamperes) / 5e6 - (1 + 5e-4 * kelvins)) < 1e-5)
  }

  @Test("The noise's variance leaves the mean square, and never more than there is")
  func noise() throws {
    // 10 µA a count: 5 A are 500,000 counts, 3 A of noise 300,000.
    let part = try Self.last(SineWave()) { $0.current.noiseVariance = 1 << 40 }
    let counts = (500_000.0 * 500_000 - 0x1p24).squareRoot()
    #expect(abs(Double(part.current.microamperes) - counts * 10) < 30)
    let all = try Self.last(SineWave(amperes: 0.01)) { $0.current.noiseVariance = 1 << 40 }
    #expect(all.current.microamperes == 0 && all.currentCrestFactor == nil)
  }

  @Test("Crest factors are the root of two on a sine")
  func crest() throws {
    let block = try Self.last(SineWave(offset: (3, 0.2))) { _ in }
    #expect(abs(Int(try #require(block.voltageCrestFactor).thousandths) - 1_414) <= 1)
    #expect(abs(Int(try #require(block.currentCrestFactor).thousandths) - 1_414) <= 1)
  }

  /// 325.3 V are 3,252,691 counts, 7.07 A are 707,107.
  @Test(
    "A code beyond what is surely not clipped flags the block",
    arguments: [
      (3_252_700, 707_200, false), (3_252_600, 707_200, true), (3_252_700, 707_000, true),
      (0, 0, false),
    ] as [(Int32, Int32, Bool)])
  func clipped(_ volts: Int32, _ amperes: Int32, _ isClipped: Bool) throws {
    let block = try Self.last(SineWave()) {
      ($0.voltage.peakMax, $0.current.peakMax) = (volts, amperes)
    }
    #expect(block.flags.contains(.clipped) == isClipped)
  }

  @Test("One code all the time is a stuck converter: flagged, and no energy")
  func stuck() throws {
    let sets = [SampleSet](repeating: SampleSet(voltage: 900_000, current: 40_000), count: 7_407)
    let result = try Measurements(SineWave().frontEnd, sets)
    #expect(!result.blocks.isEmpty)
    #expect(result.blocks.allSatisfy { $0.flags.contains(.stuck) && $0.flags.contains(.unlocked) })
    #expect(abs(result.wattHours) < 1e-9)
    let live = try Self.last(SineWave()) { _ in }
    #expect(!live.flags.contains(.stuck) && !live.flags.contains(.unlocked))
  }

  @Test("A calibration that no bench could have found is refused by name")
  func absurd() {
    let changes: [(inout FrontEnd) -> Void] = [
      { $0.voltage.noiseVariance = -1 }, { $0.current.noiseVariance = 1 << 40 + 1 },
      { $0.current.gainBillionthsPerKelvin = 1_000_001 }, { $0.voltage.peakMax = -1 },
    ]
    for change in changes {
      var frontEnd = SineWave().frontEnd
      change(&frontEnd)
      #expect(throws: FrontEndError.calibrationOutOfRange) { _ = try Scales(frontEnd) }
    }
  }
}

@Suite struct HalfCycleTests {
  @Test(
    "Every half cycle of a steady voltage has its RMS value, off nominal as well",
    arguments: [(45.0, 0.004), (50, 0.0002), (50.2, 0.0004), (55, 0.004)])
  func steady(_ frequency: Double, _ bound: Double) throws {
    let result = try Measurements(SineWave(frequency: frequency), sets: 22_221)
    // After two seconds the grid has the frequency; three seconds less what comes before.
    let late = result.halfCycles.filter { $0.end.nanoseconds > 2_000_000_000 }
    #expect(abs(Double(late.count) - 2 * frequency) <= 3)
    for half in late {
      #expect(abs(Double(half.voltage.microvolts) / 230e6 - 1) < bound)
    }
  }

  @Test("Half cycles follow each other, two to a cycle, and the first ends a cycle after the start")
  func order() throws {
    let halves = try Measurements(SineWave(), sets: 7_407).halfCycles
    // A set begins half a period, 68 µs, before its instant, and the clock begins at 0.
    #expect(abs(Int(halves[0].end.nanoseconds) - 20_000_000) < 70_000)
    #expect(abs(Int(halves[1].end.since(halves[1].start)) - 20_000_000) < 10_000)
    for (half, next) in zip(halves, halves.dropFirst()) {
      #expect(abs(Int(next.end.since(half.end)) - 10_000_000) < 10_000)
    }
  }

  @Test("The course of a steady energy is even over its half cycles and ends with all of it")
  func course() throws {
    let step = try #require(try Measurements(SineWave(), sets: 7_407).steps.dropLast().last)
    #expect((20...21).contains(step.course.count))
    for index in 0..<step.course.count {
      let part = step.course[index]
      let length = Double(part.end.since(step.course.start))
      let whole = Double(step.course[step.course.count - 1].end.since(step.course.start))
      #expect(part.start < part.end)
      #expect(abs(Double(part.complete) / Double(EnergyCourse.whole) - length / whole) < 0.02)
    }
    #expect(step.course[step.course.count - 1].complete == EnergyCourse.whole)
  }

  @Test("Fundamental, reactive and apparent energy of a block are its powers times its time")
  func energies() throws {
    let result = try Measurements(SineWave(degrees: -36.87), sets: 7_407)
    let (step, block) = (
      try #require(result.steps.dropLast().last), try #require(result.blocks.last)
    )
    let hours = Double(block.nanoseconds) / 3.6e12
    for (energy, power) in [
      (step.energy, 920.0), (step.fundamental, 920), (step.reactive, -690), (step.apparent, 1150),
    ] {
      #expect(abs(Double(energy.raw) / 0x1p64 / 1e6 / (power * hours) - 1) < 2e-5)
    }
  }
}
