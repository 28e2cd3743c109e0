// SPDX-License-Identifier: Apache-2.0

import Bytes
import Testing

@testable import ZigBee

@Suite struct WriteTests {
  // swift-format-ignore
  /// What is written, what must go back after the header 18 2A, and what is written then.
  static let writes: [(rule: String, records: [UInt8], reply: [UInt8], written: [UInt16])] = [
    ("all written is one success",
      [0x10, 0x00, 0x42, 0x02, 0x41, 0x42, 0x11, 0x00, 0x30, 0x02], [0x04, 0x00], [0x10, 0x11]),
    ("an attribute that is not there",
      [0x99, 0x99, 0x20, 0x01],                        [0x04, 0x86, 0x99, 0x99], []),
    ("an attribute that is read only",
      [0x00, 0x00, 0x20, 0x01],                        [0x04, 0x88, 0x00, 0x00], []),
    ("another type than the attribute's",
      [0x11, 0x00, 0x20, 0x01],                        [0x04, 0x8D, 0x11, 0x00], []),
    ("a value the attribute cannot have",
      [0x11, 0x00, 0x30, 0x04],                        [0x04, 0x87, 0x11, 0x00], []),
    ("the last value it can have",
      [0x11, 0x00, 0x30, 0x03],                        [0x04, 0x00],             [0x11]),
    ("a non-value",
      [0x11, 0x00, 0x30, 0xFF],                        [0x04, 0x87, 0x11, 0x00], []),
    ("a non-value of a string",
      [0x10, 0x00, 0x42, 0xFF],                        [0x04, 0x87, 0x10, 0x00], []),
    ("a bool beyond 1",
      [0x12, 0x00, 0x10, 0x02],                        [0x04, 0x87, 0x12, 0x00], []),
    ("a value not for this sender",
      [0x13, 0x00, 0x29, 0x02, 0x00],                  [0x04, 0x7E, 0x13, 0x00], []),
    ("an empty string",
      [0x10, 0x00, 0x42, 0x00],                        [0x04, 0x00],             [0x10]),
    ("what is refused does not keep the others from being written",
      [0x11, 0x00, 0x30, 0x01, 0x00, 0x00, 0x20, 0x09, 0x99, 0x99, 0x21, 0x01, 0x02,
       0x12, 0x00, 0x10, 0x01],
      [0x04, 0x88, 0x00, 0x00, 0x86, 0x99, 0x99],                                [0x11, 0x12]),
    ("behind a collection nothing can be read",
      [0x11, 0x00, 0x30, 0x01, 0x99, 0x99, 0x48, 0x20, 0x00, 0x00, 0x12, 0x00, 0x10, 0x01],
      [0x04, 0x86, 0x99, 0x99],                                                  [0x11]),
    ("nor behind a reserved type",
      [0x11, 0x00, 0x70, 0x01, 0x12, 0x00, 0x10, 0x01],
      [0x04, 0x8D, 0x11, 0x00],                                                  []),
    ("nothing is malformed",
      [],                                              [0x0B, 0x02, 0x80],       []),
    ("a value cut short is malformed, and nothing is written",
      [0x11, 0x00, 0x30, 0x01, 0x13, 0x00, 0x29, 0x02], [0x0B, 0x02, 0x80],      []),
    ("a string cut short",
      [0x11, 0x00, 0x30, 0x01, 0x10, 0x00, 0x42, 0x03, 0x41, 0x42], [0x0B, 0x02, 0x80], []),
    ("a record without a value",
      [0x11, 0x00, 0x30],                              [0x0B, 0x02, 0x80],       []),
    ("a byte behind the last record",
      [0x11, 0x00, 0x30, 0x01, 0x12],                  [0x0B, 0x02, 0x80],       []),
  ]

  @Test("Write Attributes", arguments: 0..<19)
  func write(row: Int) {
    let (rule, records, expected, written) = Self.writes[row]
    var side = ShelfSide()
    let reply = side.reply([0x00, 0x2A, 0x02] + records)
    #expect(reply == [0x18, 0x2A] + expected, "\(rule)")
    #expect(side.written == written, "\(rule)")
  }

