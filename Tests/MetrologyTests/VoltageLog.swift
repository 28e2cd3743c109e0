// SPDX-License-Identifier: Apache-2.0

@testable import Metrology
import Quantities

/// Keeps all that voltage events tell.
struct VoltageLog: VoltageEventSink {
  var began: [VoltageEvent] = []
  var ended: [VoltageEvent] = []
  var changes: [RapidVoltageChange] = []

  mutating func began(_ event: VoltageEvent) { began.append(event) }
  mutating func ended(_ event: VoltageEvent) { ended.append(event) }
  mutating func changed(_ change: RapidVoltageChange) { changes.append(change) }
}

/// Values of Urms(1/2) on a line of 230 V and 50 Hz.
///
/// The k-th cycle begins at 10 k ms and ends at 10 k + 20 ms.
struct VoltageRun {
  /// The voltage through several half cycles. Unit: hundredths of a percent of 230 V.
  typealias Level = (hundredths: Int64, count: Int)

  static let limits = VoltageEventLimits(declaredVoltage: Voltage(microvolts: 230_000_000))

  var values: [Int64] = []

  init(_ levels: [Level]) {
    for level in levels {
      values += Array(repeating: level.hundredths * 23_000, count: level.count)
    }
  }

  /// Unit: microvolts.
  init(microvolts: [Int64]) { values = microvolts }

  func half(_ index: Int) -> HalfCycle {
    HalfCycle(
      voltage: Voltage(microvolts: values[index]), start: Self.milliseconds(10 * index),
      end: Self.milliseconds(10 * index + 20))
  }

  func feed(_ events: inout VoltageEvents, _ log: inout VoltageLog) {
    for index in values.indices { events.add(half(index), into: &log) }
  }

  static func milliseconds(_ value: Int) -> Instant {
    Instant(nanoseconds: UInt64(value) * 1_000_000)
  }
}
