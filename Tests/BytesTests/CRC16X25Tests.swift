// SPDX-License-Identifier: Apache-2.0

import Bytes
import Testing

@Suite struct CRC16X25Tests {
  // The catalogue's check value; an install code of the ZigBee specification and one of Digi's.
  private static let known: [(bytes: [UInt8], checksum: UInt16)] = [
    (Array("123456789".utf8), 0x906E), ([], 0x0000),
    (
      [
        0x83, 0xFE, 0xD3, 0x40, 0x7A, 0x93, 0x97, 0x23, 0xA5, 0xC6, 0x39, 0xB2, 0x69, 0x16, 0xD5,
        0x05,
      ], 0xB5C3
    ),
    (
      [
        0xF6, 0xF1, 0x91, 0x3D, 0x83, 0x4A, 0x08, 0xD6, 0xAD, 0xAF, 0x1F, 0x91, 0xBA, 0xF4, 0x05,
        0x2D,
      ], 0x7316
    ),
  ]

  @Test("The checksum is that of CRC-16/X-25", arguments: known.indices)
  func checksum(index: Int) {
    let (bytes, expected) = Self.known[index]
    #expect(CRC16X25.of(bytes.span) == expected)
  }
}
