// SPDX-License-Identifier: Apache-2.0

import HardwareInterface
import Quantities
import SimulatedHardware
import Testing

/// One job handed over.
struct Handed {
  var ticket: UInt32
  var offset = 0
  var count = 1
  var syncs = false
}

/// Hands over jobs of bytes that carry their ticket; how many were accepted.
func submit<Queue: StoreQueue & ~Copyable>(_ queue: inout Queue, _ jobs: [Handed]) -> Int {
  var accepted = 0
  for job in jobs {
    let bytes = [UInt8](repeating: UInt8(job.ticket), count: job.count)
    let isAccepted = queue.submit(
      bytes.span, at: job.offset, ticket: job.ticket, syncs: job.syncs)
    accepted += isAccepted ? 1 : 0
  }
  return accepted
}

/// All completions there are.
func completions<Queue: StoreQueue & ~Copyable>(_ queue: inout Queue) -> [StoreCompletion] {
  var all: [StoreCompletion] = []
  while let completion = queue.completed() { all.append(completion) }
  return all
}

/// Hands over jobs, and takes the completion of each before the next one.
func carryOut<Queue: StoreQueue & ~Copyable>(
  _ queue: inout Queue, _ jobs: [Handed]
) -> [StoreCompletion] {
  var all: [StoreCompletion] = []
  for job in jobs {
    _ = submit(&queue, [job])
    all += completions(&queue)
  }
  return all
}

/// Hands over a read; whether it was accepted.
func submit<Queue: StoreQueue & ~Copyable>(
  _ queue: inout Queue, reading count: Int, at offset: Int, ticket: UInt32
) -> Bool {
  queue.submit(reading: count, at: offset, ticket: ticket)
}

/// The oldest completion, and the first bytes that came with it.
func taken<Queue: StoreQueue & ~Copyable>(
  _ queue: inout Queue, _ count: Int
) -> (completion: StoreCompletion?, bytes: [UInt8]) {
  var bytes = [UInt8](repeating: 0xEE, count: count)
  var room = bytes.mutableSpan
  let completion = queue.completed(into: &room)
  return (completion, bytes)
}

/// What every store queue does, shown on those that have no thread.
@Suite("Store queues without a thread") struct StoreQueueTests {
  private let block = MemoryBlock(capacity: 8_000)

  private func makeQueue(_ kind: QueueKind) -> TestedQueue {
    TestedQueue(kind, FailingStore(block.store))
  }

  @Test("A group is safe with its sync, and not before", arguments: QueueKind.allCases)
  func group(kind: QueueKind) {
    var queue = makeQueue(kind)
    let accepted = submit(
      &queue, [Handed(ticket: 7), Handed(ticket: 7, offset: 1), Handed(ticket: 7, syncs: true)])
    #expect(accepted == 3)
    #expect(completions(&queue) == [.written(7), .written(7), .safe(7)])
    #expect(block.bytesWritten == 3 && block.syncs == 1)
    let isIdle = queue.drain(nanoseconds: 0)
    #expect(isIdle)
  }

  @Test("No bytes and a sync are a sync alone", arguments: QueueKind.allCases)
  func syncAlone(kind: QueueKind) {
    var queue = makeQueue(kind)
    _ = submit(&queue, [Handed(ticket: 1), Handed(ticket: 1, count: 0, syncs: true)])
    #expect(completions(&queue) == [.written(1), .safe(1)])
    #expect(block.bytesWritten == 1 && block.syncs == 1)
  }

  @Test(
    "A failed write fails the rest of its group alike, unwritten; others go on; then it recovers",
    arguments: QueueKind.allCases, [StoreFailureKind.noSpace, .readOnly, .inputOutput, .other])
  func failedWrite(kind: QueueKind, failure: StoreFailureKind) {
    var queue = makeQueue(kind)
    queue.fail(failure, at: .write, times: 1)
    let jobs = [
      Handed(ticket: 1), Handed(ticket: 2, syncs: true), Handed(ticket: 1, offset: 5),
      Handed(ticket: 1, syncs: true), Handed(ticket: 1, syncs: true),
    ]
    let found = carryOut(&queue, jobs)
    let wanted: [StoreCompletion] = [
      .failed(1, failure), .safe(2), .failed(1, failure), .failed(1, failure), .safe(1),
    ]
    #expect(found == wanted)
    #expect(block.bytesWritten == 2 && block.syncs == 2)
  }

  @Test("The first failure of a group is the one that is told", arguments: QueueKind.allCases)
  func firstFailure(kind: QueueKind) {
    var queue = makeQueue(kind)
    queue.fail(.noSpace, at: .write, times: 1)
    _ = submit(&queue, [Handed(ticket: 1)])
    queue.fail(.readOnly, at: .write)
    _ = submit(&queue, [Handed(ticket: 1), Handed(ticket: 1, syncs: true)])
    #expect(completions(&queue) == Array(repeating: .failed(1, .noSpace), count: 3))
  }

