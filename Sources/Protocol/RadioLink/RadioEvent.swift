// SPDX-License-Identifier: Apache-2.0

/// Where a radio is in its network.
public struct RadioNetwork: Equatable, Sendable {
  /// The radio's own short address.
  public var shortAddress: UInt16 = 0xFFFE
  /// The radio's own EUI-64.
  public var eui64: UInt64 = 0
  /// The network's PAN identifier.
  public var pan: UInt16 = 0xFFFF
  /// The network's extended PAN identifier; 0 where the radio did not say.
  public var extendedPAN: UInt64 = 0
  /// The channel, 11 to 26; 0 where the radio did not say.
  public var channel: UInt8 = 0
  /// Unit: bytes. The longest payload the network takes in one frame.
  public var payloadBytesMax = 0

  /// Makes a network nobody has joined.
  public init() {}
}

/// What a radio has to say.
public enum RadioEvent: Sendable {
  /// It is in a network, or again in one, or its address changed.
  case joined(RadioNetwork)
  /// It is in no network any more; it tries again by itself.
  case left
  /// A message came.
  case received(RadioMessage)
  /// The fate of a message that `send` took: its frame identifier and the status, 0 for
  /// delivered.
  case delivered(UInt8, DeliveryStatus)
}

/// How the delivery of a message ended: the byte of the radio's own protocol.
///
/// Source: [Digi 90001539] Transmit Status frame 0x8B.
public struct DeliveryStatus: RawRepresentable, Equatable, Sendable {
  /// The status as the radio gives it.
  public var rawValue: UInt8

  /// Makes a status from the radio's byte.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Delivered and acknowledged, or broadcast.
  public static var success: DeliveryStatus { DeliveryStatus(rawValue: 0x00) }
  /// Nobody acknowledged on the network layer.
  public static var networkAcknowledgementFailure: DeliveryStatus { DeliveryStatus(rawValue: 0x21) }
  /// The radio was in no network.
  public static var notJoined: DeliveryStatus { DeliveryStatus(rawValue: 0x22) }
  /// No device has this address.
  public static var addressNotFound: DeliveryStatus { DeliveryStatus(rawValue: 0x24) }
  /// No route to this address.
  public static var routeNotFound: DeliveryStatus { DeliveryStatus(rawValue: 0x25) }
  /// The payload was longer than the network takes.
  public static var payloadTooLarge: DeliveryStatus { DeliveryStatus(rawValue: 0x74) }
  /// The radio never said: this project's own value, not one of the radio's.
  public static var noStatus: DeliveryStatus { DeliveryStatus(rawValue: 0xFF) }
}
