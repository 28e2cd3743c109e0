// SPDX-License-Identifier: Apache-2.0

import Sodium

/// A signature by Ed25519.
public struct Signature: Equatable, Sendable {
  /// As the standard has them, R first.
  public let bytes: InlineArray<64, UInt8>

  /// Takes 64 bytes as they are.
  public init(_ bytes: InlineArray<64, UInt8>) { self.bytes = bytes }

  /// Copies 64 bytes; nil where there are more or fewer.
  public init?(_ source: Span<UInt8>) {
    guard let bytes = InlineArray<64, UInt8>(copying: source) else { return nil }
    self.bytes = bytes
  }

  /// Whether all bytes are the same.
  public static func == (left: Signature, right: Signature) -> Bool {
    left.bytes.isEqual(right.bytes)
  }
}

/// The public part of a key: whoever has it can check signatures.
public struct VerifyingKey: Equatable, Sendable {
  /// As the standard has them.
  public let bytes: InlineArray<32, UInt8>

  /// Takes 32 bytes as they are.
  public init(_ bytes: InlineArray<32, UInt8>) { self.bytes = bytes }

  /// Copies 32 bytes; nil where there are more or fewer.
  public init?(_ source: Span<UInt8>) {
    guard let bytes = InlineArray<32, UInt8>(copying: source) else { return nil }
    self.bytes = bytes
  }

  /// Whether the key's owner signed these bytes.
  ///
  /// - Errors: none; a key of small order, and a signature in another form than the standard's,
  ///   are never valid.
  /// - Source: [RFC8032] 5.1.7, as libsodium does it: without cofactor.
  public func isValid(_ signature: Signature, of message: Span<UInt8>) -> Bool {
    Sodium.isValid(signature.bytes.span, message, key: bytes.span)
  }

  /// Whether all bytes are the same.
  public static func == (left: VerifyingKey, right: VerifyingKey) -> Bool {
    left.bytes.isEqual(right.bytes)
  }
}
