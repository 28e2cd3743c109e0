// SPDX-License-Identifier: Apache-2.0

import Bytes
import EventLog
import HardwareInterface
import Ledger
import Meter
import Metrology
import ZigBee

/// What the meter said in one step, until it is carried out.
struct Outbox: MeterOutput {
  /// Bytes for the radio.
  var bytes = FixedBytes<2048>()
  /// Whether bytes were lost because the box was full.
  var overflowed = false
  /// The newest text for the display.
  var screen: TextScreen?
  /// What the backlight changes to.
  var backlight: Level?
  /// What the test output changes to.
  var metrologyLED: TestOutputChange?
  /// Registers to save.
  var registers: Registers?
  /// State to keep; none where it is empty.
  var state = FixedBytes<1280>()
  /// The number under which the state is kept.
  var stateNumber: UInt64 = 0
  /// Intervals to keep.
  var intervals = FixedQueue<4, ProfileEntry>()
  /// Snapshots to keep.
  var snapshots = FixedQueue<2, BillingSnapshot>()
  /// Whether one of them was lost because the box was full.
  var intervalsOverflowed = false
  /// Where the supply relay is driven to.
  var isSupplyClosed: Bool?
  /// What becomes of the controlled load.
  var isLoadShed: Bool?
  /// What becomes of the image of an upgrade.
  var upgrades = FixedQueue<8, UpgradeEffect>()
  /// Whether some of that was lost because the box was full.
  var upgradesOverflowed = false
  /// What goes into the event log.
  var events = FixedQueue<16, (MeterEvent, EventTime)>()
  /// What went into it beyond those.
  var lostEvents = 0
  /// What somebody did by radio.
  var notes = FixedQueue<8, RadioNote>()
  /// What somebody did beyond those.
  var lostNotes = 0
  /// Whether the radio's module is to be reset.
  var resetsRadio = false

  mutating func transmit(_ span: Span<UInt8>) {
    if !bytes.append(span) { overflowed = true }
  }

  mutating func show(_ screen: TextScreen) { self.screen = screen }

  mutating func light(_ isOn: Bool) { backlight = isOn ? .high : .low }

  mutating func save(_ registers: Registers) { self.registers = registers }

  mutating func keep(_ state: Span<UInt8>, number: UInt64) {
    self.state.removeAll()
    self.state.append(state)
    stateNumber = number
  }

  mutating func keep(_ entry: ProfileEntry) {
    if !intervals.append(entry) { intervalsOverflowed = true }
  }

  mutating func keep(_ snapshot: BillingSnapshot) {
    if !snapshots.append(snapshot) { intervalsOverflowed = true }
  }

  mutating func switchSupply(isClosed: Bool) { isSupplyClosed = isClosed }

  mutating func stage(_ effect: UpgradeEffect) {
    if !upgrades.append(effect) { upgradesOverflowed = true }
  }

  mutating func noted(_ note: RadioNote) { if !notes.append(note) { lostNotes += 1 } }

  mutating func log(_ event: MeterEvent, at time: EventTime) {
    if !events.append((event, time)) { lostEvents += 1 }
  }

  mutating func resetRadio() { resetsRadio = true }

  mutating func shedLoad(_ isShed: Bool) { isLoadShed = isShed }

  mutating func measured(_ block: BlockFigures) {}

  mutating func occurred(_ event: QualityEvent) {}

  mutating func pulsed(_ change: TestOutputChange) { metrologyLED = change }
}
