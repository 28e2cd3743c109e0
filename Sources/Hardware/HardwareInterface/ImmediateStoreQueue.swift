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
    isBegun = true
    let job = StoreJob(offset: offset, ticket: ticket, syncs: syncs)
    completions[(first + count) % StoreQueueLimits.jobsMax] = writer.carryOut(job, bytes)
    if syncs { groups.end(ticket) }
    count += 1
    return true
  }

  /// Takes the oldest completion.
  public mutating func completed() -> StoreCompletion? {
    guard count > 0 else { return nil }
    let completion = completions[first]
    first = (first + 1) % StoreQueueLimits.jobsMax
    count -= 1
    return completion
  }

  /// All jobs are done.
  public mutating func drain(nanoseconds: UInt64) -> Bool { true }
}
