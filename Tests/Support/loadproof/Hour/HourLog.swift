// SPDX-License-Identifier: Apache-2.0

import HardwareInterface
import MeterBoard
import Metrology
import Quantities

/// Counts what the meter was given to measure, by its stamps, and faults.
struct HourLog: BoardObserver {
  /// What SCL allows: a conversion takes 18 periods, a set three of them, at 400 kHz
  /// [AD7991 Rev. B]. Unit: nanoseconds.
  private static let setNanoseconds: UInt64 = 3 * 18 * 2_500

  private(set) var runs = 0
  private(set) var sets = 0
  private(set) var faults = 0
  /// How much later than it was due a pulse came, at most. Unit: nanoseconds.
  var latestPulse: UInt64 = 0
  private var first: Instant?
  private var last = Instant.zero

  mutating func sampled(_ sets: Span<SampleSet>, _ stamp: SampleStamp) {
    first = first ?? stamp.start
    last = stamp.end
    runs += 1
    self.sets += sets.count
  }

  mutating func lit(_ change: TestOutputChange, at now: Instant) {
    if change.isOn { latestPulse = max(latestPulse, now.since(change.instant)) }
  }

  mutating func failed(_ fault: BoardFault) { faults += 1 }

  /// The time that its sets take, of the time from the first stamp to the last. Unit: millionths.
  var captured: UInt64 {
    guard let first, last > first else { return 0 }
    return UInt64(sets) * Self.setNanoseconds * 1_000 / (last.since(first) / 1_000)
  }
}
