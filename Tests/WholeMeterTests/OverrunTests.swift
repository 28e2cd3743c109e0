// SPDX-License-Identifier: Apache-2.0

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

/// Loses three runs before each second answer, which is the run that waits behind them: none here.
private struct LateSource: HardwareInterface.SampleSource {
  var overruns: UInt32 = 0
  private var isTold = false

  mutating func next(into sets: inout MutableSpan<SampleSet>) -> SampleRun {
    isTold.toggle()
    guard isTold else { return .none }
    overruns += 3
    return .overrun
  }
}

private struct OverrunLog: BoardObserver {
  var lost: [UInt32] = []
  var faults: [BoardFault] = []

  mutating func overran(runs: UInt32) { lost.append(runs) }
  mutating func failed(_ fault: BoardFault) { faults.append(fault) }
}

/// Hears of faults alone.
private struct FaultLog: BoardObserver {
  var faults: [BoardFault] = []

  mutating func failed(_ fault: BoardFault) { faults.append(fault) }
}

@Suite("Runs that were not taken in time") struct OverrunTests {
  private typealias Board<Observer: BoardObserver> = MeterBoard<
    LateSource, Idle, HD44780Lines<Idle>, Idle, Idle, ImmediateStoreQueue<MemoryBlockStore>,
    ImmediateStoreQueue<MemoryBlockStore>, VirtualTime, Observer
  >

  private static func board<Observer: BoardObserver>(_ observer: Observer) throws -> Board<Observer>
  {
    let clock = VirtualClock().clock
    let lines = HD44780Lines(
      registerSelect: Idle(), enable: Idle(),
      data: HD44780DataLines(Idle(), Idle(), Idle(), Idle()), backlight: Idle())
    let frontEnd = MakerBoard.frontEnd(.ads1115, nominalFrequency: .hertz50)
    let hardware = Board<Observer>.Hardware(
      source: LateSource(), display: HD44780(lines, pause: clock),
      radio: XBee3Module(port: Idle(), reset: Idle(), pause: clock), metrologyLED: Idle(),
      store: ImmediateStoreQueue(MemoryBlock(capacity: StoreMap.capacity).store),
      keySeed: DeskPlan(load(1), .hertz50).keySeed, clock: clock)
    return Board(
      try Meter(MeterParameters(frontEnd: frontEnd, identity: DeviceIdentity())), hardware,
      observer)
  }

  @Test("An overrun is told with how many runs are lost so far, and what waits is taken at once")
  func lost() throws {
    var board = try Self.board(OverrunLog())
    // A step that did not ask again would find nothing the next time, and tell of two.
    for _ in 0..<3 { board.step() }
    let (lost, faults) = (board.observer.lost, board.observer.faults)
    #expect(lost == [3, 6, 9])
    #expect(!faults.contains(.overrun))
  }

  @Test("To who hears of faults alone an overrun is one")
  func fault() throws {
    var board = try Self.board(FaultLog())
    board.step()
    let faults = board.observer.faults
    #expect(faults.filter { $0 == .overrun }.count == 1)
  }
}
