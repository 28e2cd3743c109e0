// SPDX-License-Identifier: Apache-2.0

import Bytes
import RadioLink
import SimulatedHardware
import Testing

/// Streams and the frame data in them. Source: examples of [Digi 90001539] and its forerunners.
private let examples: [(wire: [UInt8], content: [UInt8])] = [
  // API frame format: 0x11 must be escaped.
  ([0x7E, 0x00, 0x02, 0x23, 0x7D, 0x31, 0xCB], [0x23, 0x11]),
  // AT command AO = 1.
  ([0x7E, 0x00, 0x05, 0x08, 0x01, 0x41, 0x4F, 0x01, 0x65], [0x08, 0x01, 0x41, 0x4F, 0x01]),
  // Modem status: coordinator started; hardware reset.
  ([0x7E, 0x00, 0x02, 0x8A, 0x06, 0x6F], [0x8A, 0x06]),
  ([0x7E, 0x00, 0x02, 0x8A, 0x00, 0x75], [0x8A, 0x00]),
  // Transmit status: frame 1 delivered to 7D84 after address discovery; 7D escaped.
  (
    [0x7E, 0x00, 0x07, 0x8B, 0x01, 0x7D, 0x5D, 0x84, 0x00, 0x00, 0x01, 0x71],
    [0x8B, 0x01, 0x7D, 0x84, 0x00, 0x00, 0x01]
  ),
  // Transmit request of the manual's escaping example: 13 and the checksum 13 escaped.
  (
    [
      0x7E, 0x00, 0x16, 0x10, 0x01, 0x00, 0x7D, 0x33, 0xA2, 0x00, 0x40, 0x0A, 0x01, 0x27, 0xFF,
      0xFE, 0x00, 0x00, 0x54, 0x78, 0x44, 0x61, 0x74, 0x61, 0x30, 0x41, 0x7D, 0x33,
    ],
    [
      0x10, 0x01, 0x00, 0x13, 0xA2, 0x00, 0x40, 0x0A, 0x01, 0x27, 0xFF, 0xFE, 0x00, 0x00, 0x54,
      0x78, 0x44, 0x61, 0x74, 0x61, 0x30, 0x41,
    ]
  ),
  // Explicit receive indicator: 13, 7D and 11 escaped.
  (
    [
      0x7E, 0x00, 0x18, 0x91, 0x00, 0x7D, 0x33, 0xA2, 0x00, 0x40, 0x52, 0x2B, 0xAA, 0x7D, 0x5D,
      0x84, 0xE0, 0xE0, 0x22, 0x7D, 0x31, 0xC1, 0x05, 0x02, 0x52, 0x78, 0x44, 0x61, 0x74, 0x61,
      0x52,
    ],
    [
      0x91, 0x00, 0x13, 0xA2, 0x00, 0x40, 0x52, 0x2B, 0xAA, 0x7D, 0x84, 0xE0, 0xE0, 0x22, 0x11,
      0xC1, 0x05, 0x02, 0x52, 0x78, 0x44, 0x61, 0x74, 0x61,
    ]
  ),
]

@Suite struct APIFrameTests {
  @Test("A frame of the manual is found in its bytes", arguments: examples.indices)
  func decodes(index: Int) {
    var decoder = APIFrameDecoder()
    let found = decoder.contents(examples[index].wire)
    #expect(found == [examples[index].content])
    #expect(decoder.counts.good == 1)
  }

  @Test("Frame data become the bytes of the manual", arguments: examples.indices)
  func encodes(index: Int) {
    var wire: [UInt8] = []
    let content = examples[index].content
    APIFrameEncoder.encode(content.span) { wire.append($0) }
    let counted = APIFrameEncoder.wireBytes(of: content.span)
    #expect(wire == examples[index].wire)
    #expect(counted == examples[index].wire.count)
  }

  @Test("A delimiter begins a new frame wherever it comes, and only the cut frame is lost")
  func resynchronises() {
    let good: [UInt8] = [0x7E, 0x00, 0x02, 0x8A, 0x06, 0x6F]
    for cut in 1..<good.count {
      var decoder = APIFrameDecoder()
      let found = decoder.contents(Array(good.prefix(cut)) + good)
      #expect(found == [[0x8A, 0x06]], "cut after \(cut) bytes")
      #expect(decoder.counts.truncated == 1)
    }
  }

  @Test("An escape just before a delimiter is dropped with its frame")
  func escapeBeforeDelimiter() {
    var decoder = APIFrameDecoder()
    let found = decoder.contents([
      0x7E, 0x00, 0x02, 0x7D, 0x7E, 0x00, 0x02, 0x8A, 0x06, 0x6F,
    ])
    #expect(found == [[0x8A, 0x06]])
    #expect(decoder.counts.truncated == 1)
  }

  @Test("A length byte of 11 or 13 is escaped and read", arguments: [0x11, 0x13])
  func escapedLength(length: Int) {
    let content = [UInt8](repeating: 0x01, count: length)
    let checksum = 0xFF - UInt8(length)
    var decoder = APIFrameDecoder()
    let wire: [UInt8] = [0x7E, 0x00, 0x7D, UInt8(length) ^ 0x20] + content + [checksum]
    let found = decoder.contents(wire)
    #expect(found == [content])
  }

  @Test("A wrong checksum yields nothing, whichever bit is wrong")
  func corrupt() {
    let good: [UInt8] = [0x7E, 0x00, 0x05, 0x08, 0x01, 0x41, 0x4F, 0x01, 0x65]
    for byte in 3..<good.count {
      for bit in 0..<8 {
        var wire = good
        wire[byte] ^= 1 << bit
        var decoder = APIFrameDecoder()
        let found = decoder.contents(wire)
        #expect(found.isEmpty, "byte \(byte) bit \(bit)")
      }
    }
  }

  @Test(
    "A length of 0 or above the limit is refused, the limit itself is taken",
    arguments: [(0, false), (1, true), (160, true), (161, false), (65_535, false)])
  func lengthLimit(length: Int, isTaken: Bool) {
    let content = [UInt8](repeating: 0x20, count: length)
    var decoder = APIFrameDecoder()
    let found = decoder.contents(Wire.frame(content))
    #expect(found == (isTaken ? [content] : []))
    #expect(decoder.counts.badLength == (isTaken ? 0 : 1))
  }

  @Test("Noise between frames is counted and changes nothing")
  func stray() {
    var decoder = APIFrameDecoder()
    let found = decoder.contents([0x00, 0x7D, 0x33] + [0x7E, 0x00, 0x02, 0x8A, 0x06, 0x6F])
    #expect(found == [[0x8A, 0x06]])
    #expect(decoder.counts.stray == 3)
  }

  @Test("In garbage it finds exactly the frames whose checksum is right", arguments: 1...20)
  func garbage(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var stream: [UInt8] = []
    while stream.count < 20_000 {
      let draw = random.next()
      if draw % 8 == 0 {
        // A whole frame, cut at a random place or not at all.
        let content = (0..<(draw >> 8) % 6).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        let wire = Wire.frame(content)
        stream += wire.prefix(Int((draw >> 16) % 16))
      } else {
        stream.append(UInt8(truncatingIfNeeded: draw >> 8))
      }
    }
    var decoder = APIFrameDecoder()
    let found = decoder.contents(stream)
    let expected = Wire.contents(stream, dataBytesMax: APIFrame.dataBytesMax)
    #expect(found == expected, "seed \(seed)")
    #expect(expected.count > 100, "seed \(seed) made too few frames")
  }
}