  @Test("A short write leaves a part, and says so", arguments: QueueKind.allCases)
  func shortWrite(kind: QueueKind) {
    var queue = makeQueue(kind)
    queue.fail(.shortWrite, at: .write, times: 1)
    _ = submit(&queue, [Handed(ticket: 1, count: 10, syncs: true)])
    #expect(completions(&queue) == [.failed(1, .shortWrite)])
    #expect(block.bytesWritten == 5 && block.syncs == 0)
  }

  @Test(
    "A failed sync fails every group that has written and not ended: their bytes may be lost",
    arguments: QueueKind.allCases)
  func failedSync(kind: QueueKind) {
    var queue = makeQueue(kind)
    queue.fail(.inputOutput, at: .sync, times: 1)
    let jobs = [
      Handed(ticket: 1), Handed(ticket: 2, syncs: true), Handed(ticket: 1, syncs: true),
      Handed(ticket: 2, syncs: true), Handed(ticket: 3, syncs: true),
    ]
    let found = carryOut(&queue, jobs)
    let wanted: [StoreCompletion] = [
      .written(1), .failed(2, .inputOutput), .failed(1, .inputOutput), .safe(2), .safe(3),
    ]
    #expect(found == wanted)
  }

  @Test(
    "A job outside of the store fails; one too long, or one too many, is not accepted",
    arguments: QueueKind.allCases)
  func limits(kind: QueueKind) {
    var queue = makeQueue(kind)
    let long = Handed(ticket: 1, count: StoreQueueLimits.jobBytesMax, syncs: true)
    let tooLong = Handed(ticket: 1, count: StoreQueueLimits.jobBytesMax + 1, syncs: true)
    let outside = Handed(ticket: 2, offset: 8_000, syncs: true)
    #expect(submit(&queue, [tooLong]) == 0)
    #expect(submit(&queue, [long, outside]) == 2)
    let free = kind.jobsMax - 2
    #expect(submit(&queue, Array(repeating: Handed(ticket: 3, syncs: true), count: 13)) == free)
    let all = completions(&queue)
    #expect(all == [.safe(1), .failed(2, .other)] + Array(repeating: .safe(3), count: free))
    #expect(submit(&queue, [long]) == 1)
  }

  @Test("A ninth open group is not accepted until one of the eight ends")
  func openGroups() {
    var queue = makeQueue(.immediate)
    #expect(submit(&queue, (1...9).map { Handed(ticket: $0) }) == 8)
    #expect(submit(&queue, [Handed(ticket: 9, syncs: true), Handed(ticket: 8)]) == 2)
    #expect(submit(&queue, [Handed(ticket: 4, syncs: true), Handed(ticket: 9)]) == 2)
    #expect(submit(&queue, [Handed(ticket: 10)]) == 0)
  }

  @Test("The longest jobs that can wait hold less than 64 kB")
  func memory() {
    #expect(StoreQueueLimits.jobsMax * StoreQueueLimits.jobBytesMax < 64_000)
  }

  @Test("A fault of the simulated store has its kind")
  func kinds() {
    let rows: [(StoreFault, StoreFailureKind)] = [
      (.powerCut, .inputOutput), (.inputOutput, .inputOutput), (.noSpace, .noSpace),
      (.outOfRange, .other),
    ]
    for (fault, kind) in rows { #expect(fault.storeFailureKind == kind) }
  }

  @Test(
    "A read brings its bytes with its completion, in its order; there is one at a time",
    arguments: QueueKind.allCases)
  func reads(kind: QueueKind) {
    var queue = makeQueue(kind)
    _ = submit(&queue, [Handed(ticket: 1, count: 3, syncs: true)])
    #expect(submit(&queue, reading: 4, at: 0, ticket: 2))
    #expect(!submit(&queue, reading: 4, at: 0, ticket: 2))
    _ = submit(&queue, [Handed(ticket: 3, count: 4, syncs: true)])
    let written = taken(&queue, 4)
    #expect(written.completion == .safe(1) && written.bytes == [0xEE, 0xEE, 0xEE, 0xEE])
    let read = taken(&queue, 3)
    #expect(read.completion == .read(2) && read.bytes == [1, 1, 1], "as much as there is room for")
    #expect(submit(&queue, reading: 4, at: 0, ticket: 2))
    #expect(completions(&queue) == [.safe(3), .read(2)])
    #expect(!submit(&queue, reading: 0, at: 0, ticket: 2))
    #expect(!submit(&queue, reading: StoreQueueLimits.jobBytesMax + 1, at: 0, ticket: 2))
  }

  @Test(
    "A read beyond the end fails, and fails no group of its ticket", arguments: QueueKind.allCases)
  func failedRead(kind: QueueKind) {
    var queue = makeQueue(kind)
    _ = submit(&queue, [Handed(ticket: 1)])
    #expect(submit(&queue, reading: 2, at: 7_999, ticket: 1))
    _ = submit(&queue, [Handed(ticket: 1, syncs: true)])
    #expect(completions(&queue) == [.written(1), .failed(1, .other), .safe(1)])
  }
}
