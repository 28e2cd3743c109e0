// SPDX-License-Identifier: Apache-2.0

import Bytes
import HardwareInterface
import Ledger
import Meter
import MeterBoard
import Metrology
import Quantities
import SimulatedHardware
import Testing

@testable import meterbench

/// The whole meter on a store that loses its supply, is damaged, or fails.
@Suite("Power cuts and the store")
struct PowerCutTests {
  static func meter(_ block: MemoryBlock) throws -> WholeMeter<SimulatedSerial> {
    var plan = DeskPlan(load(40), .hertz50)
    plan.analog.noiseRMS = 0
    let meter = try WholeMeter(alone: plan, block: block)
    // In the middle of an interval: none ends.
    meter.desk.clock.setUTC(atZero: UTC(milliseconds: 1_700_000_400_000))
    return meter
  }

  /// A store after one run of a second: one confirmed save at least.
  static func used() throws -> (block: MemoryBlock, saved: Registers) {
    let block = MemoryBlock(capacity: StoreMap.capacity)
    var meter = try Self.meter(block)
    _ = try meter.start()
    try meter.run(seconds: 1)
    meter.desk.board.stop()
    return (block.afterPowerCycle(.unsyncedLost), meter.registers)
  }

  /// Slots, eight places of the journal, state, heads and two places of the event log, its key.
  static let startReads = 18

  static let losses =
    [PowerLoss.unsyncedLost, .unsyncedKept, .outOfOrder] + (0..<3).map { .scattered(seed: $0) }

  @Test(
    "After a cut anywhere in a save the meter has the old registers or the new",
    arguments: 0..<4)
  func everyByte(_ part: Int) throws {
    let (used, old) = try Self.used()
    #expect(old.energyImport.value.raw > 0)
    let stop = try Self.writesOfStop(used)
    for byte in stride(from: part, to: stop.reduce(0, +), by: 12) {
      let block = used.afterPowerCycle(.unsyncedLost)
      var meter = try Self.meter(block)
      #expect(try meter.start() == .registers(old, isOtherDamaged: false))
      try meter.run(seconds: 0.4)
      block.cutPower(afterBytes: byte)
      meter.desk.board.stop()
      let faults = meter.faults
      // The registers are the first of what is written, the state comes then, the log is the rest.
      var expected: [BoardFault: Int] = [.events: 1]
      if byte <= stop[0] { expected[.store] = 1 }
      if byte <= stop[0] + stop[1] { expected[.state] = 1 }
      #expect(faults == expected, "byte \(byte)")
      let measured = meter.registers
      #expect(measured.energyImport.value.raw > old.energyImport.value.raw)
      for loss in Self.losses {
        guard let found = try Self.found(block.afterPowerCycle(loss)) else {
          Issue.record("no registers after byte \(byte), \(loss)")
          continue
        }
        #expect(found == old || found == measured, "byte \(byte), \(loss)")
        #expect(found.mayFollow(old) && measured.mayFollow(found))
      }
    }
  }

  /// What an orderly stop writes, one by one: registers, state, events. Unit: bytes.
  private static func writesOfStop(_ used: MemoryBlock) throws -> [Int] {
    let block = used.afterPowerCycle(.unsyncedLost)
    var meter = try Self.meter(block)
    _ = try meter.start()
    try meter.run(seconds: 0.4)
    block.record()
    meter.desk.board.stop()
    return (block.journal?.entries ?? []).compactMap { entry in
      if case .write(_, let bytes) = entry { bytes.count } else { nil }
    }
  }

  /// What the next start finds and goes on with; nil where it finds no registers.
  private static func found(_ block: MemoryBlock) throws -> Registers? {
    var next = try Self.meter(block)
    guard case .registers(let found, _) = try next.start() else { return nil }
    #expect(next.registers == found)
    return found
  }

  @Test("A first save that is cut starts the next run at zero, and its save succeeds")
  func firstSaveTorn() throws {
    for byte in stride(from: 1, to: SlotFormat.length, by: 61) {
      let block = MemoryBlock(capacity: StoreMap.capacity)
      var meter = try Self.meter(block)
      #expect(try meter.start() == .firstStart)
      block.cutPower(afterBytes: byte)
      try meter.run(seconds: 0.2)
      meter.desk.board.stop()
      let after = block.afterPowerCycle(.unsyncedKept)
      var next = try Self.meter(after)
      #expect(try next.start() == .firstSaveTorn, "byte \(byte)")
      #expect(next.registers == .zero)
      try next.run(seconds: 0.4)
      next.desk.board.stop()
      let expected = next.registers
      #expect(expected.energyImport.value.raw > 0)
      var last = try Self.meter(after.afterPowerCycle(.unsyncedLost))
      guard case .registers(expected, _) = try last.start() else {
        Issue.record("the save after a torn first one is gone, byte \(byte)")
        return
      }
    }
  }

