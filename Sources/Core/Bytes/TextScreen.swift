// SPDX-License-Identifier: Apache-2.0

/// A place for a number on the screen.
public struct TextField: Equatable, Sendable {
  /// Line, 0 at the top.
  public var row: Int
  /// First column, 0 at the left.
  public var column: Int
  /// Columns, sign and point included.
  public var width: Int

  /// Makes a place.
  public init(row: Int, column: Int, width: Int) {
    self.row = row
    self.column = column
    self.width = width
  }
}

/// What a 20×4 character display shows: ISO 8859-1, and 0 to 7 for the display's own glyphs.
///
/// What lies outside the screen is not written; no call fails.
public struct TextScreen: Sendable {
  /// Lines.
  public static let rows = 4
  /// Characters in a line.
  public static let columns = 20
  /// The mark of legal values, an own glyph of the display: no character of a text is drawn like
  /// it, and `fill` lets no text have it.
  public static let legalMark: UInt8 = 0x01

  private var characters = InlineArray<80, UInt8>(repeating: 0x20)

  /// Starts with spaces.
  public init() {}

  /// One character; a space where the place is outside.
  public subscript(row: Int, column: Int) -> UInt8 {
    get { Self.contains(row, column) ? characters[row * Self.columns + column] : 0x20 }
    set {
      guard Self.contains(row, column) else { return }
      characters[row * Self.columns + column] = newValue
    }
  }

  /// Becomes all spaces.
  public mutating func clear() {
    characters = InlineArray<80, UInt8>(repeating: 0x20)
  }

  /// Writes a literal; characters beyond ISO 8859-1 become `?`.
  public mutating func write(_ text: StaticString, row: Int, column: Int) {
    var place = column
    var lead: UInt8 = 0
    text.withUTF8Buffer { bytes in
      for byte in bytes {
        if let character = Self.latin(byte, after: &lead) {
          self[row, place] = character
          place += 1
        }
      }
    }
  }

  /// Writes bytes of ISO 8859-1 as they are.
  public mutating func write(_ bytes: Span<UInt8>, row: Int, column: Int) {
    guard column > -Self.columns, column < Self.columns else { return }
    for index in 0..<min(bytes.count, 2 * Self.columns) {
      self[row, column + index] = bytes[index]
    }
  }

  /// Writes `value` / 10^places, right-aligned; fills the field with `*` where it does not fit.
  ///
  /// - Range: 0 ≤ places ≤ 18, and the field lies on the screen; else `*`.
  /// - Rounding: none: every digit is shown or none.
  public mutating func writeDecimal(_ value: Int64, places: Int, in field: TextField) {
    let width = max(0, min(field.width, Self.columns))
    let isWhole = field.column >= 0 && field.column <= Self.columns - width
    guard isWhole, width == field.width, Self.digits(value, places) <= width else {
      for offset in 0..<width { self[field.row, field.column &+ offset] = 0x2A }
      return
    }
    var rest = value.magnitude
    var digit = 0
    var place = field.column + width - 1
    repeat {
      if digit == places, places > 0 {
        self[field.row, place] = 0x2E
        place -= 1
      }
      self[field.row, place] = 0x30 + UInt8(rest % 10)
      place -= 1
      rest /= 10
      digit += 1
    } while rest > 0 || digit <= places
    if value < 0 {
      self[field.row, place] = 0x2D
      place -= 1
    }
    while place >= field.column {
      self[field.row, place] = 0x20
      place -= 1
    }
  }

  /// How many columns a number takes; more than any field where `places` is out of range.
  private static func digits(_ value: Int64, _ places: Int) -> Int {
    guard places >= 0, places <= 18 else { return Int.max }
    var count = 0
    var rest = value.magnitude
    repeat {
      count += 1
      rest /= 10
    } while rest > 0 || count <= places
    return count + (places > 0 ? 1 : 0) + (value < 0 ? 1 : 0)
  }

  /// The character that a byte of UTF-8 completes, or nil; `lead` is 0xC2 or 0xC3 between the two
  /// bytes of a character of ISO 8859-1.
  static func latin(_ byte: UInt8, after lead: inout UInt8) -> UInt8? {
    switch byte {
    case 0x00...0x7F: return byte
    case 0x80...0xBF:
      defer { lead = 0 }
      return lead == 0 ? nil : (lead & 0x03) << 6 | byte & 0x3F
    case 0xC2, 0xC3:
      lead = byte
      return nil
    default: return 0x3F
    }
  }

  private static func contains(_ row: Int, _ column: Int) -> Bool {
    row >= 0 && row < rows && column >= 0 && column < columns
  }
}

extension TextScreen: Equatable {
  /// Whether all characters agree.
  public static func == (left: TextScreen, right: TextScreen) -> Bool {
    for index in 0..<rows * columns where left.characters[index] != right.characters[index] {
      return false
    }
    return true
  }
}
