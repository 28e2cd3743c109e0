// SPDX-License-Identifier: Apache-2.0

import CSodium

/// libsodium's functions, for borrowed bytes.
///
/// A target of one file, and nothing else in it: where a module calls C functions that take spans
/// and has a second file, an optimised Embedded build crashes the compiler (seen with Swift 6.3.1).
public enum Sodium {
  /// A SHA-256 under way.
  public struct SHA256State: Sendable {
    private var state = csodium_sha256()

    /// Starts with no bytes.
    public init() { csodium_sha256_start(&state) }

    /// Takes more bytes.
    public mutating func update(_ bytes: Span<UInt8>) { csodium_sha256_update(&state, bytes) }

    /// The hash; the state is spent with it.
    public mutating func finish() -> InlineArray<32, UInt8> {
      var digest = InlineArray<32, UInt8>(repeating: 0)
      var room = digest.mutableSpan
      csodium_sha256_finish(&state, &room)
      return digest
    }
  }

  /// Makes seed and public key of a seed.
  ///
  /// - Errors: false where the seed has another length; the pair is then not to be used.
  public static func makePair(_ pair: inout InlineArray<64, UInt8>, seed: Span<UInt8>) -> Bool {
    var room = pair.mutableSpan
    return csodium_ed25519_pair(seed, &room) == 0
  }

  /// Signs with a pair. Range: 64 bytes of it.
  public static func sign(_ message: Span<UInt8>, pair: Span<UInt8>) -> InlineArray<64, UInt8> {
    var signature = InlineArray<64, UInt8>(repeating: 0)
    var room = signature.mutableSpan
    _ = csodium_ed25519_sign(pair, message, &room)
    return signature
  }

  /// Whether a signature of 64 bytes is right, by a key of 32.
  public static func isValid(
    _ signature: Span<UInt8>, _ message: Span<UInt8>, key: Span<UInt8>
  ) -> Bool {
    csodium_ed25519_check(signature, message, key) == 0
  }

  /// Overwrites a secret whose owner ends.
  public static func wipe(_ bytes: Span<UInt8>) { csodium_wipe(bytes) }
}
