// SPDX-License-Identifier: Apache-2.0

import HardwareInterface
import Quantities
import SimulatedHardware
import Testing

@Suite struct HeadedStoreQueueTests {
  private typealias Queue = ImmediateStoreQueue<MemoryBlockStore>
  private let head = MemoryBlock(capacity: 10)
  private let tail = MemoryBlock(capacity: 30)

  private func queue(hasHead: Bool = true) -> HeadedStoreQueue<Queue, Queue> {
    HeadedStoreQueue(head: hasHead ? Queue(head.store) : nil, tail: Queue(tail.store))
  }

  private func content(_ block: MemoryBlock, _ range: Range<Int>) -> [UInt8] {
    var store = block.afterPowerCycle(.unsyncedLost).store
    var bytes = [UInt8](repeating: 0xEE, count: range.count)
    var span = bytes.mutableSpan
    do throws(StoreFault) { try store.read(at: range.lowerBound, into: &span) } catch { return [] }
    return bytes
  }

  @Test(
    "Bytes below the head's capacity are the head's; the addresses of the rest stay",
    arguments: [(0, 10), (7, 3), (9, 1), (10, 1), (10, 20), (29, 1)])
  func place(offset: Int, count: Int) {
    var queue = queue()
    let bytes = [UInt8](repeating: 7, count: count)
    let isTaken = queue.submit(bytes.span, at: offset, ticket: 3, syncs: true)
    #expect(isTaken)
    #expect(queue.completed() == .safe(3))
    let block = offset < 10 ? head : tail
    #expect(content(block, offset..<offset + count) == bytes)
    #expect(head.bytesWritten + tail.bytesWritten == count)
  }

  @Test("Bytes that lie in both are not taken, and not read", arguments: [(0, 11), (9, 2)])
  func straddling(offset: Int, count: Int) {
    var queue = queue()
    var bytes = [UInt8](repeating: 7, count: count)
    let isTaken = queue.submit(bytes.span, at: offset, ticket: 3, syncs: true)
    #expect(!isTaken)
    #expect(head.bytesWritten + tail.bytesWritten == 0)
    var span = bytes.mutableSpan
    #expect(throws: StoreFailureKind.other) { try queue.read(at: offset, into: &span) }
  }

  @Test("Without a head the tail has all")
  func headless() {
    var queue = queue(hasHead: false)
    let bytes: [UInt8] = [1, 2, 3]
    let isTaken = queue.submit(bytes.span, at: 9, ticket: 1, syncs: true)
    #expect(isTaken)
    #expect(content(tail, 9..<12) == bytes)
    #expect(head.bytesWritten == 0)
  }

  @Test("Each part is read before its first job, and not after it")
  func reading() throws {
    var queue = queue()
    var bytes = [UInt8](repeating: 0xEE, count: 2)
    var span = bytes.mutableSpan
    try queue.read(at: 0, into: &span)
    try queue.read(at: 12, into: &span)
    let job: [UInt8] = [1]
    _ = queue.submit(job.span, at: 0, ticket: 1, syncs: true)
    #expect(throws: StoreFailureKind.other) { try queue.read(at: 0, into: &span) }
    try queue.read(at: 12, into: &span)
  }

  @Test("A tail that hangs holds up nothing of the head")
  func hanging() {
    let clock = VirtualClock()
    let keeper = SimulatedStorekeeper(tail.store, clock: clock)
    keeper.hang(from: .zero, nanoseconds: 30_000_000_000)
    var queue = HeadedStoreQueue(head: Queue(head.store), tail: keeper.queue)
    let bytes: [UInt8] = [1]
    let isTaken = queue.submit(bytes.span, at: 20, ticket: 1, syncs: true)
    let isHeadTaken = queue.submit(bytes.span, at: 1, ticket: 2, syncs: true)
    #expect(isTaken && isHeadTaken)
    #expect(queue.completed() == .safe(2))
    #expect(queue.completed() == nil)
  }

  @Test("A read that is handed over comes from the part in which its bytes lie")
  func readJobs() {
    var queue = queue()
    let bytes: [UInt8] = [7]
    _ = queue.submit(bytes.span, at: 3, ticket: 1, syncs: true)
    _ = queue.submit(bytes.span, at: 13, ticket: 1, syncs: true)
    for (offset, part) in [(2, head), (12, tail)] {
      #expect(submit(&queue, reading: 2, at: offset, ticket: 2))
      var found = taken(&queue, 2)
      while found.completion == .safe(1) { found = taken(&queue, 2) }
      #expect(found.completion == .read(2) && found.bytes == [0, 7])
      #expect(content(part, offset..<offset + 2) == [0, 7])
    }
    #expect(!submit(&queue, reading: 2, at: 9, ticket: 2))
  }
}
