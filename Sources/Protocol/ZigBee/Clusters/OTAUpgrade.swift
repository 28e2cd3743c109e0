// SPDX-License-Identifier: Apache-2.0

import Bytes

/// OTA Upgrade cluster 0x0019. Source: [ZCL] 11 Over-The-Air Upgrade.
public enum OTAUpgrade {
  /// The cluster.
  public static let id: UInt16 = 0x0019
  /// Commands of the server.
  public static let imageNotify: UInt8 = 0x00, queryNextImageResponse: UInt8 = 0x02
  /// Commands of the server.
  public static let imageBlockResponse: UInt8 = 0x05, upgradeEndResponse: UInt8 = 0x07
  /// Commands of the client.
  public static let queryNextImage: UInt8 = 0x01, imageBlock: UInt8 = 0x03
  /// Command of the client.
  public static let upgradeEnd: UInt8 = 0x06

  // swift-format-ignore
  /// The client's table, in ascending order.
  static var attributes: InlineArray<10, Attribute> {
    [
      //        id      type     access
      Attribute(0x0000, .eui64,  .read),  // UpgradeServerID
      Attribute(0x0001, .uint32, .read),  // FileOffset
      Attribute(0x0002, .uint32, .read),  // CurrentFileVersion
      Attribute(0x0003, .uint16, .read),  // CurrentZigBeeStackVersion
      Attribute(0x0004, .uint32, .read),  // DownloadedFileVersion
      Attribute(0x0006, .enum8,  .read),  // ImageUpgradeStatus
      Attribute(0x0007, .uint16, .read),  // ManufacturerID
      Attribute(0x0008, .uint16, .read),  // ImageTypeID
      Attribute(0x0009, .uint16, .read),  // MinimumBlockPeriod
      Attribute(0xFFFD, .uint16, .read),  // ClusterRevision
    ]
  }

  /// UpgradeEndResponse: wait until another one comes, and ask for it each hour.
  static let noTime: UInt32 = 0xFFFF_FFFF, hourSeconds: UInt64 = 3_600
  /// CurrentZigBeeStackVersion: ZigBee PRO.
  static let stackVersion: UInt64 = 0x0002
  /// Unit: bytes. Asked for at a time: with all headers it fits the smallest payload limit.
  public static let blockBytes: UInt8 = 48
  /// Unit: bytes. The smallest and the largest image taken.
  public static let imageBytesMin: UInt32 = 62, imageBytesMax: UInt32 = 8 << 20
  /// Unit: bytes between two states that are kept.
  static let keptEveryBytes: UInt32 = 1024
  /// Unit: bytes that are not known to be safe; from there on no block is asked for.
  static let unsafeBytesMax: UInt32 = 2048
  /// Manufacturer, image type and file version that stand for any.
  static let anyCode: UInt16 = 0xFFFF, anyVersion: UInt32 = 0xFFFF_FFFF
}

/// Which images are for this device.
public struct OTAIdentity: Equatable, Sendable {
  /// Who made it.
  public var manufacturer: UInt16 = NodeDescriptor.manufacturerCode
  /// The kind of image.
  public var imageType: UInt16 = 0x0001
  /// The version that runs: only newer ones are taken.
  public var fileVersion: UInt32 = 1
  /// The board's version.
  public var hardwareVersion: UInt16 = 1

  /// This meter, on its first board.
  public init() {}

  /// Whether a manufacturer and an image type, or what stands for any, mean this device.
  func isMeant(_ manufacturer: UInt16, _ imageType: UInt16) -> Bool {
    (manufacturer == self.manufacturer || manufacturer == OTAUpgrade.anyCode)
      && (imageType == self.imageType || imageType == OTAUpgrade.anyCode)
  }
}

/// What every command about a file begins with.
struct OTAFile: Equatable, Sendable {
  var manufacturer: UInt16
  var imageType: UInt16
  var version: UInt32

  init(_ identity: OTAIdentity, version: UInt32) {
    manufacturer = identity.manufacturer
    imageType = identity.imageType
    self.version = version
  }

  init?(_ reader: inout ByteReader) {
    guard let manufacturer = reader.littleEndian(UInt16.self),
      let imageType = reader.littleEndian(UInt16.self),
      let version = reader.littleEndian(UInt32.self)
    else { return nil }
    self.manufacturer = manufacturer
    self.imageType = imageType
    self.version = version
  }

  func append(to body: inout ApplicationMessage.Payload) {
    body.append(littleEndian: manufacturer)
    body.append(littleEndian: imageType)
    body.append(littleEndian: version)
  }
}

/// ImageNotify: what it is about, as far as it says.
struct ImageNotify: Sendable {
  var jitter: UInt8
  var manufacturer = OTAUpgrade.anyCode
  var imageType = OTAUpgrade.anyCode
  var version = OTAUpgrade.anyVersion

  /// Reads the command; a payload type that is reserved or a jitter outside of 1 to 100 is
  /// invalid.
  static func read(_ body: ApplicationMessage.Payload) -> Result<ImageNotify, ZCLStatusError> {
    var reader = ByteReader(body.span)
    guard let type = reader.littleEndian(UInt8.self), let jitter = reader.littleEndian(UInt8.self)
    else { return .failure(.malformed) }
    guard type <= 3, (1...100).contains(jitter) else { return .failure(.invalid) }
    var notify = ImageNotify(jitter: jitter)
    if type >= 1 {
      guard let code = reader.littleEndian(UInt16.self) else { return .failure(.malformed) }
      notify.manufacturer = code
    }
    if type >= 2 {
      guard let code = reader.littleEndian(UInt16.self) else { return .failure(.malformed) }
      notify.imageType = code
    }
    if type == 3 {
      guard let version = reader.littleEndian(UInt32.self) else { return .failure(.malformed) }
      notify.version = version
    }
    return reader.remaining == 0 ? .success(notify) : .failure(.malformed)
  }
}
