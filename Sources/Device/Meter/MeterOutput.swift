// SPDX-License-Identifier: Apache-2.0

public import Bytes
public import Ledger
public import Metrology

/// Carries out what a meter says: the only way out of it.
public protocol MeterOutput: ~Copyable {
  /// Sends bytes to the radio's UART.
  mutating func transmit(_ bytes: Span<UInt8>)
  /// Puts a text on the display.
  mutating func show(_ screen: TextScreen)
  /// Keeps the registers where they outlive a power cut.
  mutating func save(_ registers: Registers)
  /// Hears of a complete block; for benches and logs.
  mutating func measured(_ block: BlockFigures)
  /// Hears of a voltage event; for benches and logs.
  mutating func occurred(_ event: QualityEvent)
  /// Switches the test output.
  mutating func pulsed(_ change: TestOutputChange)
}