  @Test("Cut at a random byte again and again, no register ever goes down or beyond the measured")
  func again() throws {
    var block = MemoryBlock(capacity: StoreMap.capacity)
    var (confirmed, seed) = (Registers(), SplitMix64(seed: 11))
    for round in 0..<40 {
      var meter = try Self.meter(block)
      if case .fault(let fault) = try meter.start() { Issue.record("\(fault), round \(round)") }
      let found = meter.registers
      #expect(found.mayFollow(confirmed), "round \(round), seed 11")
      try meter.run(seconds: 0.3)
      meter.desk.board.stop()
      confirmed = meter.registers
      try meter.run(seconds: 0.3)
      block.cutPower(afterBytes: Int(seed.next() % UInt64(SlotFormat.length + 1)))
      meter.desk.board.stop()
      let measured = meter.registers
      block = block.afterPowerCycle(.scattered(seed: seed.next()))
      var probe = try Self.meter(block)
      _ = try probe.start()
      #expect(measured.mayFollow(probe.registers), "round \(round), seed 11")
    }
    #expect(confirmed.energyImport.wattHours > 30)
  }

  @Test("A store of which both slots are damaged stops the start by name; nothing is written")
  func damaged() throws {
    let content = [UInt8](repeating: 0x5A, count: StoreMap.capacity)
    let block = MemoryBlock(capacity: StoreMap.capacity, content: content)
    var meter = try Self.meter(block)
    #expect(throws: StartFailure.registers(.bothDamaged)) { try meter.start() }
    meter.step()
    meter.desk.board.stop()
    #expect(block.bytesWritten == 0)
    #expect(block.syncs == 0)
    #expect(meter.registers == .zero)
    #expect(meter.blocks == 0)
  }

  @Test(
    "A save that fails is told, metering goes on, and a later save succeeds",
    arguments: [StoreFault.noSpace, .inputOutput], [0, 1])
  func saveFails(_ fault: StoreFault, _ operation: Int) throws {
    let (block, old) = try Self.used()
    var meter = try Self.meter(block)
    _ = try meter.start()
    // The reads of the start, then write and sync of the first save.
    block.plan(fault, operation: Self.startReads + operation)
    meter.desk.clock.advance(nanoseconds: 11_000_000_000)
    try meter.run(seconds: 1)
    let first = meter.faults
    #expect(first == [.store: 1])
    #expect(meter.blocks >= 4)
    let stillOld = meter.desk.board.meter.confirmedRegisters
    #expect(stillOld == old)
    try meter.run(seconds: 10)
    let isLater = meter.desk.board.meter.confirmedRegisters != old
    #expect(isLater)
    let later = meter.faults
    #expect(later == [.store: 1])
    meter.desk.board.stop()
    let expected = meter.registers
    var next = try Self.meter(block.afterPowerCycle(.unsyncedLost))
    #expect(try next.start() == .registers(expected, isOtherDamaged: false))
    #expect(expected.mayFollow(old))
  }

  @Test("Without an orderly stop no more than 10 s and a burst of energy is lost")
  func lostAtMost() throws {
    let block = MemoryBlock(capacity: StoreMap.capacity)
    var meter = try Self.meter(block)
    _ = try meter.start()
    try meter.run(seconds: 27)
    let measured = meter.registers.energyImport.wattHoursExact
    var next = try Self.meter(block.afterPowerCycle(.unsyncedLost))
    _ = try next.start()
    let lost = measured - next.registers.energyImport.wattHoursExact
    // 40 A at 230 V for 10 s, a burst and a block.
    let limit = 9200.0 * 10.4 / 3600
    #expect(lost >= 0, "\(lost) Wh")
    #expect(lost <= limit, "\(lost) Wh")
    #expect(next.registers.energyImport.value.raw > 0)
  }

  @Test("A start reads at most 64 KB, however much is kept")
  func readAtMost() throws {
    let block = MemoryBlock(capacity: StoreMap.capacity)
    var registers = Registers()
    registers.profile.entries = 5 * UInt64(ProfileFormat.places)
    registers.events.starts = 1
    var (ledger, store) = (Ledger.empty, block.store)
    let image = try ledger.save(registers)
    try store.write(image.bytes.span, at: image.offset)
    try store.sync()
    var first = try Self.meter(block)
    _ = try first.start()
    try first.run(seconds: 1)
    first.desk.board.stop()
    let left = block.afterPowerCycle(.unsyncedLost)
    var meter = try Self.meter(left)
    _ = try meter.start()
    #expect(left.bytesRead > 0)
    #expect(left.bytesRead <= 65_536)
    print("store: \(left.bytesRead) bytes read at a start")
  }
}
