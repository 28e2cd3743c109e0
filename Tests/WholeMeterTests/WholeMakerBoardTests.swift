// SPDX-License-Identifier: Apache-2.0

import Bytes
import Drivers
import HardwareInterface
import Ledger
import Meter
import MeterRig
import Quantities
import SimulatedHardware
import Testing
import ZigBee

@testable import MeterBoard
@testable import meterbench

/// The firmware's run loop on two converters with ready edges.
private struct MakerMeter: ~Copyable {
  typealias Board = MeterBoard<
    ReadyEdgeReader<SimulatedADS1x15Target, SimulatedReadyEdges, VirtualTime>, Idle,
    HD44780Lines<Idle>, Idle, Idle,
    ImmediateStoreQueue<MemoryBlockStore>, ImmediateStoreQueue<MemoryBlockStore>, VirtualTime,
    CountingObserver
  >

  let converters: SimulatedMakerBoard
  var board: Board

  init(_ part: ADS1x15Part, _ waveform: SyntheticWaveform, _ block: MemoryBlock) throws {
    converters = SimulatedMakerBoard(
      isWide: part == .ads1115, waveform: waveform, MakerBench.typical, seed: 7)
    let reader = ReadyEdgeReader(
      voltage: try ADS1x15(converters.voltage.target, part),
      current: try ADS1x15(converters.current.target, part), edges: converters.edges,
      clock: converters.clock.clock)
    let pause = VirtualClock().clock
    let lines = HD44780Lines(
      registerSelect: Idle(), enable: Idle(),
      data: HD44780DataLines(Idle(), Idle(), Idle(), Idle()), backlight: Idle())
    let hardware = Board.Hardware(
      source: reader, display: HD44780(lines, pause: pause),
      radio: XBee3Module(port: Idle(), reset: Idle(), pause: pause), metrologyLED: Idle(),
      store: ImmediateStoreQueue(block.store), keySeed: DeskPlan(waveform, .hertz50).keySeed,
      clock: converters.clock.clock)
    let frontEnd = MakerBoard.frontEnd(part, nominalFrequency: .hertz50)
    let meter = try Meter(MeterParameters(frontEnd: frontEnd, identity: DeviceIdentity()))
    board = Board(meter, hardware, CountingObserver())
  }

  /// Unit: seconds.
  var elapsed: Double { Double(converters.clock.now.nanoseconds) / 1e9 }

  mutating func run(until seconds: Double) throws {
    var steps = 0
    while elapsed < seconds {
      board.step()
      steps += 1
      try #require(steps < 100_000)
    }
  }

  var wattHours: Double { Double(board.meter.registers.energyImport.microwattHours) / 1e6 }
}

private struct CountingObserver: BoardObserver {
  var faults: [BoardFault] = []

  mutating func failed(_ fault: BoardFault) { faults.append(fault) }
}

@Suite("A whole meter on the maker's board")
struct WholeMakerBoardTests {
  /// A fit of the edges has its first half second, then each block counts.
  private static let startSeconds = 1.0

  @Test(
    "Energy is the load's, and what is kept goes on", arguments: [ADS1x15Part.ads1015, .ads1115])
  func energy(_ part: ADS1x15Part) throws {
    let block = MemoryBlock(capacity: StoreMap.capacity)
    var meter = try MakerMeter(part, load(10, lag: 30), block)
    _ = try meter.board.start()
    try meter.run(until: 12)
    let truth = 230 * 10 * 0.8660254 * 12 / 3_600
    let energy = meter.wattHours
    #expect(energy < truth * 1.001)
    #expect(energy > truth * (1 - Self.startSeconds / 12) * 0.999)
    let faults = meter.board.observer.faults
    #expect(faults.isEmpty, "\(faults)")
    let isSaved = meter.board.stop(nanoseconds: 1_000_000_000)
    #expect(isSaved)
    let kept = meter.board.meter.registers.energyImport.microwattHours

    var next = try MakerMeter(part, load(10, lag: 30), block)
    _ = try next.board.start()
    let restored = next.board.meter.registers.energyImport.microwattHours
    #expect(restored == kept && kept > 0)
  }

  @Test("A converter that stops is told, and is no energy; it goes on when the converter does")
  func stopped() throws {
    let block = MemoryBlock(capacity: StoreMap.capacity)
    var meter = try MakerMeter(.ads1115, load(10), block)
    _ = try meter.board.start()
    try meter.run(until: 4)
    let before = meter.wattHours
    meter.converters.current.setStopped(true)
    try meter.run(until: 6)
    meter.converters.current.setStopped(false)
    let during = meter.wattHours
    try meter.run(until: 9)
    let after = meter.wattHours
    let faults = meter.board.observer.faults
    #expect(!faults.isEmpty)
    let second = 2_300 / 3_600.0
    #expect(during - before < second * 0.5)
    #expect(after - during > second * 1.5 && after - during < second * 3.1)
  }
}
