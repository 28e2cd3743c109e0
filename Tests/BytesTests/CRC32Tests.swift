// SPDX-License-Identifier: Apache-2.0

import Bytes
import Testing

@Suite struct CRC32Tests {
  // Values of other implementations: the check value of the catalogue, and zlib.
  @Test(
    "The checksum is that of CRC-32/ISO-HDLC",
    arguments: [
      ("", UInt32(0)), ("a", 0xE8B7_BE43), ("abc", 0x3524_41C2), ("123456789", 0xCBF4_3926),
      ("The quick brown fox jumps over the lazy dog", 0x414F_A339),
    ])
  func known(text: String, expected: UInt32) {
    let bytes = Array(text.utf8)
    #expect(CRC32.of(bytes.span) == expected)
  }

  @Test(
    "32 zeros and 32 ones", arguments: [(UInt8(0x00), UInt32(0x190A_55AD)), (0xFF, 0xFF6C_AB0B)])
  func uniform(byte: UInt8, expected: UInt32) {
    let bytes = [UInt8](repeating: byte, count: 32)
    #expect(CRC32.of(bytes.span) == expected)
  }

  @Test("Bytes in parts give the same as at once", arguments: 0...9)
  func parts(split: Int) {
    let bytes = Array("123456789".utf8)
    var crc = CRC32()
    crc.update(bytes.span.extracting(0..<split))
    for byte in bytes[split...] { crc.update(byte) }
    #expect(crc.value == 0xCBF4_3926)
  }

  @Test("Any flipped bit is seen")
  func flips() {
    var bytes = Array("123456789".utf8)
    for bit in 0..<72 {
      bytes[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(CRC32.of(bytes.span) != 0xCBF4_3926, "bit \(bit)")
      bytes[bit / 8] ^= 1 << UInt8(bit % 8)
    }
  }
}
