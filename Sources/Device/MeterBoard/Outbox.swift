// SPDX-License-Identifier: Apache-2.0

import Bytes
import HardwareInterface
import Ledger
import Meter
import Metrology

/// What the meter said in one step, until it is carried out.
struct Outbox: MeterOutput {
  /// Bytes for the radio.
  var bytes = FixedBytes<2048>()
  /// Whether bytes were lost because the box was full.
  var overflowed = false
  /// The newest text for the display.
  var screen: TextScreen?
  /// What the test output changes to.
  var metrologyLED: Level?
  /// Registers to save.
  var registers: Registers?

  mutating func transmit(_ span: Span<UInt8>) {
    if !bytes.append(span) { overflowed = true }
  }

  mutating func show(_ screen: TextScreen) { self.screen = screen }

  mutating func save(_ registers: Registers) { self.registers = registers }

  mutating func measured(_ block: BlockFigures) {}

  mutating func occurred(_ event: QualityEvent) {}

  mutating func pulsed(_ change: TestOutputChange) { metrologyLED = change.isOn ? .high : .low }
}
