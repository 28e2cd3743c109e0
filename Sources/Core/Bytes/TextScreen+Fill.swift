// SPDX-License-Identifier: Apache-2.0

extension TextScreen {
  /// Fills the screen with a text of UTF-8, line after line; a line feed begins the next line.
  ///
  /// What does not fit is left out. Characters beyond ISO 8859-1 and control characters become
  /// `?`; a byte that is no UTF-8 may stand for none.
  public mutating func fill(utf8 text: Span<UInt8>) {
    clear()
    var (row, column) = (0, 0)
    var lead: UInt8 = 0
    for index in text.indices {
      let byte = text[index]
      if byte == 0x0A {
        (row, column, lead) = (row + 1, 0, 0)
        continue
      }
      guard let character = Self.latin(byte, after: &lead) else { continue }
      if column == Self.columns { (row, column) = (row + 1, 0) }
      self[row, column] = Self.isControl(character) ? 0x3F : character
      column += 1
    }
  }

  private static func isControl(_ character: UInt8) -> Bool {
    character < 0x20 || character >= 0x7F && character < 0xA0
  }
}
