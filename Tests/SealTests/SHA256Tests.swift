// SPDX-License-Identifier: Apache-2.0

import Seal
import SimulatedHardware
import Testing

@Suite("SHA-256")
struct SHA256Tests {
  // FIPS 180-4's examples of one and two blocks, and NIST's of no byte and of a million.
  @Test(
    "The hashes that the standard prints come out",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
      (
        String(repeating: "a", count: 1_000_000),
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
      ),
    ])
  func printed(message: String, digest: String) {
    let bytes = Array(message.utf8)
    #expect(Hexadecimal.text(SHA256.of(bytes.span).bytes) == digest)
  }

  @Test("It does not matter in which pieces the bytes come")
  func pieces() {
    for seed in UInt64(0)..<50 {
      var chance = SplitMix64(seed: seed)
      let bytes = (0..<Int(chance.next() % 300)).map { _ in UInt8(truncatingIfNeeded: chance.next())
      }
      var hash = SHA256()
      var rest = bytes[...]
      while !rest.isEmpty {
        let piece = Array(rest.prefix(Int(chance.next() % 70)))
        hash.update(piece.span)
        rest = rest.dropFirst(piece.count)
      }
      let whole = SHA256.of(bytes.span)
      let pieced = hash.finish()
      #expect(pieced == whole, "seed \(seed)")
    }
  }

  @Test("A digest takes 32 bytes and no other number, and one bit makes another")
  func digest() {
    for count in [0, 31, 33] {
      let isDigest = Digest([UInt8](repeating: 7, count: count).span) != nil
      #expect(!isDigest)
    }
    var bytes = [UInt8](repeating: 7, count: 32)
    let digest = Digest(bytes.span)
    let isDigest = digest != nil
    #expect(isDigest)
    for bit in 0..<256 {
      bytes[bit / 8] ^= 1 << UInt8(bit % 8)
      let isSame = Digest(bytes.span) == digest
      #expect(!isSame)
      bytes[bit / 8] ^= 1 << UInt8(bit % 8)
    }
    let isSame = Digest(bytes.span) == digest
    #expect(isSame)
  }
}
