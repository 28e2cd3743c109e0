// SPDX-License-Identifier: Apache-2.0

import Bytes
public import Quantities

/// When something happens, on both clocks.
public struct Moment: Sendable {
  /// The monotonic clock.
  public var now: Instant
  /// UTC, nil while nobody knows it.
  public var utc: UTC?

  /// Makes a moment.
  public init(_ now: Instant, utc: UTC? = nil) {
    self.now = now
    self.utc = utc
  }

  /// Unit: seconds since 2000-01-01T00:00:00Z, rounded down; nil while nobody knows, or outside
  /// of what 32 bits hold below the non-value.
  public var zclUTC: UInt32? {
    guard let utc else { return nil }
    let seconds = utc.milliseconds / 1000 - Self.epochSeconds
    return seconds >= 0 && seconds < Int64(UInt32.max) ? UInt32(seconds) : nil
  }

  /// Unit: seconds from 1970 to 2000. Source: [ZCL] 2.6.2.18 UTCTime.
  static let epochSeconds: Int64 = 946_684_800
}

/// Who asked for something, and how.
public struct CommandOrigin: Equatable, Sendable {
  /// The sender's short address.
  public var peer: UInt16
  /// The sender's EUI-64 where it is known.
  public var peerEUI64: UInt64?
  /// The sender's endpoint.
  public var peerEndpoint: UInt8
  /// Whether it came, or may have come, to more than this device: a broadcast or a group.
  public var isBroadcast: Bool
  /// Whether the link key protected it besides the network key.
  public var isAPSEncrypted: Bool

  /// The meter itself, when it starts.
  public static let startUp = CommandOrigin(
    ApplicationMessage(
      peer: Address.unknown, endpoints: (MeterEndpoint.number, MeterEndpoint.number),
      cluster: OnOff.id, profile: Profile.homeAutomation))

  /// The origin of a message.
  public init(_ message: ApplicationMessage) {
    peer = message.peer
    peerEUI64 = message.peerEUI64
    peerEndpoint = message.peerEndpoint
    isBroadcast = message.isBroadcast || message.mayBeGroupcast
    isAPSEncrypted = message.isAPSEncrypted
  }
}

/// An alarm of a cluster. Source: [ZCL] 3.11 Alarms.
public struct Alarm: Equatable, Sendable {
  /// The code that the cluster gives it.
  public var code: UInt8
  /// The cluster.
  public var cluster: UInt16

  /// Makes an alarm.
  public init(code: UInt8, cluster: UInt16) {
    self.code = code
    self.cluster = cluster
  }
}

/// What a cluster may look at, and do, while it takes a command or lets time pass.
struct DeviceContext {
  /// Effects one message or tick may have; further ones are counted as lost.
  static let effectsMax = 16
  /// Alarms one message or tick may raise; further ones are counted as lost.
  static let alarmsMax = 8

  /// When it happens.
  let moment: Moment
  /// Who asked; nil where nobody did.
  let origin: CommandOrigin?
  /// What the meter must do.
  private(set) var effects = FixedQueue<16, DeviceEffect>()
  /// Alarms not yet told.
  private(set) var alarms = FixedQueue<8, Alarm>()
  /// Effects and alarms there was no room for.
  private(set) var lost = 0

  init(_ moment: Moment, origin: CommandOrigin? = nil) {
    self.moment = moment
    self.origin = origin
  }

  /// Wants something of the meter.
  mutating func want(_ effect: DeviceEffect) { if !effects.append(effect) { lost += 1 } }

  /// Raises an alarm.
  mutating func raise(_ alarm: Alarm) { if !alarms.append(alarm) { lost += 1 } }

  mutating func takeEffect() -> DeviceEffect? { effects.popFirst() }
  mutating func takeAlarm() -> Alarm? { alarms.popFirst() }
}
