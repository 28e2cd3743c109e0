// SPDX-License-Identifier: Apache-2.0

import Quantities

/// The interval of the load profile under way.
public struct ProfileUnderWay: Equatable, Sendable {
  /// Which one: whole intervals since 1970, or since the start where the clock is not known.
  public var number: Int64
  /// The length of an interval. Unit: minutes.
  public var minutes: UInt8
  /// Whether it is aligned to universal time.
  public var isClockKnown: Bool
  /// When it began. Unit: milliseconds since 1970, or since the start.
  public var start: Int64 = 0
  /// When it began, by the monotonic clock. Unit: milliseconds since the start of the meter.
  public var begun: Int64 = 0
  /// What is known of it so far.
  public var status = ProfileStatus()
  /// The totals when it began.
  public var totals: EnergyRegisters
  /// The gap register when it began. Unit: nanoseconds.
  public var gap: UInt64 = 0
  /// Voltage events when it began.
  public var events: UInt64 = 0
  /// The price in force when it began.
  public var price: IntervalPrice?

  /// An interval that begins with these totals, at the origin of its clock.
  public init(number: Int64, minutes: UInt8, isClockKnown: Bool, totals: EnergyRegisters) {
    (self.number, self.minutes) = (number, minutes)
    (self.isClockKnown, self.totals) = (isClockKnown, totals)
  }
}

/// What of the load profile is kept with the registers.
public struct ProfileRegisters: Equatable, Sendable {
  /// Intervals that are over: the number of the next.
  public var entries: UInt64 = 0
  /// The interval under way; nil before the first.
  public var underWay: ProfileUnderWay?

  /// Nothing recorded.
  public init() {}

  /// The number of an interval that is over and was not ended yet.
  static let over: Int64 = -2

  /// The meter has started again: something of what is under way is missing; one that no clock
  /// knew is over.
  public mutating func restarted() {
    guard let interval = underWay else { return }
    underWay?.status.insert(.powerFailure)
    underWay?.status.insert(.partial)
    if !interval.isClockKnown { underWay?.number = Self.over }
  }
}

/// What of the rest of the meter goes into the load profile.
public struct ProfileConditions: Equatable, Sendable {
  /// The price in force; nil where there is none.
  public var price: IntervalPrice?
  /// Whether the constants are calibrated.
  public var isCalibrated: Bool

  /// Makes conditions.
  public init(price: IntervalPrice? = nil, isCalibrated: Bool = true) {
    self.price = price
    self.isCalibrated = isCalibrated
  }
}

extension Registers {
  /// Goes on to a time: ends the interval under way where it is over, and begins the next.
  ///
  /// - Returns: the interval that ended. It is written before the registers are saved: a cut
  ///   between the two has it written again, in its own place.
  public mutating func advanceProfile(
    to time: BookingTime, _ parameters: ProfileParameters, _ conditions: ProfileConditions
  ) -> ProfileEntry? {
    let last = profile.underWay
    if let last, last.minutes == parameters.minutes, last.holds(time) { return nil }
    let follows = last?.isFollowed(by: time, parameters) == true
    profile.underWay = begin(time, parameters, conditions, follows: follows)
    guard let last else { return nil }
    let entry = entry(last, time, parameters, follows: follows)
    profile.entries = profile.entries.addingSaturating(1)
    return entry
  }

  /// An interval whose start is the end of the one before it, or now.
  private func begin(
    _ time: BookingTime, _ parameters: ProfileParameters, _ conditions: ProfileConditions,
    follows: Bool
  ) -> ProfileUnderWay {
    let length = parameters.milliseconds
    let number = time.number(length)
    var status = ProfileStatus()
    if !time.isClockKnown { status.insert(.clockUnknown) }
    if time.wasSet { status.insert(.clockSet) }
    if !conditions.isCalibrated { status.insert(.uncalibrated) }
    var next = ProfileUnderWay(
      number: number, minutes: parameters.minutes, isClockKnown: time.isClockKnown, totals: total)
    next.start = follows ? number * length : time.milliseconds
    next.begun = time.sinceStart
    (next.status, next.price) = (status, conditions.price)
    (next.gap, next.events) = (gapNanoseconds, voltageEvents)
    return next
  }

  private func entry(
    _ last: ProfileUnderWay, _ time: BookingTime, _ parameters: ProfileParameters, follows: Bool
  ) -> ProfileEntry {
    let energies = total.since(last.totals)
    var entry = ProfileEntry(
      index: profile.entries, minutes: last.minutes, channels: parameters.channels)
    (entry.status, entry.price, entry.tier) = (last.status, last.price, demand.tier)
    entry.start = last.isClockKnown ? UTC(milliseconds: last.start) : nil
    entry.duration = last.duration(until: time, follows: follows)
    for index in parameters.channels.indices {
      if let channel = parameters.channels[index] {
        entry.energies[index] = energies.value(channel)
      }
    }
    if gapNanoseconds > last.gap { entry.status.insert(.gap) }
    if voltageEvents > last.events { entry.status.insert(.event) }
    if time.wasSet || last.isClockKnown != time.isClockKnown { entry.status.insert(.clockSet) }
    if Int64(entry.duration) < last.milliseconds { entry.status.insert(.partial) }
    return entry
  }

  private var voltageEvents: UInt64 { events.dips.addingSaturating(events.swells) }
}

extension ProfileUnderWay {
  /// Unit: milliseconds.
  fileprivate var milliseconds: Int64 { Int64(minutes) * 60_000 }

  /// Whether it is the interval of that time, which may lie a little before it.
  fileprivate func holds(_ time: BookingTime) -> Bool {
    guard isClockKnown == time.isClockKnown, !time.wasSet else { return false }
    return time.number(milliseconds) == number
      || time.later(by: Tolerance.milliseconds, milliseconds) == number
  }

  /// Whether the interval of a time begins where this one ends.
  fileprivate func isFollowed(by time: BookingTime, _ parameters: ProfileParameters) -> Bool {
    !time.wasSet && isClockKnown == time.isClockKnown && minutes == parameters.minutes
      && time.number(milliseconds) == number &+ 1
  }

  /// How long it was. By the clock it goes to its nominal end at most; where the clock was set or
  /// learnt by the monotonic one, which tells nothing across a restart.
  ///
  /// - Unit: milliseconds.
  fileprivate func duration(until time: BookingTime, follows: Bool) -> UInt32 {
    let end = (number &+ 1).multipliedReportingOverflow(by: milliseconds)
    if !time.wasSet, isClockKnown == time.isClockKnown, !end.overflow,
      follows || time.number(milliseconds) > number
    {
      return UInt32(clamping: max(0, end.partialValue - start))
    }
    guard !status.contains(.powerFailure) else { return 0 }
    return UInt32(clamping: min(max(0, time.sinceStart - begun), milliseconds))
  }
}
