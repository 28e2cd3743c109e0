// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// What the meter knows of the time of day.
public enum ClockState: UInt8, Sendable {
  /// Nothing: there is no time of day.
  case unknown = 0
  /// It came through the cut by a clock of the board; nobody has set it since the start.
  case kept = 1
  /// It was set since the start.
  case set = 2
  /// It was set since the start by somebody who proved who he is.
  case setAuthenticated = 3
}

/// When an event was: in the day where that is known, and always in the order of things.
public struct EventTime: Equatable, Sendable {
  /// Nil where the clock is not known.
  public var utc: UTC?
  /// How good `utc` is.
  public var clock: ClockState
  /// Time since the meter's start. Unit: milliseconds.
  public var uptimeMilliseconds: UInt64
  /// How often the meter has started, this start included.
  public var start: UInt64

  /// Makes a time. A time before 1970 is none.
  public init(utc: UTC?, clock: ClockState, uptimeMilliseconds: UInt64, start: UInt64) {
    let isKnown = (utc?.milliseconds ?? -1) >= 0 && clock != .unknown
    self.utc = isKnown ? utc : nil
    self.clock = isKnown ? clock : .unknown
    self.uptimeMilliseconds = uptimeMilliseconds
    self.start = start
  }
}
