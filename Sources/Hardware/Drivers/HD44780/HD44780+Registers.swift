// SPDX-License-Identifier: Apache-2.0

/// Instructions of the display controller.
///
/// - Source: [HD44780U] table 6.
public enum HD44780Instruction {
  /// Clears the display and moves to address 0.
  public static let clear: UInt8 = 0x01
  /// Moves right after each character, display still (I/D = 1, S = 0).
  public static let entryModeIncrement: UInt8 = 0x06
  /// Display, cursor and blinking off.
  public static let displayOff: UInt8 = 0x08
  /// Display on, cursor and blinking off.
  public static let displayOn: UInt8 = 0x0C
  /// Four data lines, two lines of memory, 5×8 dots (DL = 0, N = 1, F = 0).
  public static let functionSet4Bit: UInt8 = 0x28
  /// Or this with an address of the character generator RAM, 0 to 63.
  public static let setCGRAMAddress: UInt8 = 0x40
  /// Or this with an address of the display memory.
  public static let setDDRAMAddress: UInt8 = 0x80
  /// The upper half of function set with eight data lines: three of them reset the interface.
  public static let reset8BitNibble: UInt8 = 0x3
  /// The upper half of function set with four data lines.
  public static let enter4BitNibble: UInt8 = 0x2
}

/// Pauses, in nanoseconds; the controller is never read, so it is always waited for.
///
/// - Source: [HD44780U] table 6 at fosc = 270 kHz, figure 24, timing at 2.7 V to 4.5 V. Execution
///   times are held 1.4 times longer for a slow oscillator.
public enum HD44780Timing {
  /// After power-up: 40 ms from 2.7 V.
  public static let powerUpNanoseconds: UInt64 = 50_000_000
  /// After the first reset instruction: 4.1 ms.
  public static let firstResetNanoseconds: UInt64 = 5_000_000
  /// After the second reset instruction: 100 µs.
  public static let secondResetNanoseconds: UInt64 = 150_000
  /// After an instruction or a character: 37 µs, and 4 µs until the address has moved.
  public static let executionNanoseconds: UInt64 = 60_000
  /// After clear: 1.52 ms.
  public static let clearNanoseconds: UInt64 = 2_200_000
  /// Lines before E, E high (450 ns), and E low (cycle 1,000 ns).
  public static let enableNanoseconds: UInt64 = 1_000
}

/// Where the characters of a 20×4 module lie in display memory.
public enum HD44780Layout {
  /// Lines 3 and 4 continue lines 1 and 2.
  public static let lineAddresses: InlineArray<4, UInt8> = [0x00, 0x40, 0x14, 0x54]
}

/// Character ROM A00: which code shows a character of ISO 8859-1.
///
/// - Source: [HD44780U] table 4.
public enum HD44780CharacterROM {
  /// The code of a character; `?` where the ROM has none. 0 to 7 are the glyphs of CGRAM.
  public static func code(_ character: UInt8) -> UInt8 {
    switch character {
    case 0x00...0x07: character
    case 0x5C, 0x7E, 0x7F: 0x3F  // the ROM has a yen sign and two arrows there
    case 0x20...0x7D: character
    case 0xA5: 0x5C  // ¥
    case 0xB0: 0xDF  // °
    case 0xB5: 0xE4  // µ
    case 0xF7: 0xFD  // ÷
    default: 0x3F
    }
  }
}
