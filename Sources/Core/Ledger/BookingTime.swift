// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// When energy is booked: by the clock where it is known, else since the start.
public struct BookingTime: Equatable, Sendable {
  /// The end of the year 9999: a clock beyond it is not believed. Unit: milliseconds since 1970.
  public static let utcEnd: Int64 = 253_402_300_800_000

  /// Whether the clock is known.
  public let isClockKnown: Bool
  /// Whether the clock was set since the last booking: what was under way has ended.
  public let wasSet: Bool
  /// Unit: milliseconds since 1970, or since the start.
  let milliseconds: Int64
  /// Unit: milliseconds since the start of the meter.
  let sinceStart: Int64

  /// Makes a time; a clock that is before 1970 or after the year 9999 counts as not known.
  public init(sinceStart nanoseconds: UInt64, utc: UTC?, wasSet: Bool = false) {
    self.wasSet = wasSet
    sinceStart = Int64(nanoseconds / 1_000_000)
    if let utc, utc.milliseconds >= 0, utc.milliseconds < Self.utcEnd {
      (isClockKnown, milliseconds) = (true, utc.milliseconds)
    } else {
      (isClockKnown, milliseconds) = (false, sinceStart)
    }
  }

  /// Universal time; nil where it is not known.
  public var utc: UTC? { isClockKnown ? UTC(milliseconds: milliseconds) : nil }

  /// Which interval of a length it lies in.
  func number(_ length: Int64) -> Int64 { milliseconds / length }

  /// Whether an interval of a length has just begun.
  func isAtStart(_ length: Int64) -> Bool { milliseconds % length <= Tolerance.milliseconds }

  /// Which interval it would lie in, a little later.
  func later(by more: Int64, _ length: Int64) -> Int64 { (milliseconds + more) / length }
}
