// SPDX-License-Identifier: Apache-2.0

import Bytes
import EventLog
import Ledger
import Metrology
import Quantities
import ZigBee

@testable import Meter

/// Keeps all that a meter says.
struct Gathered: MeterOutput {
  var blocks: [BlockFigures] = []
  var transmitted: [UInt8] = []
  var saved: [Registers] = []
  var screens: [TextScreen] = []
  var kept: [[UInt8]] = []
  var keptNumbers: [UInt64] = []
  var switched: [Bool] = []
  var shed: [Bool] = []
  var events: [MeterEvent] = []
  var snapshots: [BillingSnapshot] = []
  /// When the backlight changed, and to what.
  var lights: [Bool] = []

  var isEmpty: Bool {
    blocks.isEmpty && transmitted.isEmpty && saved.isEmpty && screens.isEmpty && kept.isEmpty
      && switched.isEmpty && shed.isEmpty
  }

  mutating func transmit(_ bytes: Span<UInt8>) {
    for index in bytes.indices { transmitted.append(bytes[index]) }
  }
  mutating func show(_ screen: TextScreen) { screens.append(screen) }
  mutating func light(_ isOn: Bool) { lights.append(isOn) }
  mutating func save(_ registers: Registers) { saved.append(registers) }
  mutating func keep(_ state: Span<UInt8>, number: UInt64) {
    kept.append(state.indices.map { state[$0] })
    keptNumbers.append(number)
  }
  mutating func switchSupply(isClosed: Bool) { switched.append(isClosed) }
  mutating func shedLoad(_ isShed: Bool) { shed.append(isShed) }
  mutating func keep(_ snapshot: BillingSnapshot) { snapshots.append(snapshot) }
  mutating func log(_ event: MeterEvent, at time: EventTime) { events.append(event) }
  mutating func measured(_ block: BlockFigures) { blocks.append(block) }
  mutating func occurred(_ event: QualityEvent) {}
  mutating func pulsed(_ change: TestOutputChange) {}
}

/// A front end of round numbers: 10,000 sets a second, 100 mV and 1 mA a count, no delay.
func roundFrontEnd() -> FrontEnd {
  FrontEnd(
    rate: Ratio(constant: 10_000), voltage: Channel(gain: Ratio(constant: 100_000)),
    current: Channel(gain: Ratio(constant: 1_000)), nominalFrequency: .hertz50,
    nominalVoltage: Voltage(microvolts: 230_000_000))
}

func parameters(isCalibrated: Bool = false) -> MeterParameters {
  var frontEnd = roundFrontEnd()
  frontEnd.isCalibrated = isCalibrated
  return MeterParameters(frontEnd: frontEnd, identity: DeviceIdentity())
}

/// A meter that has been told its registers.
func restored(
  _ registers: Registers = Registers(), _ parameters: MeterParameters = parameters()
) throws -> Meter {
  var meter = try Meter(parameters)
  meter.restore(registers)
  return meter
}

/// Half a second of a square wave of 50 Hz: 200 V, and a current of so many counts.
func squareWave(_ counts: Int32, sets: Int = 5_000) -> [SampleSet] {
  (0..<sets).map { index in
    let sign: Int32 = index / 100 % 2 == 0 ? 1 : -1
    return SampleSet(voltage: 2_000 * sign, current: counts * sign)
  }
}

extension Meter {
  /// Takes sets in runs of 1,000, the first at an instant.
  mutating func sampled(
    _ sets: [SampleSet], from start: UInt64 = 0, _ output: inout Gathered
  ) {
    for first in stride(from: 0, to: sets.count, by: 1_000) {
      let run = Array(sets[first..<min(first + 1_000, sets.count)])
      let began = start + UInt64(first) * 100_000
      let stamp = SampleStamp(
        start: Instant(nanoseconds: began),
        end: Instant(nanoseconds: began + UInt64(run.count) * 100_000))
      sampled(run.span, stamp, &output)
    }
  }

  /// Lets time pass as a run loop does, every 100 ms, and as often as it takes to be sure of all.
  mutating func waited(milliseconds: ClosedRange<UInt64>, _ output: inout Gathered) {
    for now in stride(from: milliseconds.lowerBound, to: milliseconds.upperBound, by: 100) {
      ticked(milliseconds: now, &output)
    }
    for _ in 0..<2 { ticked(milliseconds: milliseconds.upperBound, &output) }
  }

  /// Lets time pass up to so many milliseconds.
  mutating func ticked(milliseconds: UInt64, _ output: inout Gathered) {
    ticked(at: Instant(nanoseconds: milliseconds * 1_000_000), utc: nil, &output)
  }
}

extension TextScreen {
  /// The four lines; `§` for the mark of legal values.
  var lines: [String] {
    (0..<TextScreen.rows).map { row in
      let characters = (0..<TextScreen.columns).map { self[row, $0] }
      return String(decoding: characters, as: Unicode.ASCII.self)
        .replacing(String(UnicodeScalar(TextScreen.legalMark)), with: "§")
    }
  }
}

extension Energy {
  /// Watt-hours, thousandths and all, from microwatt-hours.
  init(microwattHours: Int64, residual: UInt64 = 0) {
    self.init(value: Q64_64(raw: Int128(microwattHours) << 64 | Int128(residual)))
  }
}
