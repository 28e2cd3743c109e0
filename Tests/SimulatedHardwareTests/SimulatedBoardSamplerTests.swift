// SPDX-License-Identifier: Apache-2.0

import Drivers
import HardwareInterface
import Quantities
import SimulatedHardware
import Testing

@Suite("Sampler of whole sets")
struct SimulatedBoardSamplerTests {
  /// All imperfections, and many stalls.
  private func board(_ seed: UInt64) -> SimulatedBoard {
    var board = Imperfections.typical.board(seed: seed)
    board.bus.stallProbability = 0.5
    board.temperatureCelsius = 41
    return board
  }

  @Test(
    "Codes and stamps are those of the chip at register level, set by set", arguments: 1...4)
  func registerLevel(_ seed: UInt64) throws {
    for waveform in [
      SyntheticWaveform.quadriform(on: LoadCondition(9, 230, 3, lag: 60)),
      .fired(.phase90, on: LoadCondition(9, 253, 60)),
    ] {
      let clock = VirtualClock()
      let chip = SimulatedAD7991(
        board: board(seed), waveform: waveform, clock: clock, seed: seed)
      var driver = try AD7991(chip.target, bias: ReferenceBoard.bias)
      var sampler = SimulatedBoardSampler(
        waveform, board: board(seed), seed: seed, clock: VirtualClock(start: clock.now))
      for length in [1365, 1, 700, 1365] {
        var sets = [SampleSet](repeating: .zero, count: length)
        var others = sets
        let start = clock.now
        var span = sets.mutableSpan
        let count = try driver.read(into: &span)
        var otherSpan = others.mutableSpan
        let run = sampler.next(into: &otherSpan)
        let stamp = SampleStamp(start: start, end: clock.now)
        #expect(run == .sets(count, stamp), "seed \(seed)")
        #expect(sets == others, "seed \(seed)")
      }
      #expect(sampler.clippedConversions == chip.clippedConversions)
    }
  }

  // 100 V are 6425.1 codes of 65,536, 5 A at ×1 are 1638.4, at ×16 26,214.4
  @Test("The 16-bit converter has sixteen times as many codes")
  func sixteenBits() throws {
    var board = SimulatedBoard(.referenceBoard)
    board.converter = .generic16Bit
    let set = try BoardRun(Constant(volts: 100, amperes: 5), board).sets(1)[0]
    #expect(set == SampleSet(voltage: 6425, current: 1638, currentAmplified: 26214))
    #expect(board.biasCode(board.frontEnd.voltage) == 31360)
    let low = try BoardRun(Constant(volts: -1e9, amperes: -1e9), board).sets(1)[0]
    #expect(low == SampleSet(voltage: -31360, current: -31360, currentAmplified: -31360))
    let high = try BoardRun(Constant(volts: 1e9, amperes: 1e9), board).sets(1)[0]
    #expect(high == SampleSet(voltage: 34175, current: 34175, currentAmplified: 34175))
  }

  // 4,095 levels at rest of 12 bits: variance of noise 0.6² and of rounding 1/12, five deviations
  @Test("Its noise has the RMS that was asked for", arguments: 1...3)
  func noise(_ seed: UInt64) throws {
    var board = SimulatedBoard(.referenceBoard)
    board.frontEnd.noiseRMS = 0.6
    let sets = try BoardRun(Constant(volts: 0, amperes: 0), board, seed: seed).sets(1365)
    let squares = sets.reduce(0) {
      $0 + $1.voltage * $1.voltage + $1.current * $1.current
        + $1.currentAmplified * $1.currentAmplified
    }
    #expect(abs(Double(squares) / 4095 - 0.4433) < 0.055, "seed \(seed)")
  }

  @Test("A value that is no number reads as the lowest code, and counts as clipped")
  func noNumber() throws {
    var run = BoardRun(
      Constant(volts: .nan, amperes: .infinity), SimulatedBoard(.referenceBoard))
    let sets = try run.next(2).0
    #expect(
      sets
        == [SampleSet](
          repeating: SampleSet(voltage: -1960, current: 2135, currentAmplified: 2135), count: 2))
    #expect(run.sampler.clippedConversions == 6)
  }

  @Test("A run is as long as was asked for, and as the caller has room")
  func runLength() throws {
    let load = Constant(volts: 0, amperes: 0)
    let board = SimulatedBoard(.referenceBoard)
    var run = BoardRun(load, board, setsPerRun: 10)
    #expect(try run.next(100).0.count == 10)
    #expect(try run.next(4).0.count == 4)
    var least = BoardRun(load, board, setsPerRun: -5)
    #expect(try least.next(100).0.count == 1)
    var none: [SampleSet] = []
    var span = none.mutableSpan
    #expect(run.sampler.next(into: &span) == .none)
    #expect(none.isEmpty)
  }
}
