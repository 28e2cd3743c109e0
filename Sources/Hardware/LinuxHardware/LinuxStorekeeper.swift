// SPDX-License-Identifier: Apache-2.0

import CLinux
public import HardwareInterface
import Quantities
import Synchronization

/// A store queue carried out by a thread of its own: whoever hands over never waits for the store,
/// however long that hangs.
///
/// The thread is the only one that touches the store; it runs like others, below the sampler. What
/// is read from the store is read before the first job. Holds 61 kB for jobs; allocates: when it is
/// made, never after.
public struct LinuxStorekeeper<Store: BlockStore & ~Copyable>: StoreQueue, ~Copyable
where Store.Failure: StoreFailure {
  /// How long the end waits for what is under way. Unit: nanoseconds.
  public static var stopNanosecondsMax: UInt64 { 10_000_000_000 }

  private let body: StorekeeperBody<Store>
  private let hungNanoseconds: UInt64
  /// Of the store. Unit: bytes.
  public let capacity: Int
  private var isBegun = false
  /// Reads whose completion was not taken.
  private var reads = 0
  private var groups = StoreGroups()
  private var clock = LinuxClock()

  /// Starts the thread.
  ///
  /// - Errors: the thread or its bell could not be made; the store is given up with it.
  public init(
    _ store: consuming Store, hungNanoseconds: UInt64 = StoreQueueLimits.hungNanoseconds
  ) throws(LinuxFailure) {
    capacity = store.capacity
    let body = try StorekeeperBody(store)
    try body.start()
    self.body = body
    self.hungNanoseconds = hungNanoseconds
  }

  deinit { _ = body.end(nanoseconds: Self.stopNanosecondsMax) }

  /// Reads, as long as no job was handed over: the thread touches the store for jobs alone.
  public mutating func read(
    at offset: Int, into bytes: inout MutableSpan<UInt8>
  ) throws(StoreFailureKind) {
    guard !isBegun else { throw .other }
    try body.read(at: offset, into: &bytes)
  }

  /// Copies the bytes and rings for the thread.
  public mutating func submit(
    _ bytes: Span<UInt8>, at offset: Int, ticket: UInt32, syncs: Bool
  ) -> Bool {
    guard bytes.count <= StoreQueueLimits.jobBytesMax, body.ring.hasRoom,
      syncs || groups.begin(ticket)
    else { return false }
    submit(StoreJob(offset: offset, ticket: ticket, syncs: syncs), bytes)
    return true
  }

  /// Rings for the thread to read.
  public mutating func submit(reading count: Int, at offset: Int, ticket: UInt32) -> Bool {
    guard count > 0, count <= StoreQueueLimits.jobBytesMax, reads == 0, body.ring.hasRoom else {
      return false
    }
    reads += 1
    submit(StoreJob(offset: offset, ticket: ticket, reads: count), Span())
    return true
  }

  private mutating func submit(_ job: StoreJob, _ bytes: Span<UInt8>) {
    isBegun = true
    body.ring.submit(job, bytes, at: clock.now().nanoseconds)
    body.bell()
  }

  /// Takes the oldest completion, or gives up the oldest job where it hangs.
  ///
  /// The rest of the group of a job that was given up is told to have failed, whatever became of
  /// it: whoever waits saves all of it anew.
  public mutating func completed(into room: inout MutableSpan<UInt8>) -> StoreCompletion? {
    if let (job, completion) = body.ring.take(into: &room) {
      if job.reads > 0 {
        reads -= 1
        return completion
      }
      let failure = groups.failure(of: job.ticket)
      if job.syncs { groups.end(job.ticket) }
      return failure.map { .failed(job.ticket, $0) } ?? completion
    }
    let now = clock.now().nanoseconds
    guard now > hungNanoseconds, let job = body.ring.giveUp(submittedBefore: now - hungNanoseconds)
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

  /// Waits until all jobs are done, so long at most; whether they are.
  public mutating func drain(nanoseconds: UInt64) -> Bool {
    body.waits(nanoseconds: nanoseconds) { $0.ring.isIdle }
  }

  /// Lets the thread carry out what was handed over, so long at most, and ends it.
  ///
  /// A thread that hangs in its store is left behind with it: it ends when the store answers, and
  /// gives it up then, or with the program. It begins no other job.
  ///
  /// - Returns: whether all jobs are done and the store is given up.
  public consuming func stop(nanoseconds: UInt64 = Self.stopNanosecondsMax) -> Bool {
    body.end(nanoseconds: nanoseconds)
  }
}

/// How far the storekeeper's thread is.
private enum Stage: UInt8 {
  /// Its owner may wait for it.
  case running
  /// It touches nothing any more.
  case ended
  /// It hung when its owner went away, and lets go of everything itself when it ends.
  case leftBehind
}

/// What the storekeeper's thread does: carries out jobs until it is told to stop.
private final class StorekeeperBody<Store: BlockStore & ~Copyable>: ThreadBody
where Store.Failure: StoreFailure {
  /// How long the thread sleeps at most. Unit: nanoseconds.
  static var sleepNanosecondsMax: UInt64 { 1_000_000_000 }
  /// How long a thread that was still at work is waited for at the end. Unit: nanoseconds.
  static var endNanoseconds: UInt64 { 1_000_000_000 }
  /// How often a wait looks. Unit: nanoseconds.
  static var lookNanoseconds: UInt64 { 1_000_000 }

  /// All of it is in memory where memory is locked: it writes, and computes nothing. Unit: bytes.
  static var stackBytes: Int { 128 * 1024 }

  let ring = StoreRing()
  private let descriptor: Int32
  private let isStopAsked = Atomic(false)
  private let stage = Atomic(Stage.running.rawValue)
  private var writer: StoreWriter<Store>
  /// Of the thread that made this; once that has left it behind, of the storekeeper's own.
  private var thread: LinuxThread?
  private var isOver = false

  init(_ store: consuming Store) throws(LinuxFailure) {
    let result = clinux_bell_open()
    guard result >= 0 else { throw .general(Int(result)) }
    descriptor = result
    writer = StoreWriter(store)
  }

  deinit { _ = clinux_close(descriptor) }

  override func run() {
    while !isStopAsked.load(ordering: .relaxed) {
      if !ring.carryOut(by: &writer) {
        _ = clinux_bell_wait(descriptor, Self.sleepNanosecondsMax)
      }
    }
    // Nobody else is left to let go of this.
    if !moves(to: .ended) { thread = nil }
  }

  func read(
    at offset: Int, into bytes: inout MutableSpan<UInt8>
  ) throws(StoreFailureKind) {
    try writer.read(at: offset, into: &bytes)
  }

  func bell() { clinux_bell_ring(descriptor) }

  func start() throws(LinuxFailure) {
    thread = try LinuxThread(self, priority: 0, stackBytes: Self.stackBytes)
  }

  /// Waits for the jobs, then for the thread. The second time it does nothing.
  func end(nanoseconds: UInt64) -> Bool {
    guard !isOver else { return false }
    isOver = true
    let isIdle = waits(nanoseconds: nanoseconds) { $0.ring.isIdle }
    isStopAsked.store(true, ordering: .relaxed)
    bell()
    if !isIdle && !waits(nanoseconds: Self.endNanoseconds, for: { $0.isEnded }) {
      // To give up a thread is to wait for it, without end where the store hangs.
      thread?.detach()
      if moves(to: .leftBehind) { return false }
    }
    thread = nil
    return isIdle
  }

  private var isEnded: Bool { stage.load(ordering: .acquiring) == Stage.ended.rawValue }

  /// Ends or is left behind, whichever comes first; false where the other did.
  private func moves(to next: Stage) -> Bool {
    stage.compareExchange(
      expected: Stage.running.rawValue, desired: next.rawValue, ordering: .acquiringAndReleasing
    ).exchanged
  }

  /// Waits for something, so long at most; whether it came.
  func waits(nanoseconds: UInt64, for isThere: (StorekeeperBody) -> Bool) -> Bool {
    var clock = LinuxClock()
    let began = clock.now()
    while !isThere(self) {
      guard clock.now().since(began) < nanoseconds else { return false }
      clock.pause(nanoseconds: Self.lookNanoseconds)
    }
    return true
  }
}
