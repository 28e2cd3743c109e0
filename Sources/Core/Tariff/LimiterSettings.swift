// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// What happens after the limiter has opened the relay.
public enum ReconnectPolicy: Equatable, Sendable {
  /// It stays open until somebody reconnects.
  case manual
  /// It closes by itself after so many seconds, at most so many times a day; then as `manual`.
  /// A day is 24 hours of the meter running, from the first of these reconnections on.
  case automatic(afterSeconds: UInt32, perDayMax: UInt8)
}

/// For a while another threshold counts. Source: emergency_profile of class 71.
public struct EmergencyProfile: Equatable, Sendable {
  /// emergency_profile_id.
  public let id: UInt16
  /// emergency_activation_time.
  public let activationTime: UTC
  /// emergency_duration. Unit: seconds.
  public let durationSeconds: UInt32
  /// threshold_emergency. Unit: watts.
  public let thresholdWatts: UInt32

  /// Makes a profile.
  public init(id: UInt16, activationTime: UTC, durationSeconds: UInt32, thresholdWatts: UInt32) {
    self.id = id
    self.activationTime = activationTime
    self.durationSeconds = durationSeconds
    self.thresholdWatts = thresholdWatts
  }

  /// What is left of it at a time: 0 before its activation and after its end. Unit: milliseconds.
  func remainingMilliseconds(at utc: UTC) -> UInt64 {
    let (elapsed, isOver) = utc.milliseconds.subtractingReportingOverflow(
      activationTime.milliseconds)
    let duration = Int64(durationSeconds) * 1_000
    return isOver || elapsed < 0 || elapsed >= duration ? 0 : UInt64(duration - elapsed)
  }
}

/// The parameters of a supply limiter.
///
/// Source: [DLMS Blue Book] Limiter, class 71: the names of the attributes are given.
public struct LimiterSettings: Equatable, Sendable {
  /// threshold_normal: demand above it counts; nil where there is no limit. Unit: watts.
  public var thresholdNormalWatts: UInt32?
  /// min_over_threshold_duration: so long above the threshold, and it warns. Unit: seconds.
  public var minOverThresholdDurationSeconds: UInt32
  /// So much longer above it, and the relay opens. Unit: seconds.
  public var openDelaySeconds: UInt32
  /// min_under_threshold_duration: so long not above it, and the warning ends. Unit: seconds.
  public var minUnderThresholdDurationSeconds: UInt32
  /// What happens after it has opened.
  public var reconnect: ReconnectPolicy
  /// emergency_profile with its threshold; nil where there is none.
  public var emergency: EmergencyProfile?

  /// No limit.
  public static let none = LimiterSettings(
    thresholdNormalWatts: nil, minOverThresholdDurationSeconds: 0, openDelaySeconds: 0)

  /// Makes settings that reconnect by hand, and have no emergency profile.
  public init(
    thresholdNormalWatts: UInt32?, minOverThresholdDurationSeconds: UInt32,
    openDelaySeconds: UInt32, minUnderThresholdDurationSeconds: UInt32 = 0
  ) {
    self.thresholdNormalWatts = thresholdNormalWatts
    self.minOverThresholdDurationSeconds = minOverThresholdDurationSeconds
    self.openDelaySeconds = openDelaySeconds
    self.minUnderThresholdDurationSeconds = minUnderThresholdDurationSeconds
    reconnect = .manual
    emergency = nil
  }
}

/// Mean power over a stretch of time.
public struct Demand: Equatable, Sendable {
  /// The mean; negative is export, and above no threshold.
  public let power: ActivePower
  /// When the stretch began.
  public let start: Instant
  /// When it ended.
  public let end: Instant

  /// Makes a demand.
  public init(_ power: ActivePower, from start: Instant, to end: Instant) {
    self.power = power
    self.start = start
    self.end = end
  }
}

/// What the limiter asks for.
public enum LimiterAction: Equatable, Sendable {
  /// Nothing new.
  case none
  /// Warn: the relay will open.
  case warn
  /// The warning is over.
  case endWarning
  /// Open the relay.
  case open
  /// Close the relay: what it was opened for is over.
  case close
}
