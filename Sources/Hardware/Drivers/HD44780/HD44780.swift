// SPDX-License-Identifier: Apache-2.0

public import Bytes
public import HardwareInterface

/// A 20×4 character display on its port, with a shadow of what it shows.
///
/// Only characters that differ from the shadow are sent. After a failure the next `show` starts
/// the display from nothing, because what it holds is then unknown.
///
/// - Allocates: never.
/// - Source: [HD44780U].
public struct HD44780<Port: HD44780Port & ~Copyable, Pause: Delay & ~Copyable>: ~Copyable {
  private var port: Port
  private var pause: Pause
  private var shown = TextScreen()
  private var address: UInt8 = 0
  /// Whether the display has been initialised and not failed since.
  public private(set) var isStarted = false

  /// Characters to write with one `show`, for a loop with other things to do: 2.6 ms at most.
  public var charactersPerPass: Int { port.charactersPerPass }

  /// Takes the port; sends nothing yet.
  public init(_ port: consuming Port, pause: consuming Pause) {
    self.port = port
    self.pause = pause
  }

  /// Initialises by instruction, whatever state the controller is in, clears the display and draws
  /// the mark of legal values.
  ///
  /// - Source: [HD44780U] figure 24.
  public mutating func start() throws(Port.Failure) {
    isStarted = false
    try port.rest()
    pause.pause(nanoseconds: HD44780Timing.powerUpNanoseconds)
    try port.send(nibble: HD44780Instruction.reset8BitNibble, &pause)
    pause.pause(nanoseconds: HD44780Timing.firstResetNanoseconds)
    try port.send(nibble: HD44780Instruction.reset8BitNibble, &pause)
    pause.pause(nanoseconds: HD44780Timing.secondResetNanoseconds)
    try port.send(nibble: HD44780Instruction.reset8BitNibble, &pause)
    pause.pause(nanoseconds: HD44780Timing.executionNanoseconds)
    try port.send(nibble: HD44780Instruction.enter4BitNibble, &pause)
    pause.pause(nanoseconds: HD44780Timing.executionNanoseconds)
    try instruct(HD44780Instruction.functionSet4Bit)
    try instruct(HD44780Instruction.displayOff)
    try instruct(HD44780Instruction.clear)
    pause.pause(nanoseconds: HD44780Timing.clearNanoseconds)
    try instruct(HD44780Instruction.entryModeIncrement)
    try draw(HD44780Glyphs.legalMark, slot: HD44780Glyphs.legalMarkSlot)
    try instruct(HD44780Instruction.displayOn)
    shown.clear()
    isStarted = true
  }

  /// Switches display and backlight off: what stands there is of a meter that does not run.
  public mutating func end() throws(Port.Failure) {
    try start()
    isStarted = false
    try instruct(HD44780Instruction.displayOff)
    try setBacklight(.low)
  }

  /// Makes the display show a screen; starts it first where that was not done.
  ///
  /// - Range: writes at most `charactersMax` characters, so that a loop with other things to do
  ///   can spread a page over several calls: `charactersPerPass`.
  /// - Returns: whether the whole screen is shown now.
  @discardableResult
  public mutating func show(
    _ screen: borrowing TextScreen, charactersMax: Int = TextScreen.rows * TextScreen.columns
  ) throws(Port.Failure) -> Bool {
    if !isStarted { try start() }
    isStarted = false
    var written = 0
    for row in 0..<TextScreen.rows {
      for column in 0..<TextScreen.columns where shown[row, column] != screen[row, column] {
        if written == charactersMax { break }
        try place(screen[row, column], row: row, column: column)
        written += 1
      }
    }
    isStarted = true
    return shown == screen
  }

  /// Draws one of the eight own glyphs: eight rows of five dots, the leftmost is bit 4.
  ///
  /// - Range: `slot` 0 to 7; it shows where the screen has the character `slot`.
  public mutating func define(
    _ glyph: InlineArray<8, UInt8>, slot: UInt8
  ) throws(Port.Failure) {
    if !isStarted { try start() }
    isStarted = false
    try draw(glyph, slot: slot)
    isStarted = true
  }

  /// Switches the backlight, where there is a switch for it.
  public mutating func setBacklight(_ level: Level) throws(Port.Failure) {
    let wasStarted = isStarted
    isStarted = false
    try port.setBacklight(level)
    isStarted = wasStarted
  }

  private mutating func draw(
    _ glyph: InlineArray<8, UInt8>, slot: UInt8
  ) throws(Port.Failure) {
    try instruct(HD44780Instruction.setCGRAMAddress | (slot & 0x07) << 3)
    for row in 0..<8 { try write(glyph[row] & 0x1F) }
    try move(to: 0)
  }

  private mutating func place(
    _ character: UInt8, row: Int, column: Int
  ) throws(Port.Failure) {
    let wanted = HD44780Layout.lineAddresses[row] + UInt8(column)
    if wanted != address { try move(to: wanted) }
    try write(HD44780CharacterROM.code(character))
    // the address counter steps from the end of one half of memory to the other
    address = wanted == 0x27 ? 0x40 : wanted == 0x67 ? 0x00 : wanted + 1
    shown[row, column] = character
  }

  private mutating func move(to wanted: UInt8) throws(Port.Failure) {
    try instruct(HD44780Instruction.setDDRAMAddress | wanted)
    address = wanted
  }

  private mutating func instruct(_ instruction: UInt8) throws(Port.Failure) {
    try port.send(instruction, to: .instruction, &pause)
  }

  private mutating func write(_ code: UInt8) throws(Port.Failure) {
    try port.send(code, to: .data, &pause)
  }
}
