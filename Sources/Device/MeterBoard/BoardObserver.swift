// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// Sees all that goes into the meter, so that it can be recorded, and all that went wrong.
public protocol BoardObserver: ~Copyable {
  /// The registers that the meter went on from, as the slot that held them.
  mutating func restored(_ slot: Span<UInt8>)
  /// A run of sample sets.
  mutating func sampled(_ sets: Span<SampleSet>, _ stamp: SampleStamp)
  /// Bytes from the radio.
  mutating func received(_ bytes: Span<UInt8>, at now: Instant)
  /// A tick.
  mutating func ticked(at now: Instant, utc: UTC?)
  /// A temperature of the meter, within `TemperatureLimits`. Unit: millidegrees Celsius.
  mutating func felt(millidegrees: Int32, at now: Instant)
  /// A fault.
  mutating func failed(_ fault: BoardFault)
}
