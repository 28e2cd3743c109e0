// SPDX-License-Identifier: Apache-2.0

public import Recording

/// What a person may set, named where its value is refused.
public enum ParameterKey: Equatable, Sendable {
  /// A field of the front end or its calibration.
  case frontEnd(RecordingField)
  /// Udin.
  case declaredVoltage
  /// The meter constant.
  case impulsesPerKilowattHour
  /// The longest time between two saves.
  case saveMilliseconds
  /// Length and parts of the demand window.
  case demandWindow
  /// Length and channels of the load profile.
  case profile
  /// The rules of local time.
  case zone
  /// The tier without a calendar.
  case defaultTier
  /// When the calendar to come comes into force; it needs such a calendar.
  case activationTime
  /// The calendar in force.
  case activeCalendar
  /// The calendar to come.
  case passiveCalendar
  /// threshold_normal of the limiter.
  case limiterThreshold
  /// One of the limiter's durations.
  case limiterDuration
  /// When and how often the limiter closes again.
  case limiterReconnect
  /// The limiter's emergency profile.
  case limiterEmergency
  /// What the local port speaks, or how fast.
  case localPortMode
  /// Three letters.
  case localPortManufacturer
  /// The type that the local port tells.
  case localPortIdentification
  /// By which a request calls this meter.
  case localPortAddress
  /// Who may switch the supply.
  case supplyArming
  /// The serial number.
  case serialNumber
  /// The point of delivery.
  case deliveryPoint
  /// What the contract allows.
  case availablePower
  /// Above which the contract wants a notice.
  case powerThreshold
  /// The earliest time that is believed.
  case clockEarliest
  /// The latest time that is believed; it is after the earliest.
  case clockLatest
  /// The largest step without authentication.
  case clockStep
  /// The names and numbers of the GPIO lines.
  case lines
}
