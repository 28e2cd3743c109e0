// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// The calendar in force, the one to come, and when it comes.
///
/// Source: [DLMS Blue Book] Activity calendar, class 20: calendars with the suffix active and
/// passive, activate_passive_calendar_time and the method activate_passive_calendar.
public struct TariffTables: Equatable, Sendable {
  /// The calendar in force; nil where none was ever activated.
  public private(set) var active: TariffCalendar?
  /// The calendar to come. It stays after its activation, as a copy of the active one.
  public private(set) var passive: TariffCalendar?
  /// When the passive calendar comes into force; nil where no time is set.
  public private(set) var activationTime: UTC?
  /// What is in force while the time is not known, or no calendar is.
  public var defaultTier: Tier

  /// Without calendars.
  public init(defaultTier: Tier = .first) { self.defaultTier = defaultTier }

  /// As they were kept.
  public init(
    active: TariffCalendar?, passive: TariffCalendar?, activationTime: UTC?, defaultTier: Tier
  ) {
    self.active = active
    self.passive = passive
    self.activationTime = activationTime
    self.defaultTier = defaultTier
  }

  /// Takes a calendar to come; the passive one that was there is dropped.
  ///
  /// Without a time it waits for `activatePassiveCalendar`.
  public mutating func setPassive(_ calendar: TariffCalendar, activationTime: UTC? = nil) {
    passive = calendar
    self.activationTime = activationTime
  }

  /// Sets when the passive calendar comes into force; nil takes the time back.
  public mutating func setActivationTime(_ time: UTC?) { activationTime = time }

  /// The method activate_passive_calendar: copies the passive calendar to the active one, which
  /// is dropped, and takes the activation time back. False where there is no passive calendar.
  @discardableResult
  public mutating func activatePassiveCalendar() -> Bool {
    guard let passive else { return false }
    active = passive
    activationTime = nil
    return true
  }

  /// Activates the passive calendar where its time has come; whether it did.
  ///
  /// It is not undone by a clock that is set back.
  public mutating func activateIfDue(at utc: UTC) -> Bool {
    isDue(at: utc) && activatePassiveCalendar()
  }

  /// What is in force. A passive calendar whose time has come counts, activated or not.
  ///
  /// - Range: nil where the time is not known; a time that is not of the years 1970 to 9999 is
  ///   not known.
  public func tier(at utc: UTC?, zone: ZoneRules) -> Tier {
    guard let utc, utc.isInCalendar else { return defaultTier }
    return (isDue(at: utc) ? passive : active)?.tier(at: utc, zone: zone) ?? defaultTier
  }

  /// The next instant at which another tier is in force, by a switch or by the activation; nil
  /// as of `TariffCalendar.nextSwitch`.
  public func nextSwitch(after utc: UTC, zone: ZoneRules) -> UTC? {
    guard utc.isInCalendar else { return nil }
    guard let passive, let time = activationTime, !isDue(at: utc) else {
      return (isDue(at: utc) ? passive : active)?.nextSwitch(after: utc, zone: zone)
    }
    let found = active?.nextSwitch(after: utc, zone: zone)
    if let found, found.milliseconds < time.milliseconds { return found }
    guard time.isInCalendar else { return nil }
    return tier(at: time, zone: zone) != tier(at: utc, zone: zone)
      ? time : passive.nextSwitch(after: time, zone: zone)
  }

  private func isDue(at utc: UTC) -> Bool {
    guard passive != nil, let activationTime else { return false }
    return utc.milliseconds >= activationTime.milliseconds
  }
}
