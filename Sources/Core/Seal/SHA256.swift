// SPDX-License-Identifier: Apache-2.0

import Sodium

/// The 32 bytes of a SHA-256.
public struct Digest: Equatable, Sendable {
  /// The first byte of the hash first.
  public let bytes: InlineArray<32, UInt8>

  /// What stands where there is nothing before: 32 zeros.
  public static let zero = Digest(InlineArray(repeating: 0))

  /// Takes 32 bytes as they are.
  public init(_ bytes: InlineArray<32, UInt8>) { self.bytes = bytes }

  /// Copies 32 bytes; nil where there are more or fewer.
  public init?(_ source: Span<UInt8>) {
    guard let bytes = InlineArray<32, UInt8>(copying: source) else { return nil }
    self.bytes = bytes
  }

  /// Whether all bytes are the same.
  public static func == (left: Digest, right: Digest) -> Bool {
    left.bytes.isEqual(right.bytes)
  }
}

/// SHA-256 of bytes that come in pieces.
///
/// Allocates: never. Source: [FIPS180-4].
public struct SHA256: Sendable {
  private var state = Sodium.SHA256State()

  /// Starts with no bytes.
  public init() {}

  /// Takes more bytes, in order.
  public mutating func update(_ bytes: Span<UInt8>) {
    state.update(bytes)
  }

  /// The hash of all bytes; the state is spent with it.
  public consuming func finish() -> Digest {
    Digest(state.finish())
  }

  /// The hash of these bytes alone.
  public static func of(_ bytes: Span<UInt8>) -> Digest {
    var hash = SHA256()
    hash.update(bytes)
    return hash.finish()
  }
}

extension InlineArray where Element == UInt8 {
  /// Copies exactly as many bytes as it has; nil where there are more or fewer.
  init?(copying source: Span<UInt8>) {
    guard source.count == Self.count else { return nil }
    self.init(repeating: 0)
    for index in indices { self[index] = source[index] }
  }

  /// Whether all bytes are the same.
  func isEqual(_ other: InlineArray<count, UInt8>) -> Bool {
    for index in indices where self[index] != other[index] { return false }
    return true
  }
}
