// SPDX-License-Identifier: Apache-2.0

import EventLog
import HardwareInterface
import Ledger
import Quantities
import SimulatedHardware
import Testing
import ZigBee

@testable import Meter
@testable import MeterBoard
@testable import meterbench

/// The whole meter on a store that takes its time.
@Suite("A whole meter and a slow store")
struct WholeStorekeeperTests {
  private static let second: UInt64 = 1_000_000_000

  private struct Run: ~Copyable {
    var desk: Desk<SimulatedSerial, SimulatedStoreQueue>
    let keeper: SimulatedStorekeeper
    let block: MemoryBlock
    /// The clock when each save that is new was seen to be safe. Unit: nanoseconds.
    var confirmations: [UInt64] = []

    init(latency: UInt64) throws {
      var plan = DeskPlan(load(10), .hertz50)
      plan.analog.noiseRMS = 0
      let clock = VirtualClock()
      clock.setUTC(atZero: UTC(milliseconds: 1_764_000_000_000))
      let block = MemoryBlock(capacity: StoreMap.capacity)
      let keeper = SimulatedStorekeeper(block.store, clock: clock, latencyNanoseconds: latency)
      let port = SimulatedSerialCable(queueBytesMax: 4096).endA
      var desk = try Desk(plan, clock: clock, port: port, store: keeper.queue, log: InputLog())
      _ = try desk.board.start()
      desk.waveform.begin(at: clock.now)
      (self.block, self.keeper) = (block, keeper)
      self.desk = desk
    }

    mutating func run(until end: UInt64) {
      var confirmed = desk.board.meter.confirmedRegisters.events.saves
      while desk.clock.now.nanoseconds < end {
        desk.step()
        let saves = desk.board.meter.confirmedRegisters.events.saves
        if saves != confirmed { confirmations.append(desk.clock.now.nanoseconds) }
        confirmed = saves
      }
    }
  }

  @Test("A store that hangs for 30 s loses no sample and no energy, and delays nothing but saving")
  func hangs() throws {
    var quick = try Run(latency: 0)
    var hung = try Run(latency: 0)
    hung.keeper.hang(from: Instant(nanoseconds: 15 * Self.second), nanoseconds: 30 * Self.second)
    quick.run(until: 70 * Self.second)
    hung.run(until: 70 * Self.second)
    let (expected, registers) = (quick.desk.board.meter.registers, hung.desk.board.meter.registers)
    #expect(registers.total == expected.total)
    #expect(registers.gapNanoseconds == expected.gapNanoseconds)
    #expect(hung.desk.board.meter.blocks == quick.desk.board.meter.blocks)
    #expect(hung.desk.clock.now == quick.desk.clock.now)
    let faults = hung.desk.board.observer.faults
    #expect(faults[.store] ?? 0 >= 2)
    let safe = hung.confirmations.filter { $0 > 45 * Self.second }
    #expect(safe.first.map { $0 <= 61 * Self.second } == true, "\(hung.confirmations)")
    let early = hung.confirmations.filter { (21 * Self.second..<45 * Self.second).contains($0) }
    #expect(early.isEmpty)
  }

  @Test("Saves come each 10 s, though each takes 2 s, and what is safe is what is told")
  func slow() throws {
    var run = try Run(latency: 2 * Self.second)
    run.run(until: 65 * Self.second)
    #expect(run.confirmations.count >= 5)
    for (earlier, later) in zip(run.confirmations, run.confirmations.dropFirst()) {
      #expect(later - earlier <= 10_500_000_000)
    }
    let confirmed = run.desk.board.meter.confirmedRegisters
    let left = run.block.afterPowerCycle(.unsyncedLost)
    var next = try WholeMeter(alone: DeskPlan(load(10), .hertz50), block: left)
    guard case .registers(let found, _) = try next.start() else {
      Issue.record("no registers")
      return
    }
    #expect(found.mayFollow(confirmed))
  }

  @Test("The relay waits for its state to be safe, and no longer than 5 s")
  func relayWaits() throws {
    var run = try Run(latency: 0)
    run.run(until: 2 * Self.second)
    let asked = run.desk.clock.now
    run.keeper.hang(from: asked, nanoseconds: 30 * Self.second)
    let message = ApplicationMessage(peer: 0, endpoints: (1, 1), cluster: 6, profile: 0x0104)
    run.desk.board.meter.supply.ask(false, CommandOrigin(message))
    run.desk.board.meter.kept.changeAtOnce()
    var moved: UInt64?
    while moved == nil, run.desk.clock.now.since(asked) < 10 * Self.second {
      run.desk.step()
      if !run.desk.supplyRelay.isClosed { moved = run.desk.clock.now.since(asked) }
    }
    let waited = try #require(moved)
    #expect((4_900_000_000...6_000_000_000).contains(waited), "\(waited) ns")
  }

  @Test("A fault that comes back is logged when ten minutes are over, and not at once")
  func lastingFault() {
    var parts = FailingParts()
    var logged: [UInt64] = []
    for second in stride(from: UInt64(0), through: 1_800, by: 10) {
      if second == 300 { parts.end(.registers) }
      if parts.begins(.registers, at: Instant(nanoseconds: second * Self.second)) {
        logged.append(second)
      }
    }
    #expect(logged == [0, 600])
    #expect(parts.isAny)
    parts.end(.registers)
    #expect(!parts.isAny)
  }

  @Test("What waits for a store that hangs is in it after an orderly stop, where it answers again")
  func drains() throws {
    var run = try Run(latency: Self.second / 10)
    run.run(until: 12 * Self.second)
    let now = run.desk.clock.now
    run.keeper.hang(from: now, nanoseconds: 2 * Self.second)
    run.desk.board.stop()
    let expected = run.desk.board.meter.registers
    var next = try WholeMeter(
      alone: DeskPlan(load(10), .hertz50), block: run.block.afterPowerCycle(.unsyncedLost))
    guard case .registers(expected, _) = try next.start() else {
      Issue.record("the last save is not there")
      return
    }
  }

  @Test("A power-fail edge saves what was measured by then; a glitch is not an outage")
  func powerFail() throws {
    let block = MemoryBlock(capacity: StoreMap.capacity)
    var plan = DeskPlan(load(10), .hertz50)
    plan.analog.noiseRMS = 0
    var totals: [Energy] = []
    for isGlitch in [false, true] {
      var meter = try WholeMeter(alone: plan, block: block.afterPowerCycle(.unsyncedLost))
      let line = SimulatedLine(clock: meter.desk.clock, level: .high)
      meter.desk.board.hardware.powerFail = line.input
      _ = try meter.start()
      try meter.run(seconds: 3)
      if isGlitch {
        let before = meter.registers
        line.drive(.low)
        meter.step()
        let safe = meter.desk.board.meter.confirmedRegisters
        #expect(safe.mayFollow(before) && safe.events.saves == before.events.saves + 1)
        // At most the burst that was read after the edge is not in the save.
        let missing = meter.registers.energyImport.wattHoursExact - safe.energyImport.wattHoursExact
        #expect(missing <= 2_300.0 / 3_600 * 0.4)
        line.drive(.high)
      } else {
        meter.step()
      }
      try meter.run(seconds: 3)
      meter.desk.board.stop()
      totals.append(meter.registers.energyImport)
    }
    let lost = totals[0].wattHoursExact - totals[1].wattHoursExact
    #expect(abs(lost) <= 1e-6, "\(lost) Wh")
  }
}
