// SPDX-License-Identifier: Apache-2.0

import CLinux
public import HardwareInterface
public import Quantities

/// The clocks of Linux: CLOCK_MONOTONIC_RAW, CLOCK_REALTIME, and nanosleep.
public struct LinuxClock: Clock, Delay {
  /// 2026-01-01T00:00:00Z. A clock that stands before it was never set: boards without a battery
  /// start in 1970 or at the date of their image. Unit: milliseconds since 1970.
  public static let earliestUTCMilliseconds: Int64 = 1_767_225_600_000

  /// Makes a clock.
  public init() {}

  /// CLOCK_MONOTONIC_RAW: nanoseconds since the start of the machine, never slewed.
  public mutating func now() -> Instant {
    Instant(nanoseconds: clinux_monotonic_nanoseconds())
  }

  /// CLOCK_REALTIME, or nil while it stands before `earliestUTCMilliseconds`.
  public mutating func utc() -> UTC? { Self.known(clinux_utc_milliseconds()) }

  static func known(_ milliseconds: Int64) -> UTC? {
    milliseconds >= earliestUTCMilliseconds ? UTC(milliseconds: milliseconds) : nil
  }

  /// Returns no sooner than after so many nanoseconds, and some 50,000 later on a busy machine.
  public mutating func pause(nanoseconds: UInt64) { clinux_pause_nanoseconds(nanoseconds) }
}
