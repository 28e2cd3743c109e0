// SPDX-License-Identifier: Apache-2.0

import Quantities

/// The interval under way: a block, or one part of a sliding window.
public struct DemandInterval: Equatable, Sendable {
  /// Which one: whole parts since 1970, or since the start where the clock is not known.
  public var number: Int64
  /// The window that it is a part of.
  public var window: DemandWindow
  /// Whether it is aligned to universal time.
  public var isClockKnown: Bool
  /// The totals at its start.
  public var start: ActiveEnergies
  /// Whether something of it is missing: it began late, or the supply failed in it.
  public var isIncomplete = false

  /// Makes an interval that begins with these totals.
  public init(number: Int64, window: DemandWindow, isClockKnown: Bool, start: ActiveEnergies) {
    self.number = number
    self.window = window
    self.isClockKnown = isClockKnown
    self.start = start
  }

  /// The interval of a time, which begins with these totals.
  init(_ time: BookingTime, _ window: DemandWindow, _ totals: ActiveEnergies) {
    self.init(
      number: time.number(window.partMilliseconds), window: window,
      isClockKnown: time.isClockKnown, start: totals)
  }

  /// Its end by the clock; nil where that is not known.
  var end: UTC? {
    guard isClockKnown else { return nil }
    let (end, isOver) = (number &+ 1).multipliedReportingOverflow(by: window.partMilliseconds)
    return isOver ? nil : UTC(milliseconds: end)
  }

  /// Whether it is the interval of that time, which may lie a little before it.
  func holds(_ time: BookingTime) -> Bool {
    guard isClockKnown == time.isClockKnown, !time.wasSet else { return false }
    let length = window.partMilliseconds
    return time.number(length) == number || time.later(by: Tolerance.milliseconds, length) == number
  }

  /// Whether it comes right after another.
  func follows(_ other: DemandInterval) -> Bool {
    window == other.window && isClockKnown == other.isClockKnown
      && number == other.number &+ 1
  }
}
