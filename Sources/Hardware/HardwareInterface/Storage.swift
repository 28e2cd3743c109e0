// SPDX-License-Identifier: Apache-2.0

/// Bytes that outlive a power cut: a file, a partition, an FRAM. Owned.
///
/// Nothing is assumed of it but this: what was written before a `sync` that returned is there
/// after it; what was not synced may be there whole, in part, or not at all.
public protocol BlockStore: ~Copyable {
  /// What can go wrong: no space, read-only, input/output error.
  associatedtype Failure: Error

  /// Unit: bytes.
  var capacity: Int { get }

  /// Fills `bytes` from the store at an offset. Bytes never written read as anything.
  mutating func read(at offset: Int, into bytes: inout MutableSpan<UInt8>) throws(Failure)

  /// Writes bytes at an offset.
  mutating func write(_ bytes: Span<UInt8>, at offset: Int) throws(Failure)

  /// Returns when all that was written is safe.
  mutating func sync() throws(Failure)
}
