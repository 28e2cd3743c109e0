// SPDX-License-Identifier: Apache-2.0

import HardwareInterface
import Quantities
import SimulatedHardware
import Testing

@Suite struct SimulatedStoreQueueTests {
  private static let second: UInt64 = 1_000_000_000
  private let block = MemoryBlock(capacity: 100)
  private let clock = VirtualClock()

  private func hung(seconds: UInt64) -> SimulatedStorekeeper {
    let storekeeper = SimulatedStorekeeper(block.store, clock: clock)
    storekeeper.hang(from: .zero, nanoseconds: seconds * Self.second)
    return storekeeper
  }

  private func wait(seconds: UInt64) { clock.advance(nanoseconds: seconds * Self.second) }

  @Test("Jobs take their time, one after the other, in order")
  func latency() {
    let storekeeper = SimulatedStorekeeper(
      block.store, clock: clock, latencyNanoseconds: Self.second)
    var queue = storekeeper.queue
    #expect(submit(&queue, [Handed(ticket: 1, syncs: true), Handed(ticket: 2, syncs: true)]) == 2)
    #expect(completions(&queue) == [] && storekeeper.waiting == 2 && block.syncs == 0)
    wait(seconds: 1)
    #expect(completions(&queue) == [.safe(1)] && storekeeper.waiting == 1)
    wait(seconds: 1)
    #expect(completions(&queue) == [.safe(2)] && block.syncs == 2)
  }

  @Test("A store that hangs for less than the limit delays its jobs and fails none")
  func shortHang() {
    let storekeeper = hung(seconds: 4)
    var queue = storekeeper.queue
    _ = submit(&queue, [Handed(ticket: 1, syncs: true)])
    wait(seconds: 3)
    #expect(completions(&queue) == [])
    wait(seconds: 1)
    #expect(completions(&queue) == [.safe(1)])
  }

  @Test("What waited longer than the limit is given up in order, never written, and all recovers")
  func longHang() {
    let storekeeper = hung(seconds: 30)
    var queue = storekeeper.queue
    _ = submit(&queue, [Handed(ticket: 1, syncs: true)])
    wait(seconds: 5)
    _ = submit(&queue, [Handed(ticket: 2, offset: 1, syncs: true)])
    #expect(completions(&queue) == [])
    clock.advance(nanoseconds: 1)
    #expect(completions(&queue) == [.failed(1, .hung)])
    wait(seconds: 25)
    // The second waited for 25 s too, but the store is there again before anybody asks.
    #expect(completions(&queue) == [.safe(2)] && block.bytesWritten == 1)
    _ = submit(&queue, [Handed(ticket: 1, syncs: true)])
    #expect(completions(&queue) == [.safe(1)])
  }

  @Test("The rest of a group of which a job hung fails alike, and is not written")
  func hungGroup() {
    let storekeeper = hung(seconds: 6)
    var queue = storekeeper.queue
    _ = submit(&queue, [Handed(ticket: 1)])
    clock.advance(nanoseconds: 5 * Self.second + 1)
    #expect(completions(&queue) == [.failed(1, .hung)])
    _ = submit(&queue, [Handed(ticket: 1), Handed(ticket: 1, syncs: true)])
    wait(seconds: 1)
    #expect(completions(&queue) == [.failed(1, .hung), .failed(1, .hung)])
    #expect(block.bytesWritten == 0)
    _ = submit(&queue, [Handed(ticket: 1, syncs: true)])
    #expect(completions(&queue) == [.safe(1)])
  }

  @Test("A job that had begun when it was given up still comes, before what is newer")
  func begun() {
    let storekeeper = SimulatedStorekeeper(
      block.store, clock: clock, latencyNanoseconds: 6 * Self.second)
    var queue = storekeeper.queue
    block.record()
    _ = submit(&queue, [Handed(ticket: 1, syncs: true)])
    clock.advance(nanoseconds: 5 * Self.second + 1)
    #expect(completions(&queue) == [.failed(1, .hung)])
    _ = submit(&queue, [Handed(ticket: 2, syncs: true)])
    wait(seconds: 12)
    storekeeper.settle()
    let wanted: [StoreJournal.Entry] = [
      .write(offset: 0, bytes: [1]), .sync, .write(offset: 0, bytes: [2]), .sync,
    ]
    #expect(block.journal?.entries == wanted)
  }

