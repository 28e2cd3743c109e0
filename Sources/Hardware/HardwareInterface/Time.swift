// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// Time as an input. Both clocks enter here and nowhere else.
public protocol Clock: ~Copyable {
  /// The monotonic clock: CLOCK_MONOTONIC_RAW on Linux.
  mutating func now() -> Instant

  /// Universal time, or nil while it is unknown.
  mutating func utc() -> UTC?
}

/// Short pauses a chip asks for between two steps of its bus.
public protocol Delay: ~Copyable {
  /// Returns no sooner than after so many nanoseconds.
  mutating func pause(nanoseconds: UInt64)
}
