// SPDX-License-Identifier: Apache-2.0

/// A store queue that its owner carries out itself, a small part at a time: for a store that is
/// quick but not at once, and an owner that has more to do, such as an FRAM on a bus.
///
/// A job is written or read from its first byte to its last, in its order; a power cut in between
/// leaves its first parts. It holds `jobsMax` jobs. None is given up for being late: it is late
/// only where its owner is. Allocates: never.
public struct SteppedStoreQueue<Store: BlockStore & ~Copyable>: StoreQueue, ~Copyable
where Store.Failure: StoreFailure {
  /// Jobs whose completion was not taken.
  public static var jobsMax: Int { 4 }

  private struct Waiting {
    var job: StoreJob
    var count: Int
  }

  /// What owns the store.
  public var writer: StoreWriter<Store>
  /// Bytes of one step. Unit: bytes.
  private let partBytes: Int
  private var groups = StoreGroups()
  private var jobs = InlineArray<4, Waiting>(
    repeating: Waiting(job: StoreJob(offset: 0, ticket: 0, syncs: false), count: 0))
  private var completions = InlineArray<4, StoreCompletion>(repeating: .written(0))
  /// Of each job, `jobBytesMax` bytes: what is written, or what was read.
  private var bytes = InlineArray<17408, UInt8>(repeating: 0)
  private var first = 0
  private var count = 0
  /// Of those so many, the oldest, are done.
  private var done = 0
  /// Of the oldest that is not done. Unit: bytes.
  private var bytesDone = 0
  private var isBegun = false

  /// Takes the store.
  ///
  /// - Parameter partBytes: of one step, at most. Range: at least 1.
  public init(_ store: consuming Store, partBytes: Int) {
    writer = StoreWriter(store)
    self.partBytes = max(1, partBytes)
  }

  /// Of the store.
  public var capacity: Int { writer.store.capacity }

  /// Reads.
  public mutating func read(
    at offset: Int, into bytes: inout MutableSpan<UInt8>
  ) throws(StoreFailureKind) {
    guard !isBegun else { throw .other }
    try writer.read(at: offset, into: &bytes)
  }

  /// Copies the bytes; they are written by `advance`.
  public mutating func submit(
    _ bytes: Span<UInt8>, at offset: Int, ticket: UInt32, syncs: Bool
  ) -> Bool {
    guard bytes.count <= StoreQueueLimits.jobBytesMax, count < Self.jobsMax, groups.begin(ticket)
    else { return false }
    let start = place(count) * StoreQueueLimits.jobBytesMax
    for index in bytes.indices { self.bytes[start + index] = bytes[index] }
    append(StoreJob(offset: offset, ticket: ticket, syncs: syncs), bytes.count)
    return true
  }

  /// Notes the read; it is done by `advance`.
  public mutating func submit(reading count: Int, at offset: Int, ticket: UInt32) -> Bool {
    guard count > 0, count <= StoreQueueLimits.jobBytesMax, self.count < Self.jobsMax, !hasRead
    else { return false }
    append(StoreJob(offset: offset, ticket: ticket, reads: count), count)
    return true
  }

  /// Writes or reads the next part, and syncs with the last one of a job that does.
  public mutating func advance() -> Bool {
    guard done < count else { return false }
    let waiting = jobs[place(done)]
    let end = min(waiting.count, bytesDone + partBytes)
    let completion = carryOut(waiting, end)
    if end == waiting.count || waiting.job.reads > 0 && completion.failure != nil {
      completions[place(done)] = completion
      if waiting.job.syncs { groups.end(waiting.job.ticket) }
      (done, bytesDone) = (done + 1, 0)
    } else {
      bytesDone = end
    }
    return done < count
  }

  /// Takes the oldest completion.
  public mutating func completed(into room: inout MutableSpan<UInt8>) -> StoreCompletion? {
    guard done > 0 else { return nil }
    let start = first * StoreQueueLimits.jobBytesMax
    for index in 0..<min(jobs[first].job.reads, room.count) { room[index] = bytes[start + index] }
    let completion = completions[first]
    first = place(1)
    (count, done) = (count - 1, done - 1)
    return completion
  }

  /// Carries out all that is left, however long it takes.
  public mutating func drain(nanoseconds: UInt64) -> Bool {
    while advance() {}
    return true
  }

  /// The place of a job, by how many are older.
  private func place(_ index: Int) -> Int { (first + index) % Self.jobsMax }

  private var hasRead: Bool {
    for index in 0..<count where jobs[place(index)].job.reads > 0 { return true }
    return false
  }

  private mutating func append(_ job: StoreJob, _ bytes: Int) {
    isBegun = true
    jobs[place(count)] = Waiting(job: job, count: bytes)
    count += 1
  }

  /// One part. What a part writes is in the group of its job, so that after one that failed the
  /// writer leaves out the rest.
  private mutating func carryOut(_ waiting: Waiting, _ end: Int) -> StoreCompletion {
    let start = place(done) * StoreQueueLimits.jobBytesMax
    var job = waiting.job
    job.offset += bytesDone
    job.syncs = job.syncs && end == waiting.count
    if job.reads > 0 {
      var all = bytes.mutableSpan
      var part = all._mutatingExtracting(start + bytesDone..<start + end)
      return writer.carryOut(job, reading: &part)
    }
    return writer.carryOut(job, bytes.span.extracting(start + bytesDone..<start + end))
  }
}
