// SPDX-License-Identifier: Apache-2.0

public import HardwareInterface

/// What the display controller takes a byte for: the level of RS.
///
/// - Source: [HD44780U] table 1.
public enum HD44780Register: Sendable {
  /// RS low.
  case instruction
  /// RS high: a character, or a row of a glyph.
  case data
}

/// How the controller's pins are driven: RS, E, four data lines and the backlight. R/W stays low.
///
/// A port holds the times of one pulse of E, and that an instruction is executed before the next:
/// by pauses, or because its bus takes longer. After a failure nobody knows what the pins are at,
/// and `rest` comes first. Allocates: never.
public protocol HD44780Port: ~Copyable {
  /// What can go wrong.
  associatedtype Failure: Error

  /// Characters that whoever has other things to do sends at once: 3.2 ms at most, each with the
  /// address in front of it.
  var charactersPerPass: Int { get }

  /// Makes E and RS low, whatever they were.
  mutating func rest() throws(Failure)

  /// Sends half of an instruction, as the start does while the interface is 8 bits wide. It does
  /// not wait for its execution.
  mutating func send<Pause: Delay & ~Copyable>(
    nibble: UInt8, _ pause: inout Pause
  ) throws(Failure)

  /// Sends a byte, the upper half first; the next one finds it executed.
  mutating func send<Pause: Delay & ~Copyable>(
    _ byte: UInt8, to register: HD44780Register, _ pause: inout Pause
  ) throws(Failure)

  /// Switches the backlight, where there is a switch; the controller sees nothing of it.
  mutating func setBacklight(_ level: Level) throws(Failure)
}
