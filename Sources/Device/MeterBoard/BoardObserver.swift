// SPDX-License-Identifier: Apache-2.0

public import Meter
public import Metrology
public import Quantities

/// Sees all that goes into the meter, so that it can be recorded, and all that went wrong.
public protocol BoardObserver: ~Copyable {
  /// The registers that the meter went on from, as a slot.
  mutating func restored(_ slot: Span<UInt8>)
  /// A run of sample sets.
  mutating func sampled(_ sets: Span<SampleSet>, _ stamp: SampleStamp)
  /// Bytes from the radio.
  mutating func received(_ bytes: Span<UInt8>, at now: Instant)
  /// A tick.
  mutating func ticked(at now: Instant, utc: UTC?)
  /// A temperature of the meter, within `TemperatureLimits`. Unit: millidegrees Celsius.
  mutating func felt(millidegrees: Int32, at now: Instant)
  /// The kept state that the meter went on from; before `restored`.
  mutating func kept(_ state: Span<UInt8>)
  /// Places of the load profile that the meter went on from; before `restored`.
  mutating func kept(profile bytes: Span<UInt8>)
  /// What became of a save.
  mutating func saved(_ outcome: SaveOutcome, at now: Instant)
  /// The level of an input line, at the start and after each change.
  mutating func changed(line: UInt8, isHigh: Bool, at now: Instant)
  /// What somebody did by radio.
  mutating func noted(_ note: RadioNote)
  /// The light of the test output changed, now.
  mutating func lit(_ change: TestOutputChange, at now: Instant)
  /// Runs were not taken in time: so many since the start, modulo 2³². Instead of `failed`.
  mutating func overran(runs: UInt32)
  /// A fault.
  mutating func failed(_ fault: BoardFault)
}

/// Who wants to hear of faults alone hears nothing else.
extension BoardObserver where Self: ~Copyable {
  /// Hears nothing.
  public mutating func restored(_ slot: Span<UInt8>) {}
  /// Hears nothing.
  public mutating func sampled(_ sets: Span<SampleSet>, _ stamp: SampleStamp) {}
  /// Hears nothing.
  public mutating func received(_ bytes: Span<UInt8>, at now: Instant) {}
  /// Hears nothing.
  public mutating func ticked(at now: Instant, utc: UTC?) {}
  /// Hears nothing.
  public mutating func felt(millidegrees: Int32, at now: Instant) {}
  /// Hears nothing.
  public mutating func kept(_ state: Span<UInt8>) {}
  /// Hears nothing.
  public mutating func kept(profile bytes: Span<UInt8>) {}
  /// Hears nothing.
  public mutating func saved(_ outcome: SaveOutcome, at now: Instant) {}
  /// Hears nothing.
  public mutating func changed(line: UInt8, isHigh: Bool, at now: Instant) {}
  /// Hears nothing.
  public mutating func noted(_ note: RadioNote) {}
  /// Hears nothing.
  public mutating func lit(_ change: TestOutputChange, at now: Instant) {}
  /// Hears of the fault.
  public mutating func overran(runs: UInt32) { failed(.overrun) }
}
