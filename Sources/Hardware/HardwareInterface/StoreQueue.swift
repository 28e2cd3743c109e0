// SPDX-License-Identifier: Apache-2.0

/// Why bytes did not come to be safe.
public enum StoreFailureKind: UInt8, Error, Equatable, Sendable {
  /// The disk or the quota is full (ENOSPC, EDQUOT).
  case noSpace
  /// It may not be written (EROFS, a write-protect pin).
  case readOnly
  /// The device failed (EIO, a bus error).
  case inputOutput
  /// It took a part of the bytes, and of the rest a part again.
  case shortWrite
  /// It did not answer in time.
  case hung
  /// None of the above.
  case other
}

/// A failure of a store that says which of the kinds it is.
public protocol StoreFailure: Error {
  /// What it is to whoever waits for the bytes to be safe.
  var storeFailureKind: StoreFailureKind { get }
}

/// What became of one job of a store queue.
public struct StoreCompletion: Equatable, Sendable {
  /// Whose job it was.
  public let ticket: UInt32
  /// Why its bytes are not safe; nil where nothing failed.
  public let failure: StoreFailureKind?
  /// Whether all that its group wrote will outlive a power cut: only ever of a job that syncs.
  public let isSafe: Bool

  private init(_ ticket: UInt32, _ failure: StoreFailureKind?, isSafe: Bool) {
    (self.ticket, self.failure, self.isSafe) = (ticket, failure, isSafe)
  }

  /// All of the group is safe.
  public static func safe(_ ticket: UInt32) -> StoreCompletion {
    StoreCompletion(ticket, nil, isSafe: true)
  }

  /// It was written; whether it is safe will be known with the sync of its group.
  public static func written(_ ticket: UInt32) -> StoreCompletion {
    StoreCompletion(ticket, nil, isSafe: false)
  }

  /// It was read.
  public static func read(_ ticket: UInt32) -> StoreCompletion {
    StoreCompletion(ticket, nil, isSafe: false)
  }

  /// It failed, or one before it in its group did.
  public static func failed(_ ticket: UInt32, _ failure: StoreFailureKind) -> StoreCompletion {
    StoreCompletion(ticket, failure, isSafe: false)
  }
}

/// The limits of every store queue.
public enum StoreQueueLimits {
  /// The longest job. Unit: bytes.
  public static let jobBytesMax = 4352
  /// Jobs whose completion was not taken: 14 of the longest are 60,928 bytes. A queue may hold
  /// fewer, and says so.
  public static let jobsMax = 14
  /// Groups that have begun and not yet ended.
  public static let openGroupsMax = 8
  /// A job that is not done so long after it was handed over is given up. Unit: nanoseconds.
  public static let hungNanoseconds: UInt64 = 5_000_000_000
}

/// Where bytes are handed over to be written, by one who never waits for it.
///
/// Jobs are carried out in their order, and each that was accepted has one completion, in the same
/// order. The jobs of one ticket up to the one that syncs are a group:
/// - where a job of a group failed, those after it are not written and fail alike, up to the sync
///   that ends the group; then the ticket may be used again;
/// - a sync that fails fails all groups that have written and not ended, of every ticket, because
///   a system reports lost bytes to the first who asks and never again [fsync(2)];
/// - nothing is tried again by itself: whoever is told of a failure hands over the bytes anew.
///
/// A job that is not done within `hungNanoseconds` is given up: it fails as `.hung`. Was it begun,
/// its bytes may still come, in their order; was it not, they never do.
public protocol StoreQueue: ~Copyable {
  /// What the store holds. Unit: bytes.
  var capacity: Int { get }

  /// Fills `bytes` from an offset, waiting for the store: for the start of a meter.
  ///
  /// - Errors: the store's; `.other` once a job was handed over.
  mutating func read(at offset: Int, into bytes: inout MutableSpan<UInt8>) throws(StoreFailureKind)

  /// Hands over a job; its bytes are copied. No bytes and `syncs` is a sync alone.
  ///
  /// - Range: `offset` and `bytes` lie inside the store, else the job fails as `.other`. A ticket
  ///   is used for a new group only after the last completion of the group before was taken.
  /// - Returns: false, and nothing is done, where as many completions as it holds were not taken,
  ///   where the job would begin one group more than `openGroupsMax`, or is longer than
  ///   `jobBytesMax`.
  mutating func submit(
    _ bytes: Span<UInt8>, at offset: Int, ticket: UInt32, syncs: Bool
  ) -> Bool

  /// Hands over a read of so many bytes, which come with its completion. It is in no group.
  ///
  /// - Range: as of a job that writes; one read at a time.
  /// - Returns: false, and nothing is done, where as many completions as it holds were not taken,
  ///   where the bytes of the read before were not, or where they are more than `jobBytesMax`, or
  ///   none.
  mutating func submit(reading count: Int, at offset: Int, ticket: UInt32) -> Bool

  /// Takes the oldest completion; nil where the oldest job is under way, or there is none.
  ///
  /// - Parameter room: takes the first bytes that a read brought, as many as it has room for.
  mutating func completed(into room: inout MutableSpan<UInt8>) -> StoreCompletion?

  /// Carries out a small part of the work, where nobody else does: for a queue without a thread.
  ///
  /// - Returns: whether more is left that waits for this.
  mutating func advance() -> Bool

  /// Waits until all jobs are done, so long at most; whether they are. For an orderly stop.
  mutating func drain(nanoseconds: UInt64) -> Bool
}

extension StoreQueue where Self: ~Copyable {
  /// Does nothing: jobs are carried out by somebody else, or were when they were handed over.
  public mutating func advance() -> Bool { false }

  /// Takes the oldest completion, for an owner that reads nothing.
  public mutating func completed() -> StoreCompletion? {
    var none = InlineArray<1, UInt8>(repeating: 0)
    var room = none.mutableSpan
    return completed(into: &room)
  }
}
