// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Bytes

extension AES128.Block {
  /// A block from 32 hexadecimal digits.
  init(hex: String) {
    let digits = Array(hex.utf8).map { UInt8(String(UnicodeScalar($0)), radix: 16) ?? 0xFF }
    self.init { digits[2 * $0] << 4 | digits[2 * $0 + 1] }
  }

  var hex: String {
    indices.map { (self[$0] < 16 ? "0" : "") + String(self[$0], radix: 16) }.joined()
  }
}

@Suite struct AES128Tests {
  /// Source: [FIPS-197] appendices B and C.1; [SP800-38A] F.1.1, the four blocks.
  static let vectors: [(key: String, plain: String, cipher: String)] = [
    (
      "2b7e151628aed2a6abf7158809cf4f3c", "3243f6a8885a308d313198a2e0370734",
      "3925841d02dc09fbdc118597196a0b32"
    ),
    (
      "000102030405060708090a0b0c0d0e0f", "00112233445566778899aabbccddeeff",
      "69c4e0d86a7b0430d8cdb78070b4c55a"
    ),
    (
      "2b7e151628aed2a6abf7158809cf4f3c", "6bc1bee22e409f96e93d7e117393172a",
      "3ad77bb40d7a3660a89ecaf32466ef97"
    ),
    (
      "2b7e151628aed2a6abf7158809cf4f3c", "ae2d8a571e03ac9c9eb76fac45af8e51",
      "f5d3d58503b9699de785895a96fdbaaf"
    ),
    (
      "2b7e151628aed2a6abf7158809cf4f3c", "30c81c46a35ce411e5fbc1191a0a52ef",
      "43b1cd7f598ece23881b00e3ed030688"
    ),
    (
      "2b7e151628aed2a6abf7158809cf4f3c", "f69f2445df4f9b17ad2b417be66c3710",
      "7b0c785e27e8ad3f8223207104725dd4"
    ),
  ]

  @Test("A block is enciphered as the standard's examples", arguments: 0..<6)
  func known(row: Int) {
    let (key, plain, cipher) = Self.vectors[row]
    let block = AES128(key: AES128.Block(hex: key)).encrypted(AES128.Block(hex: plain))
    #expect(block.hex == cipher)
  }
}