  @Test("Every row above is run") func rows() { #expect(Self.writes.count == 19) }

  @Test("Write Attributes Undivided writes nothing where anything is refused", arguments: 0..<19)
  func undivided(row: Int) {
    let (rule, records, expected, written) = Self.writes[row]
    var side = ShelfSide()
    let reply = side.reply([0x00, 0x2A, 0x03] + records)
    var response = expected
    if response[0] == 0x0B { response[1] = 0x03 }
    #expect(reply == [0x18, 0x2A] + response, "\(rule)")
    #expect(side.written == (expected == [0x04, 0x00] ? written : []), "\(rule)")
  }

  @Test("Write Attributes No Response writes the same and says nothing", arguments: 0..<19)
  func noResponse(row: Int) {
    let (rule, records, _, written) = Self.writes[row]
    var side = ShelfSide()
    let reply = side.reply([0x00, 0x2A, 0x05] + records)
    #expect(reply == nil, "\(rule)")
    #expect(side.written == written, "\(rule)")
  }

  @Test("A string of 32 bytes is written whole, a longer one is refused")
  func stringLimit() {
    var side = ShelfSide()
    let longest = side.reply([0, 1, 2, 0x10, 0, 0x42, 32] + [UInt8](repeating: 0x41, count: 32))
    #expect(longest == [0x18, 1, 4, 0])
    let kept = side.values[0x0010]
    if case .text(let text)? = kept { #expect(text.count == 32) } else { Issue.record("no text") }
    let longer = side.reply([0, 1, 2, 0x10, 0, 0x42, 33] + [UInt8](repeating: 0x42, count: 33))
    #expect(longer == [0x18, 1, 4, 0x87, 0x10, 0])
  }

  // swift-format-ignore
  /// Data types and how many bytes a value of each takes. Source: [ZCL] 2.6.2.
  static let widths: [(type: UInt8, bytes: [UInt8])] = [
    (0x00, []), (0x08, [1]), (0x09, [1, 2]), (0x0A, [1, 2, 3]), (0x0B, [1, 2, 3, 4]),
    (0x0C, [1, 2, 3, 4, 5]), (0x0D, [1, 2, 3, 4, 5, 6]), (0x0E, [1, 2, 3, 4, 5, 6, 7]),
    (0x0F, [1, 2, 3, 4, 5, 6, 7, 8]), (0x10, [1]), (0x18, [1]), (0x19, [1, 2]), (0x1A, [1, 2, 3]),
    (0x1B, [1, 2, 3, 4]), (0x1C, [1, 2, 3, 4, 5]), (0x1D, [1, 2, 3, 4, 5, 6]),
    (0x1E, [1, 2, 3, 4, 5, 6, 7]), (0x1F, [1, 2, 3, 4, 5, 6, 7, 8]), (0x20, [1]), (0x21, [1, 2]),
    (0x22, [1, 2, 3]), (0x23, [1, 2, 3, 4]), (0x24, [1, 2, 3, 4, 5]), (0x25, [1, 2, 3, 4, 5, 6]),
    (0x26, [1, 2, 3, 4, 5, 6, 7]), (0x27, [1, 2, 3, 4, 5, 6, 7, 8]), (0x28, [1]), (0x29, [1, 2]),
    (0x2A, [1, 2, 3]), (0x2B, [1, 2, 3, 4]), (0x2C, [1, 2, 3, 4, 5]), (0x2D, [1, 2, 3, 4, 5, 6]),
    (0x2E, [1, 2, 3, 4, 5, 6, 7]), (0x2F, [1, 2, 3, 4, 5, 6, 7, 8]), (0x30, [1]), (0x31, [1, 2]),
    (0x38, [1, 2]), (0x39, [1, 2, 3, 4]), (0x3A, [1, 2, 3, 4, 5, 6, 7, 8]),
    (0x41, [2, 1, 2]), (0x42, [0]), (0x42, [0xFF]), (0x43, [2, 0, 1, 2]), (0x44, [0xFF, 0xFF]),
    (0xE0, [1, 2, 3, 4]), (0xE1, [1, 2, 3, 4]), (0xE2, [1, 2, 3, 4]), (0xE8, [1, 2]),
    (0xE9, [1, 2]), (0xEA, [1, 2, 3, 4]), (0xF0, [1, 2, 3, 4, 5, 6, 7, 8]),
    (0xF1, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]), (0xFF, []),
  ]

  @Test("Behind an unknown attribute of any type the next record is found", arguments: 0..<53)
  func unknown(row: Int) {
    let (type, bytes) = Self.widths[row]
    var side = ShelfSide()
    let reply = side.reply(
      [0x00, 0x2A, 0x02, 0x99, 0x99, type] + bytes + [0x11, 0x00, 0x30, 0x02])
    #expect(reply == [0x18, 0x2A, 0x04, 0x86, 0x99, 0x99])
    #expect(side.written == [0x0011])
    if !bytes.isEmpty {
      var cut = ShelfSide()
      let malformed = cut.reply([0x00, 0x2A, 0x02, 0x99, 0x99, type] + bytes.dropLast())
      #expect(malformed == [0x18, 0x2A, 0x0B, 0x02, 0x80])
    }
  }

  @Test("Every width above is run") func widthRows() { #expect(Self.widths.count == 53) }

  @Test("Of many refusals as many are told as fit", arguments: [(8, 6), (9, 9), (11, 9), (12, 12)])
  func limit(limit: Int, count: Int) {
    var side = ShelfSide()
    let refused: [UInt8] = [0x00, 0x00, 0x20, 0x01, 0x01, 0x00, 0x20, 0x01, 0x99, 0x99, 0x20, 0x01]
    let reply = side.reply([0x00, 0x2A, 0x02] + refused, limit: limit)
    #expect(reply?.count == count)
  }
}
