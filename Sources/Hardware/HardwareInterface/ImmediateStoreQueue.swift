// SPDX-License-Identifier: Apache-2.0

/// A store queue that carries out each job where it is handed over: for simulated time, and for a
/// store that answers at once. Allocates: never.
public struct ImmediateStoreQueue<Store: BlockStore & ~Copyable>: StoreQueue, ~Copyable
where Store.Failure: StoreFailure {
  /// What owns the store.
  public var writer: StoreWriter<Store>
  private var groups = StoreGroups()
  private var completions = InlineArray<14, StoreCompletion>(repeating: .written(0))
  private var first = 0
  private var isBegun = false
  private var count = 0
  /// What was read, and how many bytes; none where its completion was taken.
  private var bytes = InlineArray<4352, UInt8>(repeating: 0)
  private var bytesRead = 0
  /// The completion of that read is so far behind the oldest.
  private var readPlace = 0

  /// Takes the store.
  public init(_ store: consuming Store) { writer = StoreWriter(store) }

  /// Of the store.
  public var capacity: Int { writer.store.capacity }

  /// Reads.
  public mutating func read(
    at offset: Int, into bytes: inout MutableSpan<UInt8>
  ) throws(StoreFailureKind) {
    guard !isBegun else { throw .other }
    try writer.read(at: offset, into: &bytes)
  }

  /// Writes and syncs.
  public mutating func submit(
    _ bytes: Span<UInt8>, at offset: Int, ticket: UInt32, syncs: Bool
  ) -> Bool {
    guard bytes.count <= StoreQueueLimits.jobBytesMax, count < StoreQueueLimits.jobsMax,
      syncs || groups.begin(ticket)
    else { return false }
    let job = StoreJob(offset: offset, ticket: ticket, syncs: syncs)
    append(writer.carryOut(job, bytes))
    if syncs { groups.end(ticket) }
    return true
  }

  /// Reads.
  public mutating func submit(reading count: Int, at offset: Int, ticket: UInt32) -> Bool {
    guard count > 0, count <= StoreQueueLimits.jobBytesMax, bytesRead == 0,
      self.count < StoreQueueLimits.jobsMax
    else { return false }
    (bytesRead, readPlace) = (count, self.count)
    var all = bytes.mutableSpan
    var span = all._mutatingExtracting(0..<count)
    let job = StoreJob(offset: offset, ticket: ticket, reads: count)
    append(writer.carryOut(job, reading: &span))
    return true
  }

  /// Takes the oldest completion.
  public mutating func completed(into room: inout MutableSpan<UInt8>) -> StoreCompletion? {
    guard count > 0 else { return nil }
    let completion = completions[first]
    first = (first + 1) % StoreQueueLimits.jobsMax
    count -= 1
    if bytesRead > 0, readPlace == 0 {
      for index in 0..<min(bytesRead, room.count) { room[index] = bytes[index] }
      bytesRead = 0
    }
    readPlace -= 1
    return completion
  }

  private mutating func append(_ completion: StoreCompletion) {
    isBegun = true
    completions[(first + count) % StoreQueueLimits.jobsMax] = completion
    count += 1
  }

  /// All jobs are done.
  public mutating func drain(nanoseconds: UInt64) -> Bool { true }
}
