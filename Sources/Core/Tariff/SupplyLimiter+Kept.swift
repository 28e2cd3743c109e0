// SPDX-License-Identifier: Apache-2.0

public import Bytes
import Quantities

extension SupplyLimiter {
  /// Bytes of the kept state. `SPEC.md` has them one by one.
  public static let keptBytes = 26
  static let keptVersion: UInt8 = 1

  /// What outlives a power cut. A demand that was being counted, and with it a warning, does not:
  /// the stretch without supply is a break.
  public var kept: FixedBytes<26> {
    var bytes = FixedBytes<26>()
    let profile = emergencyPhase == .waiting ? nil : settings.emergency
    bytes.append(Self.keptVersion)
    bytes.append(phase == .warned ? Phase.normal.rawValue : phase.rawValue)
    bytes.append(reconnectionsToday)
    bytes.append(emergencyPhase.code)
    bytes.append(littleEndian: Self.wholeSeconds(openFor))
    bytes.append(littleEndian: Self.wholeSeconds(dayAge))
    bytes.append(littleEndian: Self.wholeSeconds(emergencyPhase.left, roundedUp: true))
    bytes.append(littleEndian: profile?.id ?? 0)
    bytes.append(littleEndian: profile?.activationTime.milliseconds ?? 0)
    return bytes
  }

  /// Goes on from what was kept; nil where the bytes are no kept state.
  ///
  /// An emergency profile with another number or activation time than the kept one begins anew.
  public init?(_ settings: LimiterSettings, kept bytes: Span<UInt8>) {
    var reader = ByteReader(bytes)
    guard bytes.count == Self.keptBytes, reader.littleEndian(UInt8.self) == Self.keptVersion,
      let phase: UInt8 = reader.littleEndian(), let phase = Phase(rawValue: phase),
      phase != .warned, let reconnections: UInt8 = reader.littleEndian(),
      let emergency: UInt8 = reader.littleEndian(), let openFor: UInt32 = reader.littleEndian(),
      let dayAge: UInt32 = reader.littleEndian(), let left: UInt32 = reader.littleEndian(),
      let id: UInt16 = reader.littleEndian(), let activation: Int64 = reader.littleEndian(),
      let emergencyPhase = EmergencyPhase(code: emergency, secondsLeft: left),
      phase == .open || openFor == 0, reconnections > 0 || dayAge == 0, dayAge < 86_400,
      emergencyPhase != .waiting || (id == 0 && activation == 0)
    else { return nil }
    self.init(settings)
    self.phase = phase
    reconnectionsToday = reconnections
    self.openFor = UInt64(openFor) * Self.nanosecondsPerSecond
    self.dayAge = UInt64(dayAge) * Self.nanosecondsPerSecond
    let isSame = settings.emergency?.id == id
    if isSame, settings.emergency?.activationTime == UTC(milliseconds: activation) {
      self.emergencyPhase = emergencyPhase
    }
  }

  private static func wholeSeconds(_ nanoseconds: UInt64, roundedUp: Bool = false) -> UInt32 {
    let whole = nanoseconds / nanosecondsPerSecond
    let hasRest = nanoseconds % nanosecondsPerSecond > 0
    return UInt32(clamping: roundedUp && hasRest ? whole + 1 : whole)
  }
}

extension SupplyLimiter.EmergencyPhase {
  fileprivate init?(code: UInt8, secondsLeft: UInt32) {
    switch (code, secondsLeft) {
    case (0, 0): self = .waiting
    case (1, 1...): self = .active(nanosecondsLeft: UInt64(secondsLeft) * 1_000_000_000)
    case (2, 0): self = .ended
    default: return nil
    }
  }

  fileprivate var code: UInt8 {
    switch self {
    case .waiting: 0
    case .active: 1
    case .ended: 2
    }
  }

  fileprivate var left: UInt64 {
    if case .active(let nanosecondsLeft) = self { nanosecondsLeft } else { 0 }
  }
}
