// SPDX-License-Identifier: Apache-2.0

import Sodium

/// A key that signs. Its secret part is wiped when it goes and never leaves.
///
/// Moving one leaves no promise about the place it lay in before: make it where it stays.
/// Allocates: never. Source: [RFC8032] 5.1, Ed25519.
public struct SigningKey: ~Copyable, Sendable {
  /// Seed, then public part.
  private var pair: InlineArray<64, UInt8>

  /// Makes the key of a seed, the same one each time; nil where the seed has other than 32 bytes.
  ///
  /// The seed is the secret: 32 bytes that nobody can guess. Its owner wipes it.
  public init?(seed: Span<UInt8>) {
    pair = InlineArray(repeating: 0)
    guard Sodium.makePair(&pair, seed: seed) else { return nil }
  }

  deinit { wipe() }

  /// The public part, for everybody.
  public var verifyingKey: VerifyingKey {
    var bytes = InlineArray<32, UInt8>(repeating: 0)
    for index in bytes.indices { bytes[index] = pair[32 + index] }
    return VerifyingKey(bytes)
  }

  /// Signs these bytes: the same signature each time.
  public borrowing func signature(of message: Span<UInt8>) -> Signature {
    Signature(Sodium.sign(message, pair: pair.span))
  }
}

extension SigningKey {
  @_addressableSelf
  private borrowing func wipe() { Secret.wipe(pair.span) }
}

/// Memory that held a secret.
public enum Secret {
  /// Overwrites it with zeros; for an owner that ends. Nobody may read it afterwards.
  public static func wipe(_ bytes: Span<UInt8>) { Sodium.wipe(bytes) }
}
