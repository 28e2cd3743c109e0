// SPDX-License-Identifier: Apache-2.0

public import HardwareInterface
import Quantities

/// A store queue carried out by a thread: whoever hands over never waits for the store, however
/// long that hangs.
///
/// One thread serves two stores at most, each with a queue of its own. While a job waits in the
/// first queue, none of the second begins; one that hangs holds up both, and each tells that of its
/// own jobs. Both are used by one thread, their owner's.
///
/// The storekeeper's thread is the only one that touches a store; it runs like others, below the
/// sampler. What is read from a store is read before the first job of its queue. Holds 61 kB for
/// jobs; allocates: when it is made, never after.
public struct LinuxStorekeeper<Store: BlockStore & ~Copyable>: StoreQueue, ~Copyable
where Store.Failure: StoreFailure {
  /// How long the end waits for what is under way. Unit: nanoseconds.
  public static var stopNanosecondsMax: UInt64 { 10_000_000_000 }

  private let body: StorekeeperBody<Store>
  private let kept: KeptStore<Store>
  private let hungNanoseconds: UInt64
  /// Of the store. Unit: bytes.
  public let capacity: Int
  private var isBegun = false
  /// Reads whose completion was not taken.
  private var reads = 0
  private var groups = StoreGroups()
  private var clock = LinuxClock()

  /// Starts a thread.
  ///
  /// - Errors: the thread or its bell could not be made; the store is given up with it.
  public init(
    _ store: consuming Store, hungNanoseconds: UInt64 = StoreQueueLimits.hungNanoseconds
  ) throws(LinuxFailure) {
    capacity = store.capacity
    let kept = KeptStore(store)
    let body = try StorekeeperBody(kept)
    try body.start()
    (self.body, self.kept) = (body, kept)
    self.hungNanoseconds = hungNanoseconds
  }

  /// Shares the thread of a queue, whose jobs go before those of this one.
  ///
  /// - Errors: `busy` where two share it; the store is given up with it.
  public init(
    _ store: consuming Store, after first: borrowing LinuxStorekeeper
  ) throws(LinuxFailure) {
    capacity = store.capacity
    let kept = KeptStore(store)
    try first.body.add(kept)
    (body, self.kept) = (first.body, kept)
    hungNanoseconds = first.hungNanoseconds
  }

  deinit { _ = body.end(kept, nanoseconds: Self.stopNanosecondsMax) }

  /// Reads, as long as this queue was handed no job: the thread touches its store for those alone.
  public mutating func read(
    at offset: Int, into bytes: inout MutableSpan<UInt8>
  ) throws(StoreFailureKind) {
    guard !isBegun else { throw .other }
    try kept.read(at: offset, into: &bytes)
  }

  /// Copies the bytes and rings for the thread.
  public mutating func submit(
    _ bytes: Span<UInt8>, at offset: Int, ticket: UInt32, syncs: Bool
  ) -> Bool {
    guard bytes.count <= StoreQueueLimits.jobBytesMax, kept.ring.hasRoom,
      syncs || groups.begin(ticket)
    else { return false }
    submit(StoreJob(offset: offset, ticket: ticket, syncs: syncs), bytes)
    return true
  }

  /// Rings for the thread to read.
  public mutating func submit(reading count: Int, at offset: Int, ticket: UInt32) -> Bool {
    guard count > 0, count <= StoreQueueLimits.jobBytesMax, reads == 0, kept.ring.hasRoom else {
      return false
    }
    reads += 1
    submit(StoreJob(offset: offset, ticket: ticket, reads: count), Span())
    return true
  }

  private mutating func submit(_ job: StoreJob, _ bytes: Span<UInt8>) {
    isBegun = true
    kept.ring.submit(job, bytes, at: clock.now().nanoseconds)
    body.bell()
  }

  /// Takes the oldest completion, or gives up the oldest job where it hangs.
  ///
  /// The rest of the group of a job that was given up is told to have failed, whatever became of
  /// it: whoever waits saves all of it anew.
  public mutating func completed(into room: inout MutableSpan<UInt8>) -> StoreCompletion? {
    if let (job, completion) = kept.ring.take(into: &room) {
      if job.reads > 0 {
        reads -= 1
        return completion
      }
      let failure = groups.failure(of: job.ticket)
      if job.syncs { groups.end(job.ticket) }
      return failure.map { .failed(job.ticket, $0) } ?? completion
    }
    let now = clock.now().nanoseconds
    guard now > hungNanoseconds, let job = kept.ring.giveUp(submittedBefore: now - hungNanoseconds)
    else { return nil }
    giveUp(job)
    return .failed(job.ticket, .hung)
  }

  private mutating func giveUp(_ job: StoreJob) {
    if job.reads > 0 {
      reads -= 1
    } else if job.syncs {
      groups.end(job.ticket)
    } else {
      groups.fail(job.ticket, .hung)
    }
  }

  /// Waits until all jobs of this queue are done, so long at most; whether they are.
  public mutating func drain(nanoseconds: UInt64) -> Bool {
    kept.isIdle(within: nanoseconds)
  }

  /// Lets the thread carry out what was handed over to this queue, so long at most; what it has not
  /// begun by then it never does.
  ///
  /// With the last queue the thread ends and gives up its stores. One that hangs in a store is left
  /// behind with them: it ends when the store answers, and gives them up then, or with the program.
  ///
  /// - Returns: whether all jobs of this queue are done.
  public consuming func stop(nanoseconds: UInt64 = Self.stopNanosecondsMax) -> Bool {
    body.end(kept, nanoseconds: nanoseconds)
  }
}
