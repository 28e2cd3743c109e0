// SPDX-License-Identifier: Apache-2.0

/// What is asked for one piece of bytes.
public struct StoreJob: Equatable, Sendable {
  /// Where they go. Unit: bytes.
  public var offset: Int
  /// Whose they are.
  public var ticket: UInt32
  /// Whether all of the group is to be safe after it.
  public var syncs: Bool
  /// How many bytes are read; a job that reads none writes. Unit: bytes.
  public var reads: Int

  /// Makes a job that writes.
  public init(offset: Int, ticket: UInt32, syncs: Bool) {
    (self.offset, self.ticket, self.syncs, reads) = (offset, ticket, syncs, 0)
  }

  /// Makes a job that reads.
  public init(offset: Int, ticket: UInt32, reads: Int) {
    (self.offset, self.ticket, syncs, self.reads) = (offset, ticket, false, reads)
  }
}

/// The groups of a store queue that have begun and not ended, and which of them have failed.
public struct StoreGroups: Sendable {
  private struct Group: Sendable {
    var ticket: UInt32 = 0
    var failure: StoreFailureKind?
  }

  private var groups = InlineArray<8, Group>(repeating: Group())
  private var count = 0

  /// Has no group.
  public init() {}

  /// Begins a group where it has not begun; false where there is no room for it.
  public mutating func begin(_ ticket: UInt32) -> Bool {
    if index(of: ticket) != nil { return true }
    guard count < StoreQueueLimits.openGroupsMax else { return false }
    groups[count] = Group(ticket: ticket)
    count += 1
    return true
  }

  /// Why a group failed; nil where it did not, or has not begun.
  public func failure(of ticket: UInt32) -> StoreFailureKind? {
    index(of: ticket).flatMap { groups[$0].failure }
  }

  /// Fails a group, which begins with it if need be. The first failure of a group stays.
  public mutating func fail(_ ticket: UInt32, _ failure: StoreFailureKind) {
    guard begin(ticket), let index = index(of: ticket) else { return }
    groups[index].failure = groups[index].failure ?? failure
  }

  /// Fails all groups.
  public mutating func failAll(_ failure: StoreFailureKind) {
    for index in 0..<count { groups[index].failure = groups[index].failure ?? failure }
  }

  /// Ends a group.
  public mutating func end(_ ticket: UInt32) {
    guard let index = index(of: ticket) else { return }
    count -= 1
    groups[index] = groups[count]
  }

  private func index(of ticket: UInt32) -> Int? {
    for index in 0..<count where groups[index].ticket == ticket { return index }
    return nil
  }
}

/// Carries out the jobs of a store queue on the store it owns, by the rule of groups.
public struct StoreWriter<Store: BlockStore & ~Copyable>: ~Copyable
where Store.Failure: StoreFailure {
  /// The store: to be read from, as long as nobody else writes.
  public var store: Store
  private var groups = StoreGroups()

  /// Takes the store.
  public init(_ store: consuming Store) { self.store = store }

  /// Reads.
  public mutating func read(
    at offset: Int, into bytes: inout MutableSpan<UInt8>
  ) throws(StoreFailureKind) {
    do throws(Store.Failure) { try store.read(at: offset, into: &bytes) } catch {
      throw error.storeFailureKind
    }
  }

  /// Writes, syncs where the job says so, and tells what became of it.
  public mutating func carryOut(_ job: StoreJob, _ bytes: Span<UInt8>) -> StoreCompletion {
    if let failure = groups.failure(of: job.ticket) { return fail(job, failure) }
    guard job.syncs || groups.begin(job.ticket) else { return .failed(job.ticket, .other) }
    do throws(Store.Failure) {
      if bytes.count > 0 { try store.write(bytes, at: job.offset) }
    } catch { return fail(job, error.storeFailureKind) }
    guard job.syncs else { return .written(job.ticket) }
    do throws(Store.Failure) { try store.sync() } catch {
      groups.failAll(error.storeFailureKind)
      return fail(job, error.storeFailureKind)
    }
    groups.end(job.ticket)
    return .safe(job.ticket)
  }

  /// Reads, and tells what became of it; it is in no group.
  public mutating func carryOut(
    _ job: StoreJob, reading bytes: inout MutableSpan<UInt8>
  ) -> StoreCompletion {
    do throws(StoreFailureKind) { try read(at: job.offset, into: &bytes) } catch {
      return .failed(job.ticket, error)
    }
    return .read(job.ticket)
  }

  /// Leaves a job undone that was given up before it began: the rest of its group fails as it did.
  public mutating func skip(_ job: StoreJob) { if job.reads == 0 { _ = fail(job, .hung) } }

  private mutating func fail(_ job: StoreJob, _ failure: StoreFailureKind) -> StoreCompletion {
    if job.syncs { groups.end(job.ticket) } else { groups.fail(job.ticket, failure) }
    return .failed(job.ticket, failure)
  }
}
