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
