// SPDX-License-Identifier: Apache-2.0

public import Bytes

/// A line of the board, and where it is.
public struct LineRow: Sendable {
  /// As the board's table of pins calls it.
  public let name: FixedBytes<24>
  /// On its GPIO chip.
  public let number: UInt8
  /// Where the next row begins.
  public let end: Int
}

/// The GPIO lines of a meter's board, as its table of pins has them; empty where it is wired as
/// the firmware knows it.
///
/// - Range: names of 1 to 24 letters and digits, ascending byte by byte; no number twice.
public struct LineTable: Sendable {
  /// The longest table: rows of a name's length, the name and the number. Unit: bytes.
  public static var bytesMax: Int { 512 }
  /// How long a name is. Unit: bytes.
  public static var nameBytes: ClosedRange<Int> { 1...24 }

  /// The rows, as the parameter block has them.
  private(set) var bytes = FixedBytes<512>()

  /// Whether there is no line.
  public var isEmpty: Bool { bytes.count == 0 }

  /// Makes an empty table.
  public init() {}

  /// Adds a line; false, and nothing is added, where that leaves the ranges or there is no room.
  public mutating func append(_ name: Span<UInt8>, _ number: UInt8) -> Bool {
    guard Self.nameBytes.contains(name.count), Self.isName(name) else { return false }
    guard bytes.count + name.count + 2 <= Self.bytesMax else { return false }
    var offset = 0
    while let row = row(at: offset) {
      guard Self.compare(row.name.span, name) < 0, row.number != number else { return false }
      offset = row.end
    }
    bytes.append(UInt8(name.count))
    bytes.append(name)
    bytes.append(number)
    return true
  }

  /// The row that begins there, the first at 0; nil after the last.
  public func row(at offset: Int) -> LineRow? {
    guard offset >= 0, offset < bytes.count else { return nil }
    let length = Int(bytes[offset])
    guard offset + length + 2 <= bytes.count else { return nil }
    var name = FixedBytes<24>()
    name.append(bytes.span.extracting(offset + 1..<offset + 1 + length))
    return LineRow(name: name, number: bytes[offset + 1 + length], end: offset + length + 2)
  }

  /// The number of the line of this name; nil where the table does not have it.
  public func number(of name: StaticString) -> UInt8? {
    var wanted = FixedBytes<24>()
    guard wanted.append(name) else { return nil }
    var offset = 0
    while let row = row(at: offset) {
      if Self.compare(row.name.span, wanted.span) == 0 { return row.number }
      offset = row.end
    }
    return nil
  }

  private static func isName(_ bytes: Span<UInt8>) -> Bool {
    for index in bytes.indices {
      switch bytes[index] {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: break
      default: return false
      }
    }
    return true
  }

  /// Below 0 where the first comes before the second, 0 where they are the same.
  private static func compare(_ first: Span<UInt8>, _ second: Span<UInt8>) -> Int {
    for index in 0..<min(first.count, second.count) where first[index] != second[index] {
      return Int(first[index]) - Int(second[index])
    }
    return first.count - second.count
  }
}
