// SPDX-License-Identifier: Apache-2.0

import Drivers
import Foundation
import HardwareInterface
import MeterBoard
import Metrology
import Quantities
import SimulatedHardware
import Testing

@testable import meterbench

/// What goes wrong between two converters and the metrology, and what is said of it.
@Suite("Faults of the maker's board")
struct MakerBoardFaultTests {
  private static let seed: UInt64 = 49

  private static func bench(
    _ part: ADS1x15Part = .ads1015, _ waveform: SyntheticWaveform = load(10),
    _ change: (inout SimulatedMakerBoard.Imperfections) -> Void = { _ in }
  ) throws -> MakerBench {
    var imperfections = MakerBench.typical
    imperfections.edges.droppedShare = 0
    imperfections.edges.repeatedShare = 0
    change(&imperfections)
    return try MakerBench(part, waveform, imperfections, seed: seed)
  }

  /// Energy over covered time is the load's, whatever was lost.
  private static func expectHonest(
    _ bench: inout MakerBench, watts: Double, within bound: Double
  ) {
    bench.finish()
    let figures = bench.figures
    let gap = Double(bench.stream.gapNanoseconds) / 1e9
    // What is in no gap was measured or passed with the mean power.
    let metered = figures.covered + figures.gaps - gap
    let energy = figures.wattHours
    #expect(abs(energy / (watts * metered / 3_600) - 1) < bound, "\(energy) Wh in \(metered) s")
  }

  @Test("A message that is not acknowledged loses one conversion, which is bridged: no gap")
  func notAcknowledged() throws {
    var bench = try Self.bench()
    bench.run(seconds: 1)
    for step in 0..<5 {
      let chip = step % 2 == 0 ? bench.board.voltage : bench.board.current
      chip.plan(.notAcknowledged, message: chip.messages + 3)
      bench.run(seconds: 0.1)
    }
    bench.run(seconds: 0.1)
    let (counts, volts, amperes) = (
      bench.reader.counts, bench.reader.voltageCounts, bench.reader.currentCounts
    )
    #expect(counts.busFailures == 5 && counts.recoveries == 0)
    #expect(volts.bridged >= 3 && amperes.bridged >= 2)
    let (gap, failed) = (bench.stream.gapNanoseconds, bench.figures.failed)
    #expect(gap == 0 && failed == 0)
    Self.expectHonest(&bench, watts: 2_300, within: 0.002)
  }

  @Test(
    "A converter that stops is a failure and a gap; its time is in no energy, and it comes back",
    arguments: [ADS1x15Part.ads1015, .ads1115], [0, 1])
  func stuck(_ part: ADS1x15Part, _ line: Int) throws {
    var bench = try Self.bench(part)
    bench.run(seconds: 2)
    let chip = line == 0 ? bench.board.voltage : bench.board.current
    chip.setStopped(true)
    bench.run(seconds: 1)
    chip.setStopped(false)
    let failed = bench.figures.failed
    #expect(failed >= 10)
    bench.run(seconds: 2)
    let gap = Double(bench.stream.gapNanoseconds) / 1e9
    // One second, the fit's 256 edges, and what a run and a kernel hold.
    #expect(gap > 1 && gap < (part == .ads1015 ? 1.2 : 1.5), "\(gap) s")
    let blocks = bench.figures.blocks.count
    #expect(blocks >= 14)
    Self.expectHonest(&bench, watts: 2_300, within: 0.003)
  }

  @Test("A chip that lost its supply is configured again")
  func brownOut() throws {
    var bench = try Self.bench()
    bench.run(seconds: 1)
    bench.board.current.plan(.brownOut, message: bench.board.current.messages + 5)
    bench.run(seconds: 1)
    let recoveries = bench.reader.counts.recoveries
    let (failed, configuration) = (bench.figures.failed, bench.board.current.configuration)
    #expect(recoveries == 1 && failed == 1)
    #expect(configuration == 0x04E0)
    let gap = Double(bench.stream.gapNanoseconds) / 1e9
    #expect(gap > 0.05 && gap < 0.25, "\(gap) s")
    Self.expectHonest(&bench, watts: 2_300, within: 0.003)
  }

