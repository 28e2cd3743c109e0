// SPDX-License-Identifier: Apache-2.0

public import Bytes

/// One application message seen from this side: whom it is from or for, and what it says.
///
/// A reply is the message it answers with another payload.
public struct ApplicationMessage: Sendable {
  /// Unit: bytes. The longest payload a message holds; the network may take less.
  public static let payloadBytesMax = 128
  /// The bytes of a ZCL or ZDO frame.
  public typealias Payload = FixedBytes<128>

  /// The other side's short address, or a broadcast address when sending.
  public var peer: UInt16
  /// The other side's EUI-64 where it is known.
  public var peerEUI64: UInt64?
  /// The other side's endpoint.
  public var peerEndpoint: UInt8
  /// This side's endpoint.
  public var ownEndpoint: UInt8
  /// The cluster.
  public var cluster: UInt16
  /// The profile.
  public var profile: UInt16
  /// Whether it came to more than this device.
  public var isBroadcast = false
  /// Whether it may have come to a group: some radios do not tell a group's address.
  public var mayBeGroupcast = false
  /// Whether the link key protects it besides the network key: as it came, or as it must go.
  public var isAPSEncrypted = false
  /// Whether it is sent again until it is delivered (`ZigBeeDevice.sent`): nothing else would tell
  /// anew what it tells.
  public var isAssured = false
  /// The ZCL or ZDO frame.
  public var payload = Payload()

  /// Makes a message without a payload.
  public init(peer: UInt16, endpoints: (own: UInt8, peer: UInt8), cluster: UInt16, profile: UInt16)
  {
    self.peer = peer
    self.ownEndpoint = endpoints.own
    self.peerEndpoint = endpoints.peer
    self.cluster = cluster
    self.profile = profile
  }

  /// This message with another payload, and for its sender alone.
  func answered(by payload: Payload) -> ApplicationMessage {
    var reply = self
    reply.payload = payload
    reply.isBroadcast = false
    return reply
  }
}

/// Profile identifiers. Source: [ZCL] and [ZigBee] application profiles.
public enum Profile {
  /// ZigBee device objects.
  public static let zdo: UInt16 = 0x0000
  /// Home automation, the profile of ZigBee 3.0 devices.
  public static let homeAutomation: UInt16 = 0x0104
}

/// Addresses every network has. Source: [ZigBee] network addresses.
public enum Address {
  /// The coordinator.
  public static let coordinator: UInt16 = 0x0000
  /// The first of the reserved and broadcast addresses.
  public static let firstBroadcast: UInt16 = 0xFFF8
  /// Not known: the radio finds it from the EUI-64.
  public static let unknown: UInt16 = 0xFFFE
  /// All devices whose receiver is always on.
  public static let receiversOn: UInt16 = 0xFFFD
}
