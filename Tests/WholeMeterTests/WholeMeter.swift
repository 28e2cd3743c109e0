// SPDX-License-Identifier: Apache-2.0

import HardwareInterface
import Ledger
import Meter
import MeterBoard
import Metrology
import Quantities
import SimulatedHardware
import Testing

@testable import meterbench

/// A desk that a test steps: its store and what is around it outlive a power cut, it does not.
struct WholeMeter<Port: SerialPort & ~Copyable>: ~Copyable {
  /// Steps without an end are a failure of the test.
  private static var stepsMax: Int { 10_000 }

  var desk: Desk<Port, MemoryStoreQueue>
  let block: MemoryBlock
  let room: Room?
  /// When sampling began.
  private(set) var origin = Instant.zero

  init(
    _ plan: DeskPlan, port: consuming Port, room: Room? = nil,
    block: MemoryBlock = MemoryBlock(capacity: StoreMap.capacity),
    log: consuming InputLog = InputLog()
  ) throws {
    self.block = block
    self.room = room
    let clock = VirtualClock(start: room?.ether.now ?? .zero)
    desk = try Desk(plan, clock: clock, port: port, store: MemoryStoreQueue(block.store), log: log)
  }

  var registers: Registers { desk.board.meter.registers }
  var latest: BlockFigures? { desk.board.meter.latest }
  var blocks: UInt64 { desk.board.meter.blocks }
  var faults: [BoardFault: Int] { desk.board.observer.faults }
  /// Seconds since sampling began.
  var elapsed: Double { Double(desk.clock.now.since(origin)) / 1e9 }

  /// Starts the board; the waveform's first instant is now.
  mutating func start() throws -> Restored {
    let restored = try desk.board.start()
    origin = desk.clock.now
    desk.waveform.begin(at: origin)
    return restored
  }

  /// One step of the run loop and of what is around it.
  mutating func step() {
    desk.step()
    room?.advance(to: desk.clock.now, utc: UTC(milliseconds: 0), reset: desk.radioReset)
  }

  /// Steps for so many seconds of the meter's time; `look` sees it after each step.
  mutating func run(seconds: Double, _ look: (borrowing WholeMeter) throws -> Void = { _ in })
    throws
  {
    let end = elapsed + seconds
    var steps = 0
    while elapsed < end {
      step()
      try look(self)
      steps += 1
      try #require(steps < Self.stepsMax)
    }
  }

  /// Steps until something holds; fails after so many seconds.
  mutating func run(
    atMost seconds: Double, until isReached: (borrowing WholeMeter) -> Bool
  ) throws {
    let end = elapsed + seconds
    while !isReached(self) {
      try #require(elapsed < end, "not reached within \(seconds) s")
      step()
    }
  }
}

extension WholeMeter<SimulatedSerial> {
  /// A meter whose radio nobody answers.
  init(
    alone plan: DeskPlan, block: MemoryBlock = MemoryBlock(capacity: StoreMap.capacity)
  ) throws {
    try self.init(plan, port: SimulatedSerialCable(queueBytesMax: 4096).endA, block: block)
  }
}

extension WholeMeter<EtherPort> {
  /// A meter in a room with a gateway.
  init(
    _ plan: DeskPlan, in room: Room,
    block: MemoryBlock = MemoryBlock(capacity: StoreMap.capacity)
  ) throws {
    try self.init(plan, port: room.port, room: room, block: block)
  }
}

/// 230 V, 50 Hz, and a load.
func load(_ current: Double, lag: Double = 0, voltage: Double = 230) -> SyntheticWaveform {
  .sine { condition in
    condition.voltage = voltage
    condition.current = current
    condition.lagDegrees = lag
  }
}