  @Test("While the store hangs the queue fills up to its limit, given-up jobs included")
  func full() {
    let storekeeper = hung(seconds: 30)
    var queue = storekeeper.queue
    let many = Array(repeating: Handed(ticket: 1, syncs: true), count: 20)
    #expect(submit(&queue, many) == StoreQueueLimits.jobsMax)
    clock.advance(nanoseconds: 5 * Self.second + 1)
    #expect(completions(&queue).count == StoreQueueLimits.jobsMax)
    #expect(submit(&queue, many) == 0)
    wait(seconds: 25)
    #expect(submit(&queue, many) == StoreQueueLimits.jobsMax)
    #expect(block.bytesWritten == StoreQueueLimits.jobsMax)
  }

  @Test(
    "A store that fails is told by its kind, and is used again when it recovers",
    arguments: [StoreFailureKind.noSpace, .readOnly, .inputOutput, .shortWrite, .hung, .other],
    [FailingStore.Step.write, .sync])
  func failures(kind: StoreFailureKind, step: FailingStore.Step) {
    let storekeeper = SimulatedStorekeeper(block.store, clock: clock)
    var queue = storekeeper.queue
    let save = Handed(ticket: 1, count: 10, syncs: true)
    storekeeper.fail(kind, at: step)
    _ = submit(&queue, [save, save])
    #expect(completions(&queue) == [.failed(1, kind), .failed(1, kind)])
    storekeeper.fail(kind, at: step, times: 0)
    _ = submit(&queue, [save])
    #expect(completions(&queue) == [.safe(1)])
  }

  @Test("Draining lets time pass until all is done, and no longer than it may")
  func drain() {
    let storekeeper = hung(seconds: 3)
    var queue = storekeeper.queue
    _ = submit(&queue, [Handed(ticket: 1, syncs: true)])
    let isIdle = queue.drain(nanoseconds: 2 * Self.second)
    #expect(!isIdle)
    #expect(clock.now.nanoseconds == 2 * Self.second)
    let isIdleThen = queue.drain(nanoseconds: 2 * Self.second)
    #expect(isIdleThen)
    #expect(clock.now.nanoseconds == 3 * Self.second)
    #expect(completions(&queue) == [.safe(1)])
  }

  @Test("A read takes its time, too; one that hangs too long brings nothing")
  func reads() {
    let storekeeper = SimulatedStorekeeper(
      block.store, clock: clock, latencyNanoseconds: Self.second)
    var queue = storekeeper.queue
    _ = submit(&queue, [Handed(ticket: 9, offset: 4, syncs: true)])
    #expect(submit(&queue, reading: 2, at: 4, ticket: 2))
    #expect(!submit(&queue, reading: 2, at: 4, ticket: 2))
    wait(seconds: 1)
    #expect(completions(&queue) == [.safe(9)])
    wait(seconds: 1)
    let found = taken(&queue, 2)
    #expect(found.completion == .read(2) && found.bytes == [9, 0])
    storekeeper.hang(from: clock.now, nanoseconds: 60 * Self.second)
    #expect(submit(&queue, reading: 2, at: 4, ticket: 2))
    wait(seconds: 6)
    let late = taken(&queue, 2)
    #expect(late.completion == .failed(2, .hung) && late.bytes == [0xEE, 0xEE])
    #expect(submit(&queue, reading: 2, at: 4, ticket: 2))
    _ = submit(&queue, [Handed(ticket: 2, syncs: true)])
    #expect(completions(&queue) == [], "a read that hung has failed no group")
  }
}