  @Test("A bus on which nobody answers is told again and again, and makes no energy")
  func deadBus() throws {
    var bench = try Self.bench()
    bench.run(seconds: 1)
    let before = bench.figures.energy
    for chip in [bench.board.voltage, bench.board.current] {
      for message in 0..<40_000 { chip.plan(.notAcknowledged, message: chip.messages + message) }
    }
    bench.run(seconds: 2)
    let failed = bench.figures.failed
    #expect(failed >= 20)
    let added = Double(bench.figures.energy - before) / 0x1p64 / 1e6
    // What was in the open block, 0.2 s at most, and in a run.
    #expect(added < 2_300 * 0.35 / 3_600, "\(added) Wh")
  }

  @Test(
    "After each failure the thread pauses, a second at most; what comes back is measured again",
    arguments: [ADS1x15Part.ads1015, .ads1115], [0, 1, 2])
  func pausing(_ part: ADS1x15Part, _ stopped: Int) throws {
    var bench = try Self.bench(part)
    bench.run(seconds: 2, pausing: true)
    let chips = [bench.board.voltage, bench.board.current]
    for (line, chip) in chips.enumerated() where stopped != line { chip.setStopped(true) }
    bench.run(seconds: 3, pausing: true)
    for chip in chips { chip.setStopped(false) }
    // The pause that is under way, and the fit's 256 edges.
    bench.run(seconds: 1.6, pausing: true)
    let (blocks, failed) = (bench.figures.blocks.count, bench.figures.failed)
    bench.run(seconds: 2, pausing: true)
    let added = bench.figures.blocks.count - blocks
    #expect(added >= 9, "\(added) blocks of 200 ms in 2 s")
    let later = bench.figures.failed - failed
    #expect(later == 0)
    Self.expectHonest(&bench, watts: 2_300, within: 0.003)
  }

  @Test("A first call that comes late is no silence of the converters")
  func lateStart() throws {
    var bench = try Self.bench()
    bench.board.clock.advance(nanoseconds: 800_000_000)
    bench.run(seconds: 1)
    let (failed, recoveries) = (bench.figures.failed, bench.reader.counts.recoveries)
    #expect(failed == 0 && recoveries == 0)
  }

  @Test("A converter that is not there cannot be taken")
  func absent() throws {
    let board = SimulatedMakerBoard(
      isWide: false, waveform: load(1), SimulatedMakerBoard.Imperfections(), seed: Self.seed)
    board.current.plan(.notAcknowledged, message: 0)
    #expect(throws: ADS1x15Error<I2CFault>.self) {
      _ = try ADS1x15(board.current.target, .ads1015)
    }
  }

  @Test("A code that was read too late is lost, not taken for another conversion's")
  func late() throws {
    var bench = try Self.bench()
    bench.run(seconds: 1)
    for step in 0..<4 {
      let chip = bench.board.voltage
      chip.plan(.stall(nanoseconds: 200_000), message: chip.messages + 20 + step * 60)
    }
    bench.run(seconds: 0.5)
    let counts = bench.reader.voltageCounts
    let late = bench.reader.counts.lateReads
    #expect(late >= 4 && counts.bridged >= 4)
    Self.expectHonest(&bench, watts: 2_300, within: 0.002)
  }

  @Test("Lost and repeated edges are those that the chips lost and repeated")
  func edges() throws {
    var bench = try Self.bench { imperfections in
      imperfections.edges.droppedShare = 0.004
      imperfections.edges.repeatedShare = 0.01
    }
    bench.run(seconds: 3)
    for (counts, chip) in [
      (bench.reader.voltageCounts, bench.board.voltage),
      (bench.reader.currentCounts, bench.board.current),
    ] {
      let changes = chip === bench.board.current ? bench.reader.counts.rangeChanges : 0
      let found = Int(counts.lost) - Int(changes) - Int(bench.reader.counts.lateReads)
      #expect(abs(found - chip.droppedEdges) <= 3, "\(counts), seed \(Self.seed)")
      #expect(abs(Int(counts.repeatedEdges) - chip.repeatedEdges) <= 2, "\(counts)")
      #expect(counts.bridged * 10 > counts.lost * 8)
    }
    Self.expectHonest(&bench, watts: 2_300, within: 0.003)
  }
}
