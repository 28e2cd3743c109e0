// SPDX-License-Identifier: Apache-2.0

/// Where an XBee 3's attempt to join stands: the value of AI.
///
/// Source: [Digi 90001539] AI; the same table in Digi's own Python and Java libraries.
public struct AssociationStatus: RawRepresentable, Equatable, Sendable {
  /// The value of AI.
  public var rawValue: UInt8

  /// Makes a status from AI.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// In a network.
  public static var joined: AssociationStatus { AssociationStatus(rawValue: 0x00) }
  /// The join window is shut.
  public static var notAllowingJoining: AssociationStatus { AssociationStatus(rawValue: 0x23) }
  /// The link key is not the one the trust centre has for this device.
  public static var wrongLinkKey: AssociationStatus { AssociationStatus(rawValue: 0xAF) }
  /// It has not decided yet.
  public static var scanning: AssociationStatus { AssociationStatus(rawValue: 0xFF) }

  /// What it means, nil for a value no document names.
  public var name: StaticString? {
    // swift-format-ignore
    switch rawValue {
    case 0x00: return "joined or formed"
    case 0x21: return "scan found no PANs"
    case 0x22: return "scan found no valid PANs for SC and ID"
    case 0x23: return "networks found, none allows joining"
    case 0x24: return "no joinable beacons found"
    case 0x25: return "unexpected state, should not be joining"
    case 0x27: return "joining failed, security settings differ"
    case 0x2A: return "coordinator start failed"
    case 0x2B: return "checking for an existing coordinator"
    case 0x2C: return "leaving the network failed"
    case 0xAB: return "the device asked to join did not respond"
    case 0xAC: return "network key received unsecured"
    case 0xAD: return "network key not received"
    case 0xAF: return "not the right preconfigured link key"
    case 0xFF: return "scanning"
    default: return nil
    }
  }
}
