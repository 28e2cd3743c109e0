// SPDX-License-Identifier: Apache-2.0

public import HardwareInterface

/// The display of a board that has it on lines or behind an expander: one of both, chosen when the
/// board is opened.
///
/// - Allocates: never.
public struct HD44780Wiring<
  Line: DigitalOutput & ~Copyable, Chip: I2CTarget & ~Copyable
>: HD44780Port, ~Copyable where Line.Failure == Chip.Failure {
  /// That of the lines, and of the chip.
  public typealias Failure = Line.Failure

  private var lines: HD44780Lines<Line>?
  private var expander: PCF8574<Chip>?
  /// That of the port it was made of.
  public let charactersPerPass: Int

  /// Takes a display on lines.
  public init(_ lines: consuming HD44780Lines<Line>) {
    charactersPerPass = lines.charactersPerPass
    self.lines = consume lines
    expander = nil
  }

  /// Takes a display behind an expander.
  public init(_ expander: consuming PCF8574<Chip>) {
    charactersPerPass = expander.charactersPerPass
    lines = nil
    self.expander = consume expander
  }

  /// Makes E and RS low.
  public mutating func rest() throws(Failure) {
    try lines?.rest()
    try expander?.rest()
  }

  /// Sends half of an instruction.
  public mutating func send<Pause: Delay & ~Copyable>(
    nibble: UInt8, _ pause: inout Pause
  ) throws(Failure) {
    try lines?.send(nibble: nibble, &pause)
    try expander?.send(nibble: nibble, &pause)
  }

  /// Sends a byte.
  public mutating func send<Pause: Delay & ~Copyable>(
    _ byte: UInt8, to register: HD44780Register, _ pause: inout Pause
  ) throws(Failure) {
    try lines?.send(byte, to: register, &pause)
    try expander?.send(byte, to: register, &pause)
  }

  /// Switches the backlight.
  public mutating func setBacklight(_ level: Level) throws(Failure) {
    try lines?.setBacklight(level)
    try expander?.setBacklight(level)
  }
}
