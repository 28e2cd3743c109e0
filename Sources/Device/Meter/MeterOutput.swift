// SPDX-License-Identifier: Apache-2.0

public import Bytes
public import EventLog
public import Ledger
public import Metrology
public import ZigBee

/// Carries out what a meter says: the only way out of it.
public protocol MeterOutput: ~Copyable {
  /// Sends bytes to the radio's UART.
  mutating func transmit(_ bytes: Span<UInt8>)
  /// Puts a text on the display.
  mutating func show(_ screen: TextScreen)
  /// Switches the display's backlight.
  mutating func light(_ isOn: Bool)
  /// Keeps the registers where they outlive a power cut, under the number `events.saves`; what
  /// becomes of it is told to `Meter.saved`.
  mutating func save(_ registers: Registers)
  /// Keeps a state besides the registers; what becomes of it is told to `Meter.saved`.
  mutating func keep(_ state: Span<UInt8>, number: UInt64)
  /// Keeps an interval of the load profile, before the registers.
  mutating func keep(_ entry: ProfileEntry)
  /// Keeps a snapshot of the registers, before the registers.
  mutating func keep(_ snapshot: BillingSnapshot)
  /// Drives the supply relay K1.
  mutating func switchSupply(isClosed: Bool)
  /// Takes the controlled load K2 from the supply, or gives it back.
  mutating func shedLoad(_ isShed: Bool)
  /// Pulses the RESET line of the radio's module: it answers nothing any more.
  mutating func resetRadio()
  /// Does something to the image of an upgrade in the staging store, which has one place.
  mutating func stage(_ effect: UpgradeEffect)
  /// Takes an event for the event log.
  mutating func log(_ event: MeterEvent, at time: EventTime)
  /// Hears of what somebody did by radio; for logs.
  mutating func noted(_ note: RadioNote)
  /// Hears of a complete block; for benches and logs.
  mutating func measured(_ block: BlockFigures)
  /// Hears of a voltage event; for benches and logs.
  mutating func occurred(_ event: QualityEvent)
  /// Switches the test output.
  mutating func pulsed(_ change: TestOutputChange)
}

/// An output that is for benches and logs alone keeps and switches nothing.
extension MeterOutput where Self: ~Copyable {
  /// Lights nothing.
  public mutating func light(_ isOn: Bool) {}
  /// Keeps nothing.
  public mutating func keep(_ state: Span<UInt8>, number: UInt64) {}
  /// Keeps nothing.
  public mutating func keep(_ entry: ProfileEntry) {}
  /// Keeps nothing.
  public mutating func keep(_ snapshot: BillingSnapshot) {}
  /// Drives nothing.
  public mutating func switchSupply(isClosed: Bool) {}
  /// Switches nothing.
  public mutating func shedLoad(_ isShed: Bool) {}
  /// Resets nothing.
  public mutating func resetRadio() {}
  /// Stages nothing.
  public mutating func stage(_ effect: UpgradeEffect) {}
  /// Logs nothing.
  public mutating func log(_ event: MeterEvent, at time: EventTime) {}
  /// Hears nothing.
  public mutating func noted(_ note: RadioNote) {}
}
