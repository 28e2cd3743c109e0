// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// Opens the relay where demand stays above a threshold.
///
/// Demand above the threshold for min_over_threshold_duration without a break: it warns; for the
/// open delay more without a break: it asks to open. A demand that is not above the threshold is a
/// break, and so is a stretch that was not measured. One that reaches both at once opens.
/// The relay itself, and who else opens it, is another's. Allocates: never.
/// Source: [DLMS Blue Book] Limiter, class 71.
public struct SupplyLimiter: Equatable, Sendable {
  /// A stretch without demand that is longer is a break. Unit: milliseconds.
  public static let gapMillisecondsMax: UInt64 = 2_000
  static let dayNanoseconds: UInt64 = 86_400 * nanosecondsPerSecond
  static let nanosecondsPerSecond: UInt64 = 1_000_000_000

  /// What the limiter is at.
  public enum Phase: UInt8, Sendable {
    /// Demand is allowed.
    case normal = 0
    /// The relay will open.
    case warned = 1
    /// The relay is open, and closes by itself where the policy says so.
    case open = 2
    /// The relay is open until somebody reconnects.
    case openUntilReconnected = 3
  }

  /// How far an emergency profile has come.
  enum EmergencyPhase: Equatable, Sendable {
    case waiting
    case active(nanosecondsLeft: UInt64)
    case ended
  }

  /// The parameters.
  public private(set) var settings: LimiterSettings
  /// What it is at.
  public internal(set) var phase = Phase.normal
  /// Automatic reconnections of the day under way.
  public internal(set) var reconnectionsToday: UInt8 = 0

  /// Without a break above the threshold, since the start of the phase. Unit: nanoseconds.
  var over: UInt64 = 0
  /// Without a break not above the threshold. Unit: nanoseconds.
  var under: UInt64 = 0
  /// How long the relay is open. Unit: nanoseconds.
  var openFor: UInt64 = 0
  /// How old the day of the first reconnection is. Unit: nanoseconds.
  var dayAge: UInt64 = 0
  var emergencyPhase = EmergencyPhase.waiting
  private var last: Instant?

  /// Starts with the relay as it is, and nothing counted.
  public init(_ settings: LimiterSettings) { self.settings = settings }

  /// emergency_profile_active.
  public var isEmergencyProfileActive: Bool {
    if case .active = emergencyPhase { true } else { false }
  }

  /// threshold_active: the one that demand is compared with; nil where there is no limit.
  public var thresholdActiveWatts: UInt32? {
    isEmergencyProfileActive ? settings.emergency?.thresholdWatts : settings.thresholdNormalWatts
  }

  /// Takes other parameters. What was counted stays, and so does an open relay; another emergency
  /// profile begins anew.
  public mutating func set(_ settings: LimiterSettings) {
    if settings.emergency != self.settings.emergency { emergencyPhase = .waiting }
    self.settings = settings
  }

  /// Takes the demand of the stretch that has just ended.
  ///
  /// - Range: demands in the order of time; of one that overlaps the last only the rest counts.
  ///   `utc` is nil where it is not known: an emergency profile then does not begin, and one that
  ///   is active goes on for its duration.
  public mutating func update(_ demand: Demand, utc: UTC?) -> LimiterAction {
    let elapsed = last.map { demand.end.since($0) } ?? demand.end.since(demand.start)
    let gap = last.map { demand.start.since($0) } ?? 0
    let isBroken = gap > Self.gapMillisecondsMax * 1_000_000
    let measured = min(elapsed, demand.end.since(demand.start))
    last = last.map { max($0, demand.end) } ?? demand.end
    advanceDay(elapsed)
    advanceEmergency(elapsed, utc)
    switch phase {
    case .normal, .warned:
      if isBroken { (over, under) = (0, 0) }
      count(measured, isOver: isAbove(demand.power))
      return judge()
    case .open: return waitToClose(elapsed)
    case .openUntilReconnected: return .none
    }
  }

  /// Somebody reconnects: by a button at the meter or a command. Nothing that was counted stays.
  public mutating func reconnect() -> LimiterAction {
    guard phase == .open || phase == .openUntilReconnected else { return .none }
    (reconnectionsToday, dayAge) = (0, 0)
    enter(.normal)
    return .close
  }

  mutating func enter(_ next: Phase) {
    phase = next
    (over, under, openFor) = (0, 0, 0)
  }

  private func isAbove(_ power: ActivePower) -> Bool {
    guard let threshold = thresholdActiveWatts else { return false }
    return power.microwatts > Int64(threshold) * 1_000_000
  }

  private mutating func count(_ nanoseconds: UInt64, isOver: Bool) {
    over = isOver ? over.addingSaturating(nanoseconds) : 0
    under = isOver ? 0 : under.addingSaturating(nanoseconds)
  }

  private mutating func judge() -> LimiterAction {
    guard over > 0 || under > 0 else { return .none }
    let delay = Self.nanoseconds(settings.openDelaySeconds)
    if over > 0 {
      let warning =
        phase == .normal ? Self.nanoseconds(settings.minOverThresholdDurationSeconds) : 0
      guard over >= warning else { return .none }
      guard over - warning < delay else {
        enterOpen()
        return .open
      }
      guard phase == .normal else { return .none }
      let rest = over - warning
      enter(.warned)
      over = rest
      return .warn
    }
    guard phase == .warned, under >= Self.nanoseconds(settings.minUnderThresholdDurationSeconds)
    else { return .none }
    enter(.normal)
    return .endWarning
  }

  private mutating func enterOpen() {
    guard case .automatic(_, let perDayMax) = settings.reconnect,
      reconnectionsToday < perDayMax
    else { return enter(.openUntilReconnected) }
    enter(.open)
  }

  private mutating func waitToClose(_ elapsed: UInt64) -> LimiterAction {
    openFor = openFor.addingSaturating(elapsed)
    guard case .automatic(let seconds, let perDayMax) = settings.reconnect,
      reconnectionsToday < perDayMax
    else {
      enter(.openUntilReconnected)
      return .none
    }
    guard openFor >= Self.nanoseconds(seconds) else { return .none }
    reconnectionsToday += 1
    enter(.normal)
    return .close
  }

  private mutating func advanceDay(_ elapsed: UInt64) {
    guard reconnectionsToday > 0 else { return }
    dayAge = dayAge.addingSaturating(elapsed)
    if dayAge >= Self.dayNanoseconds { (reconnectionsToday, dayAge) = (0, 0) }
  }

  /// An emergency ends by its duration or by its end in universal time, whichever comes first: a
  /// clock that is set back makes none longer, and none begins twice.
  private mutating func advanceEmergency(_ elapsed: UInt64, _ utc: UTC?) {
    guard let profile = settings.emergency else {
      emergencyPhase = .waiting
      return
    }
    let byClock = utc.map { profile.remainingMilliseconds(at: $0) * 1_000_000 }
    switch emergencyPhase {
    case .ended: return
    case .waiting:
      if let byClock, byClock > 0 { emergencyPhase = .active(nanosecondsLeft: byClock) }
    case .active(let left):
      let rest = left > elapsed ? left - elapsed : 0
      // Before the activation: the clock was set back.
      let isBefore = utc.map { $0.milliseconds < profile.activationTime.milliseconds } ?? false
      let held = isBefore ? rest : min(rest, byClock ?? rest)
      emergencyPhase = held == 0 ? .ended : .active(nanosecondsLeft: held)
    }
  }

  private static func nanoseconds(_ seconds: UInt32) -> UInt64 {
    UInt64(seconds) * nanosecondsPerSecond
  }
}
