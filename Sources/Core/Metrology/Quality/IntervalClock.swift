// SPDX-License-Identifier: Apache-2.0

import Quantities

/// What the intervals of an aggregation are aligned to.
public enum IntervalAlignment: UInt8, Sendable {
  /// The ticks of coordinated universal time.
  case utc
  /// The origin of the monotonic clock: UTC is not known.
  case monotonic
}

/// Puts blocks on the time line that intervals are cut from, and sees when that line jumps.
struct IntervalClock {
  /// More than this between the two clocks, from block to block, is a step. Class S allows its
  /// clock 5 s a day [IEC 61000-4-30, 4.6]; a clock that is slewed moves far less in a block.
  static let stepNanosecondsMin: Int64 = 50_000_000
  /// UTC beyond it is not a time. Unit: milliseconds; some 290 years.
  static let millisecondsMax: Int64 = 9_200_000_000_000

  private(set) var alignment = IntervalAlignment.monotonic
  /// UTC less the monotonic clock. Unit: nanoseconds.
  private var offset: Int64 = 0
  private var isStarted = false

  /// Takes what both clocks say at one instant; true where they do not go on as before.
  mutating func set(_ utc: UTC?, at instant: Instant) -> Bool {
    var (newOffset, newAlignment) = (Int64(0), IntervalAlignment.monotonic)
    if let utc, abs(utc.milliseconds / 2) <= Self.millisecondsMax / 2 {
      newAlignment = .utc
      newOffset = Int64(clamping: Int128(utc.milliseconds) * 1_000_000 - line(instant))
    }
    defer { (alignment, offset, isStarted) = (newAlignment, newOffset, true) }
    let moved = Int128(newOffset) - Int128(offset)
    return isStarted
      && (newAlignment != alignment || moved.magnitude > UInt128(Self.stepNanosecondsMin))
  }

  /// An instant on the time line. Unit: nanoseconds.
  func position(_ instant: Instant) -> Int64 {
    Int64(clamping: line(instant) + Int128(offset))
  }

  private func line(_ instant: Instant) -> Int128 { Int128(instant.nanoseconds) }
}

extension Int64 {
  /// The quotient by a positive divisor. Rounding: down.
  func flooredQuotient(_ divisor: Int64) -> Int64 {
    self / divisor - (self % divisor < 0 ? 1 : 0)
  }
}
