// SPDX-License-Identifier: Apache-2.0

import Bytes
import Testing

/// What a writer left in a buffer of 0xAA.
private struct Written: Equatable {
  var bytes: [UInt8]
  var position: Int
  var overflowed: Bool
}

private func written(_ count: Int, _ body: (inout ByteWriter) -> Void) -> Written {
  var bytes = [UInt8](repeating: 0xAA, count: count)
  var writer = ByteWriter(bytes.mutableSpan)
  body(&writer)
  let (position, overflowed) = (writer.position, writer.overflowed)
  return Written(bytes: bytes, position: position, overflowed: overflowed)
}

@Suite struct ByteWriterTests {
  @Test("Least significant first: the lowest byte comes first")
  func littleEndian() {
    let result = written(8) {
      $0.littleEndian(UInt8(0x01))
      $0.littleEndian(UInt16(0x0302))
      $0.littleEndian(Int32(-2))
    }
    #expect(result.bytes == [0x01, 0x02, 0x03, 0xFE, 0xFF, 0xFF, 0xFF, 0xAA])
    #expect(result.position == 7)
    #expect(!result.overflowed)
  }

  @Test("Most significant first: the highest byte comes first")
  func bigEndian() {
    let result = written(8) {
      $0.bigEndian(UInt8(0x01))
      $0.bigEndian(UInt16(0x0203))
      $0.bigEndian(Int32(-2))
    }
    #expect(result.bytes == [0x01, 0x02, 0x03, 0xFF, 0xFF, 0xFF, 0xFE, 0xAA])
  }

  @Test("Eight bytes are written whole, in both orders")
  func eightBytes() {
    let little = written(8) { $0.littleEndian(UInt64(0xF807_0605_0403_0201)) }
    let big = written(8) { $0.bigEndian(UInt64(0x0102_0304_0506_07F8)) }
    #expect(little.bytes == [0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0xF8])
    #expect(big.bytes == [0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0xF8])
  }

  @Test("A width of 3 or 6 bytes writes the low ones")
  func widths() {
    let result = written(9) {
      $0.littleEndian(0xFFFF_FFFF_FF03_0201, bytes: 3)
      $0.littleEndian(0xFFFF_0908_0706_0504, bytes: 6)
    }
    #expect(result.bytes == [0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09])
    #expect(!result.overflowed)
  }

  @Test("A width outside 1 to 8 writes nothing and counts as overflow", arguments: [-1, 0, 9, 16])
  func badWidths(width: Int) {
    let result = written(16) { $0.littleEndian(UInt64(1), bytes: width) }
    #expect(
      result == Written(bytes: .init(repeating: 0xAA, count: 16), position: 0, overflowed: true))
  }

  @Test("Sixteen bytes are written whole, in both orders")
  func sixteenBytes() {
    let value: UInt128 = 0x0102_0304_0506_0708_090A_0B0C_0D0E_0F10
    let little = written(16) { $0.littleEndian(value) }
    let big = written(16) { $0.bigEndian(value) }
    #expect(big.bytes == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16])
    #expect(little.bytes == [16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1])
  }

  @Test("The last byte fits, the next does not, and nothing after it is written")
  func overflow() {
    let result = written(3) {
      $0.littleEndian(UInt16(0x0201))
      $0.bigEndian(UInt16(0x0403))
      $0.littleEndian(UInt8(0x05))
    }
    #expect(result == Written(bytes: [0x01, 0x02, 0xAA], position: 2, overflowed: true))
  }

  @Test("Bytes are appended all or none")
  func append() {
    let three: [UInt8] = [1, 2, 3]
    let none: [UInt8] = []
    let fits = written(3) { $0.append(three.span) }
    let tooLong = written(2) { $0.append(three.span) }
    let nothing = written(0) { $0.append(none.span) }
    #expect(fits == Written(bytes: three, position: 3, overflowed: false))
    #expect(tooLong == Written(bytes: [0xAA, 0xAA], position: 0, overflowed: true))
    #expect(!nothing.overflowed)
  }

  @Test("A literal is appended in UTF-8, all or none")
  func literal() {
    let fits = written(4) { $0.append("aµ") }
    let tooLong = written(2) { $0.append("aµ") }
    #expect(fits == Written(bytes: [0x61, 0xC2, 0xB5, 0xAA], position: 3, overflowed: false))
    #expect(tooLong == Written(bytes: [0xAA, 0xAA], position: 0, overflowed: true))
  }

  @Test("Nothing remains after an overflow")
  func remaining() {
    var bytes: [UInt8] = [0, 0]
    var writer = ByteWriter(bytes.mutableSpan)
    let before = writer.remaining
    writer.littleEndian(UInt32(1))
    let after = writer.remaining
    #expect(before == 2)
    #expect(after == 0)
  }
}
