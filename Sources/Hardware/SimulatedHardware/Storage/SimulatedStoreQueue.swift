// SPDX-License-Identifier: Apache-2.0

public import HardwareInterface
import Quantities
import Synchronization

/// A storekeeper's thread on virtual time: it takes its time, hangs and fails as it is told.
///
/// Each job takes `latencyNanoseconds` from when it came or the one before was done. What is done
/// by now is carried out when somebody looks: before the supply is cut, call `settle`.
public final class SimulatedStorekeeper: Sendable {
  struct Waiting {
    var job: StoreJob
    var bytes: [UInt8]
    var submitted: UInt64
    var completion: StoreCompletion?
    var givenUp: UInt64?
    var isTaken = false
  }

  struct State: ~Copyable {
    var writer: StoreWriter<FailingStore>
    var groups = StoreGroups()
    var jobs: [Waiting] = []
    var freeAt: UInt64 = 0
    var hangs: [Range<UInt64>] = []
    var latency: UInt64
  }

  private let clock: VirtualClock
  private let hungNanoseconds: UInt64
  private let state: Mutex<State>

  /// Makes a storekeeper of a store.
  public init(
    _ store: MemoryBlockStore, clock: VirtualClock, latencyNanoseconds: UInt64 = 0,
    hungNanoseconds: UInt64 = StoreQueueLimits.hungNanoseconds
  ) {
    self.clock = clock
    self.hungNanoseconds = hungNanoseconds
    state = Mutex(State(writer: StoreWriter(FailingStore(store)), latency: latencyNanoseconds))
  }

  /// The queue as its user sees it.
  public var queue: SimulatedStoreQueue { SimulatedStoreQueue(self) }

  /// Jobs that are not done.
  public var waiting: Int {
    settle()
    return state.withLock { $0.jobs.count { $0.completion == nil } }
  }

  /// Lets no job begin for so long.
  public func hang(from start: Instant, nanoseconds: UInt64) {
    let window = start.nanoseconds..<start.nanoseconds + nanoseconds
    state.withLock { $0.hangs.append(window) }
  }

  /// Lets the store fail so often; `times` 0 lets it recover.
  public func fail(_ failure: StoreFailureKind, at step: FailingStore.Step, times: Int = .max) {
    settle()
    state.withLock { $0.writer.store.fail(failure, at: step, times: times) }
  }

  /// Carries out what is done by now.
  public func settle() {
    let now = clock.now.nanoseconds
    state.withLock { $0.settle(now) }
  }

  var capacity: Int { state.withLock { $0.writer.store.capacity } }

  func read(at offset: Int, count: Int) throws(StoreFailureKind) -> [UInt8] {
    let (bytes, failure): ([UInt8], StoreFailureKind?) = state.withLock { state in
      var bytes = [UInt8](repeating: 0, count: count)
      var span = bytes.mutableSpan
      do throws(StoreFailureKind) { try state.writer.read(at: offset, into: &span) } catch {
        return ([], error)
      }
      return (bytes, nil)
    }
    if let failure { throw failure }
    return bytes
  }

  func submit(_ job: StoreJob, _ bytes: [UInt8]) -> Bool {
    settle()
    let now = clock.now.nanoseconds
    let isAccepted = state.withLock { state in
      guard bytes.count <= StoreQueueLimits.jobBytesMax,
        state.jobs.count < StoreQueueLimits.jobsMax, state.begins(job)
      else { return false }
      state.jobs.append(Waiting(job: job, bytes: bytes, submitted: now))
      return true
    }
    settle()
    return isAccepted
  }

  /// The oldest completion, and what a read brought.
  func completed() -> (completion: StoreCompletion, bytes: [UInt8])? {
    settle()
    let now = clock.now.nanoseconds
    return state.withLock { $0.take(now, hung: hungNanoseconds) }
  }

  func drain(nanoseconds: UInt64) -> Bool {
    let deadline = clock.now.nanoseconds + nanoseconds
    while waiting > 0 {
      let next = state.withLock { $0.nextEnd() ?? .max }
      clock.advance(to: Instant(nanoseconds: min(next, deadline)))
      settle()
      if next > deadline { return false }
    }
    return true
  }
}

extension SimulatedStorekeeper.State {
  /// Whether a job may be handed over: one read at a time, and no more groups than there may be.
  mutating func begins(_ job: StoreJob) -> Bool {
    guard job.reads == 0 else {
      return !jobs.contains { $0.job.reads > 0 && !$0.isTaken }
        && (1...StoreQueueLimits.jobBytesMax).contains(job.reads)
    }
    return job.syncs || groups.begin(job.ticket)
  }

