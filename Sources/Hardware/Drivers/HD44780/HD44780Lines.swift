// SPDX-License-Identifier: Apache-2.0

public import HardwareInterface

/// The upper four data lines of the display, owned.
public struct HD44780DataLines<Line: DigitalOutput & ~Copyable>: ~Copyable {
  var d4: Line
  var d5: Line
  var d6: Line
  var d7: Line

  /// Takes D4 to D7.
  public init(
    _ d4: consuming Line, _ d5: consuming Line, _ d6: consuming Line, _ d7: consuming Line
  ) {
    self.d4 = d4
    self.d5 = d5
    self.d6 = d6
    self.d7 = d7
  }

  mutating func set(_ nibble: UInt8) throws(Line.Failure) {
    try d4.set(nibble & 0x1 == 0 ? .low : .high)
    try d5.set(nibble & 0x2 == 0 ? .low : .high)
    try d6.set(nibble & 0x4 == 0 ? .low : .high)
    try d7.set(nibble & 0x8 == 0 ? .low : .high)
  }
}

/// All lines of the display, owned; R/W is tied low, D0 to D3 are open.
public struct HD44780Lines<Line: DigitalOutput & ~Copyable>: ~Copyable {
  var registerSelect: Line
  var enable: Line
  var data: HD44780DataLines<Line>
  var backlight: Line?

  /// Takes RS, E, the data lines and, where it is switched, the backlight.
  public init(
    registerSelect: consuming Line, enable: consuming Line,
    data: consuming HD44780DataLines<Line>, backlight: consuming Line?
  ) {
    self.registerSelect = registerSelect
    self.enable = enable
    self.data = data
    self.backlight = backlight
  }
}

extension HD44780Lines: HD44780Port where Line: ~Copyable {
  /// The lines' own error.
  public typealias Failure = Line.Failure

  /// An address and a character take 0.1 ms of pauses at most, and 0.8 ms where the kernel wakes
  /// the thread up 60 µs late after each of them: all four less than what a pulse may be late.
  public var charactersPerPass: Int { 4 }

  /// Makes E low, then RS.
  public mutating func rest() throws(Line.Failure) {
    try enable.set(.low)
    try registerSelect.set(.low)
  }

  /// Sends half of an instruction.
  public mutating func send<Pause: Delay & ~Copyable>(
    nibble: UInt8, _ pause: inout Pause
  ) throws(Line.Failure) {
    try registerSelect.set(.low)
    try pulse(nibble, &pause)
  }

  /// Sends a byte and waits for its execution.
  public mutating func send<Pause: Delay & ~Copyable>(
    _ byte: UInt8, to register: HD44780Register, _ pause: inout Pause
  ) throws(Line.Failure) {
    try registerSelect.set(register == .data ? .high : .low)
    try pulse(byte >> 4, &pause)
    try pulse(byte & 0x0F, &pause)
    pause.pause(nanoseconds: HD44780Timing.executionNanoseconds)
  }

  /// Switches the backlight, where there is a line for it.
  public mutating func setBacklight(_ level: Level) throws(Line.Failure) {
    try backlight?.set(level)
  }

  private mutating func pulse<Pause: Delay & ~Copyable>(
    _ nibble: UInt8, _ pause: inout Pause
  ) throws(Line.Failure) {
    try data.set(nibble)
    pause.pause(nanoseconds: HD44780Timing.enableNanoseconds)
    try enable.set(.high)
    pause.pause(nanoseconds: HD44780Timing.enableNanoseconds)
    try enable.set(.low)
    pause.pause(nanoseconds: HD44780Timing.enableNanoseconds)
  }
}
