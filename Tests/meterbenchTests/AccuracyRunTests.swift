// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import HardwareInterface
import Metrology
import Quantities
import SimulatedHardware
import Synchronization
import Testing

@testable import meterbench

@Suite("Measuring at test points")
struct AccuracyRunTests {
  static let condition = TestCondition(
    shape: .sine, voltage: 1, current: 5, lagDegrees: 60, frequency: 50, seconds: 1)

  /// The sampler of a board whose only error is the gain of its current.
  static func reading(_ condition: TestCondition, gainError: Double) throws -> MeterReading {
    var analog = AnalogFrontEnd.referenceBoard
    analog.current.gainError = gainError
    analog.noiseRMS = 0.3
    let frontEnd = try #require(AccuracyBoards.named("reference")).frontEnd
    let waveform = condition.waveform(nominalVolts: 230)
    let sampler = SimulatedBoardSampler(waveform, board: SimulatedBoard(analog), seed: 7)
    var source = ChosenChannel(sampler, .direct)
    return try MeterReading(
      of: &source,
      ReadingPlan(condition: condition, frontEnd: frontEnd, seed: 7, channels: .direct), waveform)
  }

  @Test("Registers tell the energy of whole cycles: a gain that is off by 1 % reads 1 % too much")
  func energy() throws {
    let reading = try Self.reading(Self.condition, gainError: 0.01)
    #expect(reading.blocks >= 5 && reading.blocks % 2 == 0)
    #expect(abs(reading.seconds - Double(reading.blocks) * 0.2) < 1e-12)
    // 230 V, 5 A, power factor 0.5
    let truth = 575 * reading.seconds / 3600
    #expect(abs(reading.activeWattHours / truth - 1.01) < 3e-4)
    #expect(abs(reading.voltage - 230) < 0.1 && abs(reading.current - 5.05) < 0.01)
    #expect(reading.ranges.count == 1)
  }

  @Test("Two cycles on, two off: the span holds as many of either")
  func burst() throws {
    var condition = Self.condition
    (condition.shape, condition.lagDegrees) = (.subHarmonic, 0)
    let reading = try Self.reading(condition, gainError: 0)
    let truth = 575 * reading.seconds / 3600
    #expect(abs(reading.activeWattHours / truth - 1) < 5e-4)
  }

  @Test("Work gives the same results on one thread and on four, in order")
  func threads() throws {
    let heard = Mutex<[Int]>([])
    let one = try Workers.map(40, threads: 1) { index throws(BenchError) in index * index }
    let four = try Workers.map(40, threads: 4, done: { done in heard.withLock { $0.append(done) } })
    {
      index throws(BenchError) in index * index
    }
    #expect(one == four && one == (0..<40).map { $0 * $0 })
    #expect(heard.withLock { $0.sorted() } == Array(1...40))
  }

  @Test("Work that fails names the first failure, however many threads", arguments: [1, 3])
  func failures(_ threads: Int) {
    let error = benchError {
      _ = try Workers.map(20, threads: threads) { index throws(BenchError) in
        if index % 7 == 5 { throw BenchError("\(index)", "it failed") }
        return index
      }
    }
    #expect(error?.file == "5")
    #expect(benchError { _ = try Workers.map(0) { index throws(BenchError) in index } } == nil)
  }

  @Test("Noise differs by board, condition and purpose, and only by them")
  func seeds() throws {
    let frontEnd = try #require(AccuracyBoards.named("reference")).frontEnd
    let plan = ReadingPlan(condition: Self.condition, frontEnd: frontEnd, seed: 1)
    var others = [plan, plan, plan, plan]
    others[0].seed = 2
    others[1].condition.current = 6
    others[2].purpose = "calibration"
    others[3].channels = .direct
    #expect(Set(([plan] + others).map(\.noiseSeed)).count == 5)
    #expect(
      ReadingPlan(condition: Self.condition, frontEnd: frontEnd, seed: 1).noiseSeed
        == plan.noiseSeed)
  }

  @Test("An unknown board, no board at all and points that nobody claims are wrong usage")
  func usage() throws {
    #expect(throws: (any Error).self) { try AccuracyCommand.parse(["--board", "abacus"]) }
    #expect(throws: (any Error).self) { try AccuracyCommand.parse(["--seeds", "0"]) }
    let path = AccuracyPointsShippedTests.path
    var command = try AccuracyCommand.parse(["--table", path, "--points", "no such point"])
    #expect(throws: ExitCode(64)) { try command.run() }
    command = try AccuracyCommand.parse(["--table", path + "x"])
    #expect(throws: ExitCode(66)) { try command.run() }
  }
}
