// SPDX-License-Identifier: Apache-2.0

import Drivers
import Foundation
import HardwareInterface
import MeterBoard
import Metrology
import Quantities
import SimulatedHardware

@testable import meterbench

/// What a maker's board measured: blocks and energy of its runs.
struct MakerFigures: MeasurementSink {
  var blocks: [BlockFigures] = []
  var energy: Int128 = 0
  var ranges: Set<CurrentRange> = []
  /// Unit: seconds of all runs, and between them.
  var covered = 0.0
  var gaps = 0.0
  var failed = 0

  mutating func interrupted() {}

  mutating func passed(_ halfCycle: HalfCycle) {}

  mutating func measured(_ block: BlockFigures) {
    blocks.append(block)
    ranges.insert(block.range)
  }

  mutating func metered(_ step: EnergyStep) { energy += step.energy.raw }

  mutating func foresaw(_ energy: OpenEnergy) {}

  /// Unit: watt-hours.
  var wattHours: Double { Double(energy) / 0x1p64 / 1e6 }

  /// The mean of all blocks but the first. Unit: microwatts and so on.
  func mean(_ value: (BlockFigures) -> Int64) -> Double {
    let rest = blocks.dropFirst()
    return rest.reduce(0) { $0 + Double(value($1)) } / Double(rest.count)
  }
}

/// Two simulated converters, their reader, and the metrology behind it.
struct MakerBench: ~Copyable {
  typealias Reader = ReadyEdgeReader<
    SimulatedADS1x15Target, SimulatedReadyEdges, VirtualTime
  >

  let board: SimulatedMakerBoard
  var reader: Reader
  var stream: SampleStream
  var figures = MakerFigures()
  private var lastEnd: Instant?

  /// Oscillators off by -7 % and +4 %, stamps off by 20 µs, a third of a step of noise.
  static var typical: SimulatedMakerBoard.Imperfections {
    var imperfections = SimulatedMakerBoard.Imperfections()
    imperfections.voltage.oscillatorError = -0.07
    imperfections.current.oscillatorError = 0.04
    imperfections.voltage.oscillatorDrift = 2e-6
    imperfections.current.oscillatorDrift = -3e-6
    imperfections.voltage.noiseRMS = 0.3
    imperfections.current.noiseRMS = 0.3
    imperfections.edges.jitterNanoseconds = 20_000
    imperfections.edges.droppedShare = 0.001
    imperfections.edges.repeatedShare = 0.001
    return imperfections
  }

  init(
    _ part: ADS1x15Part, _ waveform: SyntheticWaveform,
    _ imperfections: SimulatedMakerBoard.Imperfections,
    seed: UInt64
  ) throws {
    let board = SimulatedMakerBoard(
      isWide: part == .ads1115, waveform: waveform, imperfections, seed: seed)
    let reader = Reader(
      voltage: try ADS1x15(board.voltage.target, part),
      current: try ADS1x15(board.current.target, part), edges: board.edges,
      clock: board.clock.clock)
    let stream = try SampleStream(MakerBoard.frontEnd(part, nominalFrequency: .hertz50))
    self.board = board
    self.reader = reader
    self.stream = stream
  }

  /// Ends the open block.
  mutating func finish() { stream.finish(into: &figures) }

  var elapsed: Double { Double(board.clock.now.nanoseconds) / 1e9 }

  /// Pauses after a failure as a sampler's thread does, twice as long each time, a second at most.
  mutating func run(seconds: Double, pausing: Bool = false) {
    var pause: UInt64 = 10_000_000
    var sets = [SampleSet](repeating: .zero, count: 1365)
    let end = elapsed + seconds
    while elapsed < end {
      var span = sets.mutableSpan
      switch reader.next(into: &span) {
      case .sets(let count, let stamp):
        figures.covered += Double(stamp.end.since(stamp.start)) / 1e9
        if let lastEnd { figures.gaps += Double(stamp.start.since(lastEnd)) / 1e9 }
        lastEnd = stamp.end
        stream.add(sets.span.extracting(0..<count), stamp, into: &figures)
        pause = 10_000_000
      case .failed, .unreachable, .overrun:
        figures.failed += 1
        guard pausing else { continue }
        board.clock.advance(nanoseconds: pause)
        pause = min(2 * pause, 1_000_000_000)
      case .none: break
      }
    }
  }
}