  /// When the oldest job that is not done will be; nil where all are.
  mutating func nextEnd() -> UInt64? {
    guard let next = jobs.first(where: { $0.completion == nil }) else { return nil }
    return begin(of: next) + latency
  }

  private func begin(of next: SimulatedStorekeeper.Waiting) -> UInt64 {
    var begin = max(next.submitted, freeAt)
    while let hang = hangs.first(where: { $0.contains(begin) }) { begin = hang.upperBound }
    return begin
  }

  mutating func settle(_ now: UInt64) {
    while let index = jobs.firstIndex(where: { $0.completion == nil }) {
      let begin = begin(of: jobs[index])
      if let givenUp = jobs[index].givenUp, givenUp <= begin {
        guard begin <= now else { break }
        writer.skip(jobs[index].job)
        jobs[index].completion = .failed(jobs[index].job.ticket, .hung)
        freeAt = begin
      } else {
        guard begin + latency <= now else { break }
        jobs[index].completion = carryOut(at: index)
        freeAt = begin + latency
      }
    }
    jobs.removeAll { $0.isTaken && $0.completion != nil }
  }

  private mutating func carryOut(at index: Int) -> StoreCompletion {
    let job = jobs[index].job
    var bytes = jobs[index].bytes
    guard job.reads > 0 else { return writer.carryOut(job, bytes.span) }
    bytes = [UInt8](repeating: 0, count: job.reads)
    var room = bytes.mutableSpan
    let completion = writer.carryOut(job, reading: &room)
    jobs[index].bytes = bytes
    return completion
  }

  mutating func take(
    _ now: UInt64, hung: UInt64
  ) -> (completion: StoreCompletion, bytes: [UInt8])? {
    guard let index = jobs.firstIndex(where: { !$0.isTaken }) else { return nil }
    let job = jobs[index].job
    if let completion = jobs[index].completion {
      let bytes = jobs.remove(at: index).bytes
      guard job.reads == 0 else { return (completion, bytes) }
      let failure = groups.failure(of: job.ticket)
      if job.syncs { groups.end(job.ticket) }
      return (failure.map { .failed(job.ticket, $0) } ?? completion, [])
    }
    guard jobs[index].submitted + hung < now else { return nil }
    jobs[index].givenUp = now
    jobs[index].isTaken = true
    if job.syncs { groups.end(job.ticket) }
    if !job.syncs, job.reads == 0 { groups.fail(job.ticket, .hung) }
    return (.failed(job.ticket, .hung), [])
  }
}

/// A simulated store queue. Copies of it are the same queue.
public struct SimulatedStoreQueue: StoreQueue, Sendable {
  private let storekeeper: SimulatedStorekeeper

  init(_ storekeeper: SimulatedStorekeeper) { self.storekeeper = storekeeper }

  /// Of the store.
  public var capacity: Int { storekeeper.capacity }

  /// Reads.
  public mutating func read(
    at offset: Int, into bytes: inout MutableSpan<UInt8>
  ) throws(StoreFailureKind) {
    let found = try storekeeper.read(at: offset, count: bytes.count)
    for index in bytes.indices { bytes[index] = found[index] }
  }

  /// Hands over a job.
  public mutating func submit(
    _ bytes: Span<UInt8>, at offset: Int, ticket: UInt32, syncs: Bool
  ) -> Bool {
    let job = StoreJob(offset: offset, ticket: ticket, syncs: syncs)
    return storekeeper.submit(job, bytes.indices.map { bytes[$0] })
  }

  /// Hands over a read.
  public mutating func submit(reading count: Int, at offset: Int, ticket: UInt32) -> Bool {
    storekeeper.submit(StoreJob(offset: offset, ticket: ticket, reads: count), [])
  }

  /// Takes the oldest completion, or gives up the oldest job where it hangs.
  public mutating func completed(into room: inout MutableSpan<UInt8>) -> StoreCompletion? {
    guard let (completion, bytes) = storekeeper.completed() else { return nil }
    for index in 0..<min(bytes.count, room.count) where completion.failure == nil {
      room[index] = bytes[index]
    }
    return completion
  }

  /// Lets virtual time pass until all jobs are done, so long at most.
  public mutating func drain(nanoseconds: UInt64) -> Bool {
    storekeeper.drain(nanoseconds: nanoseconds)
  }
}
