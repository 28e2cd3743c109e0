// SPDX-License-Identifier: Apache-2.0

public import Bytes

/// One application message as a radio carries it: APSDE-DATA without the headers.
public struct RadioMessage: Sendable {
  /// Unit: bytes. Longer messages are refused in both directions: ZCL frames of this project
  /// fit the 84 bytes of an encrypted unicast without fragments.
  public static let payloadBytesMax = 128
  /// The application's bytes, at most `payloadBytesMax` of them.
  public typealias Payload = FixedBytes<128>

  /// The coordinator's short address.
  public static let coordinator: UInt16 = 0x0000
  /// The broadcast address of all devices. Source: [ZigBee] broadcast addresses.
  public static let allDevices: UInt16 = 0xFFFF
  /// The broadcast address of devices whose receiver is always on.
  public static let receiversOn: UInt16 = 0xFFFD
  /// The first of the reserved and broadcast addresses.
  public static let firstBroadcast: UInt16 = 0xFFF8
  /// Stands for a short address that is not known: the radio finds it by the EUI-64.
  public static let unknownShortAddress: UInt16 = 0xFFFE

  /// The sender's short address; not looked at when sending.
  public var source: UInt16 = 0
  /// The receiver's short address, or a broadcast address.
  public var destination: UInt16 = 0
  /// The other side's EUI-64 where it is known.
  public var peerEUI64: UInt64?
  /// The endpoint it comes from.
  public var sourceEndpoint: UInt8 = 0
  /// The endpoint it goes to.
  public var destinationEndpoint: UInt8 = 0
  /// The cluster.
  public var cluster: UInt16 = 0
  /// The profile: 0x0104 home automation, 0x0000 ZDO.
  public var profile: UInt16 = 0
  /// Whether the network key alone protected it (false) or the link key too (true).
  public var isAPSEncrypted = false
  /// Whether the sender asked for an acknowledgement of the application layer, which only a
  /// unicast can have; not looked at when sending.
  public var isAcknowledged = false
  /// What it says.
  public var payload = Payload()

  /// Makes an empty message.
  public init() {}

  /// Whether it goes, or came, to more than one device.
  public var isBroadcast: Bool {
    destination >= Self.firstBroadcast && destination != Self.unknownShortAddress
  }

  /// Whether a received message may have been meant for a group: an XBee does not tell the
  /// address a message came to, so that only a broadcast and an acknowledged unicast are known
  /// for what they are.
  public var mayBeGroupcast: Bool { !isBroadcast && !isAcknowledged }
}
