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
  /// It answers nothing any more: pulse its RESET line. Told again, ever more rarely, until it
  /// answers.
  case wantsReset
}

/// Whether a radio is in a network, or what it does about it.
public enum JoinState: Equatable, Sendable {
  /// It is starting up, or looking for a network; it does so for ever.
  case joining
  /// It is in a network.
  case joined
  /// It was told to leave and to stay out, and does so until `join`.
  case stayingOut
}
