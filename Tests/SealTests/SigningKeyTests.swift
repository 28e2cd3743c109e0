// SPDX-License-Identifier: Apache-2.0

import Seal
import Testing

@Suite("Ed25519")
struct SigningKeyTests {
  struct Vector: Sendable {
    var seed, key, message, signature: String
  }

  // RFC 8032, 7.1, tests 1 to 3.
  static let vectors = [
    Vector(
      seed: "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
      key: "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
      message: "",
      signature: "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"),
    Vector(
      seed: "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
      key: "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
      message: "72",
      signature: "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"),
    Vector(
      seed: "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
      key: "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
      message: "af82",
      signature: "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"),
  ]

  @Test("Keys and signatures are those that the standard prints", arguments: vectors)
  func printed(_ vector: Vector) throws {
    let seed = Hexadecimal.bytes(vector.seed)
    let message = Hexadecimal.bytes(vector.message)
    let key = try Self.key(Hexadecimal.bytes(vector.key))
    let (made, signature) = try Self.sign(message, seed)
    #expect(Hexadecimal.text(made.bytes) == vector.key)
    #expect(Hexadecimal.text(signature.bytes) == vector.signature)
    #expect(key.isValid(signature, of: message))
  }

  private static func sign(
    _ message: [UInt8], _ seed: [UInt8]
  ) throws -> (VerifyingKey, Signature) {
    guard let key = SigningKey(seed: seed.span) else { throw Refusal.seed }
    return (key.verifyingKey, key.signature(of: message.span))
  }

  enum Refusal: Error { case seed, key, signature }

  private static func key(_ bytes: [UInt8]) throws -> VerifyingKey {
    guard let key = VerifyingKey(bytes.span) else { throw Refusal.key }
    return key
  }

  private static func signature(_ bytes: [UInt8]) throws -> Signature {
    guard let signature = Signature(bytes.span) else { throw Refusal.signature }
    return signature
  }

  @Test("Any bit of signature, message or key that is another makes the signature wrong")
  func bits() throws {
    let vector = Self.vectors[2]
    let all = [vector.signature, vector.message, vector.key].map(Hexadecimal.bytes)
    for part in 0..<3 {
      for bit in 0..<8 * all[part].count {
        var changed = all
        changed[part][bit / 8] ^= 1 << UInt8(bit % 8)
        let signature = try Self.signature(changed[0])
        let key = try Self.key(changed[2])
        #expect(!key.isValid(signature, of: changed[1]), "part \(part), bit \(bit)")
      }
    }
  }

  @Test("Another's signature, a longer and a shorter message are refused")
  func others() throws {
    let key = try Self.key(Hexadecimal.bytes(Self.vectors[1].key))
    let own = try Self.signature(Hexadecimal.bytes(Self.vectors[1].signature))
    let other = try Self.signature(Hexadecimal.bytes(Self.vectors[2].signature))
    #expect(key.isValid(own, of: [0x72]))
    #expect(!key.isValid(other, of: [0x72]))
    #expect(!key.isValid(own, of: []))
    #expect(!key.isValid(own, of: [0x72, 0x00]))
  }

  @Test("A key of small order signs nothing: zeros are no signature of it")
  func smallOrder() {
    let key = VerifyingKey(InlineArray(repeating: 0))
    #expect(!key.isValid(Signature(InlineArray(repeating: 0)), of: []))
  }

  @Test("Seeds and keys have 32 bytes, signatures 64", arguments: [0, 31, 33, 63, 65])
  func lengths(count: Int) {
    let bytes = [UInt8](repeating: 1, count: count)
    let isSeed = SigningKey(seed: bytes.span) != nil
    #expect(!isSeed)
    let isKey = VerifyingKey(bytes.span) != nil
    #expect(!isKey)
    let isSignature = Signature(bytes.span) != nil
    #expect(!isSignature)
  }

  @Test("Equal is what has the same bytes")
  func equality() throws {
    let first = try Self.signature(Hexadecimal.bytes(Self.vectors[1].signature))
    let second = try Self.signature(Hexadecimal.bytes(Self.vectors[2].signature))
    #expect(first == first)
    #expect(first != second)
    let key = try Self.key(Hexadecimal.bytes(Self.vectors[1].key))
    let other = try Self.key(Hexadecimal.bytes(Self.vectors[2].key))
    #expect(key == key)
    #expect(key != other)
  }
}
