// SPDX-License-Identifier: Apache-2.0

import Bytes

/// The records that the journal holds, each read once.
struct Journal: ~Escapable {
  private let bytes: Span<UInt8>
  private var records = InlineArray<8, JournalRecord?>(repeating: nil)

  /// Reads the places of the journal; one without a whole record is empty.
  @_lifetime(copy bytes)
  init(_ bytes: Span<UInt8>) {
    self.bytes = bytes
    for place in records.indices {
      records[place] = JournalRecord(Self.place(UInt8(place), of: bytes))
    }
  }

  /// Whether no place holds a record.
  var isEmpty: Bool {
    for place in records.indices where records[place] != nil { return false }
    return true
  }

  /// The newest base of a record that is newer than a number; nil where there is none.
  func base(after sequence: UInt64) -> UInt64? {
    var newest: UInt64?
    for place in records.indices {
      guard let record = records[place], record.base.isNewer(than: newest ?? sequence) else {
        continue
      }
      newest = record.base
    }
    return newest
  }

  /// The newest record of a base, and its place; nil where there is none.
  func newest(of base: UInt64) -> (record: JournalRecord, place: UInt8)? {
    var newest: (record: JournalRecord, place: UInt8)?
    for place in records.indices {
      guard let record = records[place], record.base == base,
        record.sequence.isNewer(than: newest?.record.sequence ?? base)
      else { continue }
      newest = (record, UInt8(place))
    }
    return newest
  }

  /// Takes what the record at a place says into registers; false, and they mean nothing, where it
  /// makes none of them.
  func apply(_ place: UInt8, to registers: inout Registers) -> Bool {
    records[Int(place)]?.apply(to: &registers, Self.place(place, of: bytes)) == true
  }

  @_lifetime(copy bytes)
  private static func place(_ place: UInt8, of bytes: Span<UInt8>) -> Span<UInt8> {
    let start = min(bytes.count, JournalFormat.offset(place))
    return bytes.extracting(start..<min(bytes.count, start + JournalFormat.recordBytesMax))
  }
}

extension UInt64 {
  /// Whether a save of this number came after another: the difference as a signed number, so that
  /// the number after the last one is newer.
  func isNewer(than other: UInt64) -> Bool { Int64(bitPattern: self &- other) > 0 }
}
