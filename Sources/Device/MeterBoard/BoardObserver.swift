// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// What went wrong on the board; metering goes on, and each fault is told when it happens.
public enum BoardFault: Equatable, Sendable {
  /// The converter did not answer, or not as it must; its samples are missing.
  case converter
  /// The meter did not take the samples in time; the newest are missing.
  case overrun
  /// The display could not be written.
  case display
  /// The radio's port could not be read or written, or its queue overflowed.
  case radio
  /// The registers could not be saved; the next save tries again.
  case store
  /// Registers were not saved because they were below what was saved before.
  case registersWentDown
}

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
  /// A fault.
  mutating func failed(_ fault: BoardFault)
}
