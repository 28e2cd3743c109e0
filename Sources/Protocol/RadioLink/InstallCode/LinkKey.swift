// SPDX-License-Identifier: Apache-2.0

/// A trust centre link key: 16 bytes.
public struct LinkKey: Sendable {
  /// The key, its first byte first.
  public let bytes: AES128.Block

  /// Makes a key of its bytes.
  public init(_ bytes: AES128.Block) { self.bytes = bytes }

  /// "ZigBeeAlliance09": the default global trust centre link key of ZigBee 3.0 networks.
  public static var alliance: LinkKey {
    LinkKey([
      0x5A, 0x69, 0x67, 0x42, 0x65, 0x65, 0x41, 0x6C,
      0x6C, 0x69, 0x61, 0x6E, 0x63, 0x65, 0x30, 0x39,
    ])
  }
}

extension LinkKey: Equatable {
  /// Whether all bytes agree.
  public static func == (left: LinkKey, right: LinkKey) -> Bool {
    for index in 0..<16 where left.bytes[index] != right.bytes[index] { return false }
    return true
  }
}

/// With which key a device asks to be let into a network.
public enum JoinKey: Equatable, Sendable {
  /// The key every ZigBee 3.0 network takes unless it asks for more.
  case alliance
  /// A key the network's owner was told, or that follows from an own install code
  /// (`InstallCode.linkKey`).
  case own(LinkKey)
  /// The key that follows from the radio module's own factory install code, which only the
  /// module knows and its label shows.
  case factoryInstallCode
}

/// Which network a device looks for, and with which key.
public struct JoinParameters: Equatable, Sendable {
  /// The extended PAN identifier; 0 takes any network.
  public var extendedPAN: UInt64 = 0
  /// Bit n is channel 11 + n. The XBee 3's own default leaves out channel 26, on which its
  /// power is reduced.
  public var channelMask: UInt16 = 0x7FFF
  /// The key.
  public var key = JoinKey.alliance

  /// Any network, the module's default channels, the default key.
  public init() {}
}
