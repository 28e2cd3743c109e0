// SPDX-License-Identifier: Apache-2.0

public import HardwareInterface

/// An I2C expander of eight pins with a display behind it, on its bus.
///
/// The chip takes any number of bytes in a message and puts each out when it has acknowledged it.
/// A nibble is three of them: RS and data, the same with E, and without. Both nibbles of a byte are
/// one message; one that ends early leaves the pins at what it said last. After power-up all pins
/// are high, R/W and E too, until the first `rest`. The pins are never read. Allocates: never.
///
/// - Source: [PCF8574 Rev. 5, 8.2].
public struct PCF8574<Chip: I2CTarget & ~Copyable>: HD44780Port, ~Copyable {
  /// The chip's own error.
  public typealias Failure = Chip.Failure

  private var chip: Chip
  /// Goes with every byte: P3, or nothing.
  private var light = PCF8574Pins.backlight

  /// Takes the chip; nothing is sent. The backlight is on, as after power-up.
  public init(_ chip: consuming Chip) { self.chip = chip }

  /// An address and a character are two messages: 1.3 ms at 100 kHz.
  public var charactersPerPass: Int { 2 }

  /// Makes all pins low but that of the backlight.
  public mutating func rest() throws(Failure) {
    let bytes: InlineArray<1, UInt8> = [light]
    try chip.write(bytes.span)
  }

  /// Sends half of an instruction, in one message.
  public mutating func send<Pause: Delay & ~Copyable>(
    nibble: UInt8, _ pause: inout Pause
  ) throws(Failure) {
    let low = pins(nibble, .instruction)
    let bytes: InlineArray<3, UInt8> = [low, low | PCF8574Pins.enable, low]
    try chip.write(bytes.span)
  }

  /// Sends a byte, in one message; the bus takes longer to the next than its execution does.
  public mutating func send<Pause: Delay & ~Copyable>(
    _ byte: UInt8, to register: HD44780Register, _ pause: inout Pause
  ) throws(Failure) {
    let upper = pins(byte >> 4, register)
    let lower = pins(byte, register)
    let bytes: InlineArray<6, UInt8> = [
      upper, upper | PCF8574Pins.enable, upper, lower, lower | PCF8574Pins.enable, lower,
    ]
    try chip.write(bytes.span)
  }

  /// Switches the backlight; E stays low.
  ///
  /// - Errors: the chip's own; the next byte that goes through switches it all the same.
  public mutating func setBacklight(_ level: Level) throws(Failure) {
    light = level == .high ? PCF8574Pins.backlight : 0
    try rest()
  }

  /// Whether something answers at the address. What it is cannot be asked; the pins stay.
  ///
  /// - Errors: the chip's own, where nothing does.
  public mutating func check() throws(Failure) {
    var answer: InlineArray<1, UInt8> = [0]
    var bytes = answer.mutableSpan
    try chip.read(into: &bytes)
  }

  /// What is at the pins: E and R/W low.
  private func pins(_ nibble: UInt8, _ register: HD44780Register) -> UInt8 {
    let select = register == .data ? PCF8574Pins.registerSelect : 0
    return nibble << PCF8574Pins.dataShift | light | select
  }
}
