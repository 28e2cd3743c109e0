// SPDX-License-Identifier: Apache-2.0

import Bytes
import RadioLink
import Testing

@Suite struct XBee3ProbeTests {
  /// VR, frame 1, good: 1014. Source: [Digi 90001539] AT command response.
  private static let answer: [UInt8] = [
    0x7E, 0x00, 0x07, 0x88, 0x01, 0x56, 0x52, 0x00, 0x10, 0x14, 0xAA,
  ]

  private static func found(_ bytes: [UInt8]) -> UInt64? {
    var probe = XBee3Probe()
    var found: UInt64?
    for byte in bytes { found = probe.receive(byte) ?? found }
    return found
  }

  @Test("It reads VR, and needs no escape")
  func question() {
    let question = XBee3Probe.question
    let bytes = (0..<question.count).map { question[$0] }
    #expect(bytes == [0x7E, 0x00, 0x04, 0x08, 0x01, 0x56, 0x52, 0x4E])
  }

  @Test("Its answer gives the version, whatever comes before it")
  func good() {
    #expect(Self.found(Self.answer) == 0x1014)
    #expect(Self.found([0x55, 0x7E, 0, 2, 0x8A, 0, 0x75] + Self.answer) == 0x1014)
  }

  @Test("Nothing else is an answer: a cut or a changed one, another command, an error, an echo")
  func others() {
    for count in Self.answer.indices { #expect(Self.found(Array(Self.answer[..<count])) == nil) }
    for index in Self.answer.indices {
      var changed = Self.answer
      changed[index] ^= 0x01
      #expect(Self.found(changed) == nil, "byte \(index)")
    }
    let frames: [[UInt8]] = [
      [0x88, 0x01, 0x41, 0x49, 0x00, 0x00], [0x88, 0x01, 0x56, 0x52, 0x01],
      [0x88, 0x02, 0x56, 0x52, 0x00, 0x10, 0x14], [0x08, 0x01, 0x56, 0x52],
    ]
    for content in frames {
      let sum = content.reduce(0, &+)
      #expect(Self.found([0x7E, 0, UInt8(content.count)] + content + [0xFF &- sum]) == nil)
    }
  }
}
