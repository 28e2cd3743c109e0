// SPDX-License-Identifier: Apache-2.0

/// A reading of a monotonic clock.
public struct Instant: Equatable, Comparable, Sendable {
  /// Unit: nanoseconds since the clock's own origin.
  public var nanoseconds: UInt64

  /// The clock's origin.
  public static let zero = Instant(nanoseconds: 0)

  /// Makes an instant from nanoseconds.
  public init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

  /// Earlier before later.
  public static func < (left: Instant, right: Instant) -> Bool {
    left.nanoseconds < right.nanoseconds
  }

  /// Nanoseconds from an earlier instant to this one; 0 where it is not earlier.
  public func since(_ earlier: Instant) -> UInt64 {
    nanoseconds > earlier.nanoseconds ? nanoseconds - earlier.nanoseconds : 0
  }

  /// This instant, later by so many milliseconds; beyond the clock's end, that end.
  public func adding(milliseconds: UInt64) -> Instant {
    let (later, isOver) = milliseconds.multipliedReportingOverflow(by: 1_000_000)
    return Instant(nanoseconds: isOver ? .max : nanoseconds.addingSaturating(later))
  }
}

/// A point in coordinated universal time.
public struct UTC: Equatable, Sendable {
  /// Unit: milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
  public var milliseconds: Int64

  /// Makes a time from milliseconds since 1970.
  public init(milliseconds: Int64) { self.milliseconds = milliseconds }
}
