// SPDX-License-Identifier: Apache-2.0

/// How the delivery of a message ended: the byte of the radio's own protocol.
///
/// Source: [Digi 90001539] Transmit Status frame 0x8B; 0x31 and 0x03 from zigpy-xbee's `TXStatus`.
public struct DeliveryStatus: RawRepresentable, Equatable, Sendable {
  /// The status as the radio gives it.
  public var rawValue: UInt8

  /// Makes a status from the radio's byte.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// What its sender does next.
  public enum Policy: Equatable, Sendable {
    /// Nothing: it arrived, or was broadcast.
    case delivered
    /// Sends again later, when it is still true: the air, a queue or the network was in the way.
    case retryLater
    /// Sends again with the peer's EUI-64 and `RadioMessage.unknownShortAddress`: the radio
    /// then looks the address and the route up again.
    case lookUpAgain
    /// Never sends this message again: it cannot arrive.
    case giveUp
  }

  /// What it means, nil for a status no document names.
  public var row: (name: StaticString, policy: Policy)? {
    // swift-format-ignore
    switch rawValue {
    case 0x00: return ("success",                               .delivered)
    case 0x01: return ("MAC acknowledgement failure",           .retryLater)
    case 0x02: return ("clear channel assessment failure",      .retryLater)
    case 0x03: return ("indirect transmission timed out",       .retryLater)
    case 0x15: return ("invalid destination endpoint",          .giveUp)
    case 0x21: return ("network acknowledgement failure",       .retryLater)
    case 0x22: return ("not joined to a network",               .retryLater)
    case 0x23: return ("self-addressed",                        .giveUp)
    case 0x24: return ("address not found",                     .lookUpAgain)
    case 0x25: return ("route not found",                       .lookUpAgain)
    case 0x26: return ("no neighbor relayed the broadcast",     .retryLater)
    case 0x2B: return ("invalid binding table index",           .giveUp)
    case 0x2C: return ("lack of buffers or timers (2C)",        .retryLater)
    case 0x2D: return ("broadcast with APS transmission",       .giveUp)
    case 0x2E: return ("APS transmission with EE 0",            .giveUp)
    case 0x31: return ("internal error",                        .retryLater)
    case 0x32: return ("lack of buffers or timers (32)",        .retryLater)
    case 0x34: return ("no secure session connection",          .giveUp)
    case 0x35: return ("encryption failure",                    .giveUp)
    case 0x74: return ("payload too large",                     .giveUp)
    case 0x75: return ("indirect message unrequested",          .retryLater)
    case 0xFF: return ("the radio never said",                  .retryLater)
    default: return nil
    }
  }

  /// What its sender does next; a status no document names is tried again later.
  public var policy: Policy { row?.policy ?? .retryLater }

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
