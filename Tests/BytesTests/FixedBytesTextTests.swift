// SPDX-License-Identifier: Apache-2.0

import Bytes
import Testing

@Suite struct FixedBytesTextTests {
  static func text<let capacity: Int>(_ bytes: FixedBytes<capacity>) -> String {
    String(decoding: (0..<bytes.count).map { bytes[$0] }, as: UTF8.self)
  }

  @Test(
    "Whole numbers are written in decimal digits",
    arguments: [
      (0, "0"), (-1, "-1"), (1_234_567_890, "1234567890"), (Int64.max, "9223372036854775807"),
      (Int64.min, "-9223372036854775808"),
    ] as [(Int64, String)])
  func decimal(_ value: Int64, _ expected: String) {
    var bytes = FixedBytes<20>()
    let isWritten = bytes.append(decimal: value)
    #expect(isWritten)
    #expect(Self.text(bytes) == expected)
  }

  @Test("What does not fit is not written in part")
  func full() {
    var bytes = FixedBytes<4>()
    let isWritten = [
      bytes.append(decimal: -1234), bytes.append("12345"), bytes.append(hexadecimal: UInt32(1)),
    ]
    #expect(isWritten == [false, false, false])
    #expect(bytes.count == 0)
    bytes.append(decimal: -123)
    #expect(Self.text(bytes) == "-123" && bytes.isFull)
  }

  @Test("Hexadecimal digits fill the width of the type")
  func hexadecimal() {
    var bytes = FixedBytes<24>()
    bytes.append(hexadecimal: UInt16(0xA0F))
    bytes.append(" ")
    bytes.append(hexadecimal: UInt64(0x0013_A200_DEAD_BEEF))
    #expect(Self.text(bytes) == "0a0f 0013a200deadbeef")
  }
}
