// SPDX-License-Identifier: Apache-2.0

import HardwareInterface
import SimulatedHardware
import Testing

/// What a stepped queue does at each step; the rest is in `StoreQueueTests`.
@Suite struct SteppedStoreQueueTests {
  private typealias Queue = SteppedStoreQueue<FailingStore>
  private let block = MemoryBlock(capacity: 8_000)

  private func makeQueue(_ partBytes: Int) -> Queue {
    Queue(FailingStore(block.store), partBytes: partBytes)
  }

  /// Steps until nothing is left; what was written and how many syncs there were after each.
  private func steps(_ queue: inout Queue) -> [[Int]] {
    var all: [[Int]] = []
    var isBusy = true
    while isBusy {
      isBusy = queue.advance()
      all.append([block.bytesWritten, block.syncs])
    }
    return all
  }

  @Test("A step writes one part, the last one of a job the rest; the sync comes with the last")
  func parts() {
    var queue = makeQueue(4)
    let jobs = [
      Handed(ticket: 1, count: 10, syncs: true), Handed(ticket: 2, offset: 20, count: 4),
      Handed(ticket: 2, count: 0, syncs: true),
    ]
    #expect(submit(&queue, jobs) == 3)
    #expect(block.bytesWritten == 0 && completions(&queue).isEmpty)
    #expect(steps(&queue) == [[4, 0], [8, 0], [10, 1], [14, 1], [14, 2]])
    #expect(completions(&queue) == [.safe(1), .written(2), .safe(2)])
    let isBusy = queue.advance()
    #expect(!isBusy)
  }

  @Test("A power cut between two steps leaves the first parts, and nothing of the rest")
  func powerCut() {
    var queue = makeQueue(4)
    _ = submit(&queue, [Handed(ticket: 7, count: 10, syncs: true)])
    _ = queue.advance()
    _ = queue.advance()
    #expect(completions(&queue).isEmpty, "it is not safe")
    var store = block.afterPowerCycle(.unsyncedKept).store
    var bytes = [UInt8](repeating: 0xEE, count: 9)
    var span = bytes.mutableSpan
    try? store.read(at: 0, into: &span)
    #expect(bytes.prefix(8).allSatisfy { $0 == 7 } && bytes[8] != 7)
  }

  @Test("After a part that failed nothing of its job is written, and the next job is")
  func failedPart() {
    var queue = makeQueue(4)
    _ = submit(&queue, [Handed(ticket: 1, count: 12, syncs: true), Handed(ticket: 2, syncs: true)])
    _ = queue.advance()
    queue.writer.store.fail(.inputOutput, at: .write, times: 1)
    #expect(steps(&queue).last == [5, 1])
    #expect(completions(&queue) == [.failed(1, .inputOutput), .safe(2)])
  }

  @Test("A read comes in parts, too, and fails at the first that fails")
  func reads() {
    var queue = makeQueue(4)
    _ = submit(&queue, [Handed(ticket: 9, count: 10, syncs: true)])
    #expect(submit(&queue, reading: 10, at: 0, ticket: 1))
    #expect(steps(&queue).count == 6)
    _ = queue.completed()
    let read = taken(&queue, 10)
    #expect(read.completion == .read(1) && read.bytes.allSatisfy { $0 == 9 })
    #expect(submit(&queue, reading: 10, at: 7_993, ticket: 1))
    #expect(steps(&queue).count == 2)
    #expect(completions(&queue) == [.failed(1, .other)])
  }

  @Test("A drain leaves nothing; the store is read directly only before the first job")
  func drain() throws {
    var queue = makeQueue(1)
    var byte: [UInt8] = [0]
    var span = byte.mutableSpan
    try queue.read(at: 0, into: &span)
    _ = submit(&queue, [Handed(ticket: 1, count: 300, syncs: true)])
    let isIdle = queue.drain(nanoseconds: 0)
    #expect(isIdle && completions(&queue) == [.safe(1)] && block.bytesWritten == 300)
    #expect(throws: StoreFailureKind.other) { try queue.read(at: 0, into: &span) }
  }

  @Test("A job that syncs is a group until it is done: a ninth group waits for one of the eight")
  func openGroups() {
    var queue = makeQueue(64)
    for ticket in 1...8 as ClosedRange<UInt32> {
      #expect(submit(&queue, [Handed(ticket: ticket)]) == 1)
      _ = queue.drain(nanoseconds: 0)
      #expect(completions(&queue) == [.written(ticket)])
    }
    #expect(submit(&queue, [Handed(ticket: 9, syncs: true)]) == 0)
    #expect(submit(&queue, [Handed(ticket: 8, syncs: true)]) == 1)
    _ = queue.drain(nanoseconds: 0)
    #expect(submit(&queue, [Handed(ticket: 9, syncs: true)]) == 1)
  }

  @Test("It takes as many jobs as it holds, until a completion is taken")
  func jobs() {
    var queue = makeQueue(64)
    let jobs = Array(repeating: Handed(ticket: 3, syncs: true), count: 6)
    #expect(submit(&queue, jobs) == Queue.jobsMax)
    _ = queue.drain(nanoseconds: 0)
    #expect(submit(&queue, jobs) == 0)
    #expect(queue.completed() == .safe(3))
    #expect(submit(&queue, jobs) == 1)
  }
}
