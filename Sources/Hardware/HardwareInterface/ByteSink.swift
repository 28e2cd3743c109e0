// SPDX-License-Identifier: Apache-2.0

/// Takes bytes one after the other: a file that is written from its begin.
public protocol ByteSink: ~Copyable {
  /// Why it takes no more.
  associatedtype Failure: Error

  /// Takes all of the bytes; after an error nobody knows how many.
  mutating func append(_ bytes: Span<UInt8>) throws(Failure)
}
