// SPDX-License-Identifier: Apache-2.0

public import Bytes

/// Basic cluster 0x0000: what the device is. Source: [ZCL] 3.2 Basic.
public enum Basic {
  /// The cluster.
  public static let id: UInt16 = 0x0000
  // swift-format-ignore
  /// The table, in ascending order.
  public static var attributes: InlineArray<12, Attribute> {
    [
      //        id      type              access
      Attribute(0x0000, .uint8,           .read),       // ZCLVersion
      Attribute(0x0001, .uint8,           .read),       // ApplicationVersion
      Attribute(0x0003, .uint8,           .read),       // HWVersion
      Attribute(0x0004, .characterString, .read),       // ManufacturerName
      Attribute(0x0005, .characterString, .read),       // ModelIdentifier
      Attribute(0x0006, .characterString, .read),       // DateCode
      Attribute(0x0007, .enum8,           .read),       // PowerSource
      Attribute(0x000D, .characterString, .read),       // SerialNumber
      Attribute(0x0010, .characterString, .readWrite),  // LocationDescription
      Attribute(0x0011, .enum8,           .readWrite),  // PhysicalEnvironment
      Attribute(0x4000, .characterString, .read),       // SWBuildID
      Attribute(0xFFFD, .uint16,          .read),       // ClusterRevision
    ]
  }

  /// ManufacturerName: the first thing gateways ask for.
  public static var manufacturerName: Attribute { Attribute(0x0004, .characterString, .read) }
  /// ModelIdentifier: the second.
  public static var modelIdentifier: Attribute { Attribute(0x0005, .characterString, .read) }

  /// ZCLVersion: revision 8 of the library.
  static let zclVersion: UInt64 = 8
  /// PowerSource: mains, single phase.
  static let mainsSinglePhase: UInt64 = 0x01
  /// Unit: bytes. The longest LocationDescription.
  static let locationBytesMax = 16
  /// PhysicalEnvironment: the highest value of a place.
  static let environmentMax: UInt64 = 0x7F
  /// Reset to Factory Defaults, the one command.
  static let resetToFactoryDefaults: UInt8 = 0x00
  /// ClusterRevision: what revision 6 of the library describes, and nothing beyond.
  static let revision: UInt64 = 1
}

/// What the Basic cluster and the serial number say of this device: never empty, never changed.
public struct DeviceIdentity: Sendable {
  /// At most 32 bytes.
  public var manufacturerName: StaticString = "LastMeter"
  /// At most 32 bytes.
  public var modelIdentifier: StaticString = "LastMeter 1P"
  /// When it was made, at most 16 bytes: YYYYMMDD and what the maker adds.
  public var dateCode: StaticString = "20260101"
  /// The firmware's version, at most 16 bytes.
  public var softwareBuild: StaticString = "0.1.0"
  /// The first hexadecimal digits of the hash of the program; empty where it is not known.
  public var codeHash = FixedBytes<8>()
  /// The first hexadecimal digits of the hash of the parameters; empty where there are none.
  public var parametersHash = FixedBytes<6>()
  /// The application's version, one number.
  public var applicationVersion: UInt8 = 1
  /// The version of the firmware's image, as OTA files have it; newer ones are higher.
  public var fileVersion: UInt32 = 1
  /// The board's version, one number.
  public var hardwareVersion: UInt8 = 1
  /// MeterSerialNumber, at most 24 bytes; empty while it is unknown: then it is not told.
  public var serialNumber = AttributeValue.Text()
  /// POD: what the bill calls the point of delivery, at most 16 bytes; empty where nobody said.
  public var pointOfDelivery = AttributeValue.Text()
  /// Whether there is a place where the image of an upgrade can wait; else none is asked for.
  public var stagesUpgrades = false
  /// What the supply contract allows.
  public var contract = SupplyContract()

  /// Makes the identity of the reference board without a serial number.
  public init() {}

  /// SWBuildID: the version and, behind a space, as much of the program's hash as 16 bytes hold.
  var softwareIdentifier: AttributeValue {
    guard codeHash.count > 0, case .text(var text) = AttributeValue.text(softwareBuild) else {
      return .text(softwareBuild)
    }
    text.append(UInt8(ascii: " "))
    for index in 0..<codeHash.count where text.count < Self.buildBytesMax {
      text.append(codeHash[index])
    }
    return .text(text)
  }

  private static let buildBytesMax = 16
}
