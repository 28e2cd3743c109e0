// SPDX-License-Identifier: Apache-2.0

import Bytes
import Testing

private let sample: [UInt8] = [0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0xF8]

@Suite struct ByteReaderTests {
  @Test("Least significant first: the first byte is the lowest")
  func littleEndian() {
    var reader = ByteReader(sample.span)
    let values = (
      reader.littleEndian(UInt8.self), reader.littleEndian(UInt16.self),
      reader.littleEndian(UInt32.self), reader.position
    )
    #expect(values.0 == 0x01)
    #expect(values.1 == 0x0302)
    #expect(values.2 == 0x0706_0504)
    #expect(values.3 == 7)
  }

  @Test("Most significant first: the first byte is the highest")
  func bigEndian() {
    var reader = ByteReader(sample.span)
    let values = (
      reader.bigEndian(UInt8.self), reader.bigEndian(UInt16.self), reader.bigEndian(UInt32.self)
    )
    #expect(values.0 == 0x01)
    #expect(values.1 == 0x0203)
    #expect(values.2 == 0x0405_0607)
  }

  @Test("Eight bytes are read whole, in both orders")
  func eightBytes() {
    var first = ByteReader(sample.span)
    var second = ByteReader(sample.span)
    let values = (first.littleEndian(UInt64.self), second.bigEndian(UInt64.self))
    #expect(values.0 == 0xF807_0605_0403_0201)
    #expect(values.1 == 0x0102_0304_0506_07F8)
  }

  @Test("A signed integer keeps its sign")
  func signs() {
    let bytes: [UInt8] = [0xFE, 0xFF, 0xFF, 0xFE, 0x80]
    var reader = ByteReader(bytes.span)
    let values = (
      reader.littleEndian(Int16.self), reader.bigEndian(Int16.self), reader.littleEndian(Int8.self)
    )
    #expect(values.0 == -2)
    #expect(values.1 == -2)
    #expect(values.2 == -128)
  }

  @Test(
    "A width of 1 to 8 bytes is read unsigned; no other width is",
    arguments: [
      (1, UInt64(0x01)), (3, 0x030201), (6, 0x0605_0403_0201), (8, 0xF807_0605_0403_0201),
      (0, nil), (-1, nil), (9, nil),
    ] as [(Int, UInt64?)])
  func widths(width: Int, expected: UInt64?) {
    var reader = ByteReader(sample.span)
    let (value, position) = (reader.littleEndian(bytes: width), reader.position)
    #expect(value == expected)
    #expect(position == (expected == nil ? 0 : width))
  }

  @Test("An integer wider than 8 bytes is read least significant byte first, and else not")
  func wide() {
    let bytes = [0xF1] + [UInt8](repeating: 0, count: 14) + [0x80]
    var reader = ByteReader(bytes.span)
    let refused = reader.bigEndian(UInt128.self)
    let before = reader.position
    let value = reader.littleEndian(Int128.self)
    let after = reader.position
    #expect(refused == nil)
    #expect(before == 0)
    #expect(value == Int128.min + 0xF1)
    #expect(after == 16)
  }

  @Test("One byte too few: nil, and the place stays", arguments: [1, 2, 3])
  func tooFew(left: Int) {
    var reader = ByteReader(sample.span)
    let skipped = reader.skip(sample.count - left)
    let values = (reader.littleEndian(UInt32.self), reader.bigEndian(UInt32.self))
    let (position, remaining) = (reader.position, reader.remaining)
    #expect(skipped)
    #expect(values.0 == nil)
    #expect(values.1 == nil)
    #expect(position == sample.count - left)
    #expect(remaining == left)
  }

  @Test(
    "Skipping ends at the last byte",
    arguments: [(0, true), (8, true), (9, false), (-1, false), (Int.max, false)])
  func skip(count: Int, fits: Bool) {
    var reader = ByteReader(sample.span)
    let (skipped, position) = (reader.skip(count), reader.position)
    #expect(skipped == fits)
    #expect(position == (fits ? count : 0))
  }

  @Test("No bytes: nothing can be read")
  func empty() {
    let none: [UInt8] = []
    var reader = ByteReader(none.span)
    let (value, remaining) = (reader.littleEndian(UInt8.self), reader.remaining)
    #expect(value == nil)
    #expect(remaining == 0)
  }
}
