// SPDX-License-Identifier: Apache-2.0

import Bytes

/// What the display draws by itself: the driver defines it at each start, because the controller
/// forgets it with its supply.
public enum HD44780Glyphs {
  /// The slot of the mark of legal values is its character. Source: [HD44780U] table 5.
  public static let legalMarkSlot = TextScreen.legalMark

  /// The mark of legal values: an M between two bars, five dots wide, the leftmost is bit 4.
  public static let legalMark: InlineArray<8, UInt8> = [
    0b11111,
    0b00000,
    0b10001,
    0b11011,
    0b10101,
    0b10001,
    0b00000,
    0b11111,
  ]
}
