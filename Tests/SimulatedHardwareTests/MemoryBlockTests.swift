// SPDX-License-Identifier: Apache-2.0

import HardwareInterface
import SimulatedHardware
import Testing

@Suite("Memory as a store")
struct MemoryBlockTests {
  private func content(_ block: MemoryBlock, _ count: Int) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var store = block.store
    var span = bytes.mutableSpan
    try store.read(at: 0, into: &span)
    return bytes
  }

  @Test("What was written is read back, synced or not")
  func readsBack() throws {
    let block = MemoryBlock(capacity: 4, fill: 9)
    var store = block.store
    try store.write([1, 2].span, at: 1)
    #expect(try content(block, 4) == [9, 1, 2, 9])
    try store.sync()
    #expect(try content(block, 4) == [9, 1, 2, 9])
    #expect(block.syncs == 1)
    #expect(block.bytesWritten == 2)
  }

  @Test("A part of a store is a store of its own, and ends where it ends")
  func parts() throws {
    let block = MemoryBlock(capacity: 8)
    var part = block.store(at: 4, capacity: 2)
    try part.write([1, 2].span, at: 0)
    #expect(try content(block, 8) == [0, 0, 0, 0, 1, 2, 0, 0])
    #expect(throws: StoreFault.outOfRange) { try part.write([3].span, at: 2) }
    var bytes = [UInt8](repeating: 0, count: 2)
    var span = bytes.mutableSpan
    try part.read(at: 0, into: &span)
    #expect(bytes == [1, 2])
  }

  @Test("A journal plays each cut: in a write after any byte, in a sync, and after all")
  func journal() throws {
    let block = MemoryBlock(capacity: 3, content: [7, 7, 7])
    block.record()
    var store = block.store
    try store.write([1, 2].span, at: 0)
    try store.sync()
    try store.write([3].span, at: 2)
    let journal = try #require(block.journal)
    #expect(
      journal.entries == [.write(offset: 0, bytes: [1, 2]), .sync, .write(offset: 2, bytes: [3])])
    func found(_ index: Int, _ bytes: Int, _ loss: PowerLoss) throws -> [UInt8] {
      try content(journal.block(cutIn: index, afterBytes: bytes, loss), 3)
    }
    #expect(try found(0, 0, .unsyncedKept) == [7, 7, 7])
    #expect(try found(0, 1, .unsyncedKept) == [1, 7, 7])
    #expect(try found(1, 0, .unsyncedLost) == [7, 7, 7])
    #expect(try found(1, 0, .unsyncedKept) == [1, 2, 7])
    #expect(try found(2, 0, .unsyncedLost) == [1, 2, 7])
    #expect(try found(3, 0, .unsyncedLost) == [1, 2, 7])
    #expect(try found(3, 0, .unsyncedKept) == [1, 2, 3])
  }

  @Test("What was synced survives every power loss")
  func syncedSurvives() throws {
    let block = MemoryBlock(capacity: 4)
    var store = block.store
    try store.write([1, 2, 3, 4].span, at: 0)
    try store.sync()
    for loss in [PowerLoss.unsyncedLost, .unsyncedKept, .outOfOrder, .scattered(seed: 3)] {
      #expect(try content(block.afterPowerCycle(loss), 4) == [1, 2, 3, 4])
    }
  }

  @Test("What was not synced is lost, kept, or kept in part")
  func unsynced() throws {
    let block = MemoryBlock(capacity: 8)
    var store = block.store
    try store.write([1, 2, 3, 4, 5, 6, 7, 8].span, at: 0)
    #expect(try content(block.afterPowerCycle(.unsyncedLost), 8) == [0, 0, 0, 0, 0, 0, 0, 0])
    #expect(try content(block.afterPowerCycle(.unsyncedKept), 8) == [1, 2, 3, 4, 5, 6, 7, 8])
    #expect(try content(block.afterPowerCycle(.outOfOrder), 8) == [0, 0, 0, 0, 5, 6, 7, 8])
    let scattered = try content(block.afterPowerCycle(.scattered(seed: 1)), 8)
    #expect(scattered.contains(0))
    #expect(scattered.contains { $0 != 0 })
  }

  @Test("A cut takes effect at its byte, and nothing works after it")
  func cut() throws {
    let block = MemoryBlock(capacity: 8)
    var store = block.store
    block.cutPower(afterBytes: 3)
    #expect(throws: StoreFault.powerCut) { try store.write([1, 2, 3, 4].span, at: 0) }
    #expect(throws: StoreFault.powerCut) { try store.sync() }
    #expect(throws: StoreFault.powerCut) { _ = try content(block, 1) }
    #expect(try content(block.afterPowerCycle(.unsyncedKept), 5) == [1, 2, 3, 0, 0])
  }

  @Test("A cut after the last byte comes before its sync")
  func cutBeforeSync() throws {
    let block = MemoryBlock(capacity: 8)
    var store = block.store
    block.cutPower(afterBytes: 2)
    try store.write([1, 2].span, at: 0)
    #expect(throws: StoreFault.powerCut) { try store.sync() }
    #expect(try content(block.afterPowerCycle(.unsyncedLost), 2) == [0, 0])
  }

  @Test("Errors come at their operation alone; places outside are refused")
  func errors() throws {
    let block = MemoryBlock(capacity: 4)
    var store = block.store
    block.plan(.noSpace, operation: 0)
    block.plan(.inputOutput, operation: 1)
    #expect(throws: StoreFault.noSpace) { try store.write([1].span, at: 0) }
    #expect(throws: StoreFault.inputOutput) { try store.sync() }
    try store.write([1].span, at: 3)
    #expect(throws: StoreFault.outOfRange) { try store.write([1, 2].span, at: 3) }
    #expect(throws: StoreFault.outOfRange) { try store.write([1].span, at: -1) }
    #expect(throws: StoreFault.outOfRange) { _ = try content(block, 5) }
  }
}
