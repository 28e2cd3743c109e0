// SPDX-License-Identifier: Apache-2.0

/// What the eight pins of the expander are wired to on the backpack of a character display.
///
/// - Source: the backpacks sold with HD44780 modules, which are wired alike; the chip gives its
///   pins no meaning. Bit n of a byte is pin Pn [PCF8574 Rev. 5, 8.2].
public enum PCF8574Pins {
  /// P0: RS.
  public static let registerSelect: UInt8 = 0x01
  /// P1: R/W, which stays low, so that the display never drives the pins.
  public static let readWrite: UInt8 = 0x02
  /// P2: E.
  public static let enable: UInt8 = 0x04
  /// P3: the transistor of the backlight; high is lit.
  public static let backlight: UInt8 = 0x08
  /// P4 to P7: D4 to D7. A nibble is shifted left by so many bits.
  public static let dataShift: UInt8 = 4
}

/// Where the chip is on its bus.
///
/// - Source: [PCF8574 Rev. 5, 8.1]: 0100 or, of the PCF8574A, 0111, then the pins A2, A1, A0.
public enum PCF8574Address {
  /// The 7-bit addresses of the PCF8574.
  public static let plain: ClosedRange<UInt8> = 0x20...0x27
  /// The 7-bit addresses of the PCF8574A.
  public static let variantA: ClosedRange<UInt8> = 0x38...0x3F
  /// A PCF8574 whose address pins are all pulled up, as backpacks leave them.
  public static let backpack: UInt8 = 0x27

  /// Whether either chip can have this address.
  public static func contains(_ address: UInt8) -> Bool {
    plain.contains(address) || variantA.contains(address)
  }
}

/// What a message costs, and why the controller's times hold.
///
/// A byte appears at the pins at its acknowledgement and within `outputNanosecondsMax` of SCL's
/// rise, so that what two bytes do lies 9 periods apart, give or take 4 µs: 18.5 µs at 400 kHz. The
/// lines before E (60 ns), E high (450 ns) and E low (cycle 1,000 ns) need no pause. E of the next
/// message comes STOP, START, address and two bytes after the last E: 29 periods, 68.5 µs at
/// 400 kHz, where an instruction takes 41 µs, 1.4 times held [HD44780U]. What is slower is waited
/// for by the display's driver.
public enum PCF8574Timing {
  /// The fastest SCL of the chip as its makers warrant it. Unit: hertz.
  /// Source: [PCF8574 Rev. 5, table 9].
  public static let clockHertzMax = 100_000
  /// Up to which SCL the controller's times hold without a pause; many a chip works there. Unit:
  /// hertz.
  public static let unpausedHertzMax = 400_000
  /// Data output valid time, tv(Q). Unit: nanoseconds. Source: [PCF8574 Rev. 5, table 9].
  public static let outputNanosecondsMax: UInt64 = 4_000
  /// An instruction or a character: START and STOP as one each, the address, two nibbles of three
  /// bytes; 0.65 ms at 100 kHz. Unit: SCL periods.
  public static let byteClocks = 2 + 9 * (1 + 2 * 3)
}
