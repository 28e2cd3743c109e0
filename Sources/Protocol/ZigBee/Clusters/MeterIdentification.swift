// SPDX-License-Identifier: Apache-2.0

import Bytes

/// Meter Identification cluster 0x0B01: what stands on the meter's plate.
/// Source: [ZCL] 10.3 Meter Identification.
enum MeterIdentification {
  /// The cluster.
  static let id: UInt16 = 0x0B01

  // swift-format-ignore
  /// The table, in ascending order.
  static var attributes: InlineArray<10, Attribute> {
    [
      //        id      type              access
      Attribute(0x0000, .characterString, .read),  // CompanyName
      Attribute(0x0001, .uint16,          .read),  // MeterTypeID
      Attribute(0x0004, .uint16,          .read),  // DataQualityID
      Attribute(0x0006, .octetString,     .read),  // Model
      Attribute(0x0008, .octetString,     .read),  // ProductRevision
      Attribute(0x000A, .octetString,     .read),  // SoftwareRevision
      Attribute(0x000C, .characterString, .read),  // POD
      Attribute(0x000D, .int24,           .read),  // AvailablePower
      Attribute(0x000E, .int24,           .read),  // PowerThreshold
      Attribute(0xFFFD, .uint16,          .read),  // ClusterRevision
    ]
  }

  /// Unit: bytes. The longest text of the cluster but the software's.
  static let textBytesMax = 16
  /// Unit: bytes. The longest SoftwareRevision.
  static let revisionBytesMax = 6
  /// MeterTypeID: generic. Who owns the meter, the meter does not know.
  static let generic: UInt64 = 0x0110
  /// DataQualityID: not certified.
  static let notCertified: UInt64 = 0x0003
  /// ClusterRevision: what revision 6 of the library describes, and nothing beyond.
  static let revision: UInt64 = 1
}

/// What the supply contract says; the meter measures nothing by it.
public struct SupplyContract: Equatable, Sendable {
  /// AvailablePower: what may be drawn. Unit: W; nil where nobody said.
  public var availablePower_W: UInt32?
  /// PowerThreshold: what leads to a disconnection. Unit: W; nil where nobody said.
  public var powerThreshold_W: UInt32?

  /// Makes a contract that nobody told.
  public init() {}
}

/// The server of the Meter Identification cluster.
struct MeterIdentificationServer: ClusterSide {
  let identity: DeviceIdentity

  var attributeCount: Int { MeterIdentification.attributes.count }

  func attribute(at index: Int) -> Attribute { MeterIdentification.attributes[index] }

  func value(of attribute: Attribute) -> AttributeValue? {
    let text = MeterIdentification.textBytesMax
    switch attribute.id {
    case 0x0000: return .text(identity.manufacturerName, bytesMax: text)
    case 0x0001: return .unsigned(MeterIdentification.generic)
    case 0x0004: return .unsigned(MeterIdentification.notCertified)
    case 0x0006: return .text(identity.modelIdentifier, bytesMax: text)
    case 0x0008:
      // What is set in this product: the parameters, by their hash.
      guard identity.parametersHash.count > 0 else { return nil }
      var text = AttributeValue.Text()
      text.append(identity.parametersHash.span)
      return .text(text)
    case 0x000A:
      return .text(identity.softwareBuild, bytesMax: MeterIdentification.revisionBytesMax)
    case 0x000C: return .text(identity.pointOfDelivery)
    case 0x000D: return identity.contract.availablePower_W.map { .signed(Int64($0)) }
    case 0x000E: return identity.contract.powerThreshold_W.map { .signed(Int64($0)) }
    case 0xFFFD: return .unsigned(MeterIdentification.revision)
    default: return nil
    }
  }
}
