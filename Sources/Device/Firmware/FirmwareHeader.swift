// SPDX-License-Identifier: Apache-2.0

public import Bytes
import ZigBee

/// What the header of an image for this meter says. Source: [ZCL] 11.4.2.
public struct FirmwareHeader: Equatable, Sendable {
  /// Unit: bytes without optional fields.
  public static let bytes = OTAUpgradeImage.headerBytesMin

  /// The image's version.
  public let version: UInt32
  /// Unit: bytes of the whole image.
  public let size: UInt32

  /// Reads the header of a whole image; nil where it is none for this meter, or not of that size.
  public init?(_ image: Span<UInt8>) {
    var reader = ByteReader(image)
    let identity = OTAIdentity()
    guard reader.littleEndian(UInt32.self) == OTAUpgradeImage.fileIdentifier,
      reader.littleEndian(UInt16.self) == OTAUpgradeImage.headerVersion, reader.skip(4),
      reader.littleEndian(UInt16.self) == identity.manufacturer,
      reader.littleEndian(UInt16.self) == identity.imageType,
      let version = reader.littleEndian(UInt32.self), reader.skip(2 + 32),
      let size = reader.littleEndian(UInt32.self), Int(size) == image.count,
      size <= OTAUpgrade.imageBytesMax
    else { return nil }
    self.version = version
    self.size = size
  }

  /// The bytes of a header.
  public static func written(version: UInt32, size: UInt32) -> FixedBytes<56> {
    let identity = OTAIdentity()
    var header = FixedBytes<56>()
    header.append(littleEndian: OTAUpgradeImage.fileIdentifier)
    header.append(littleEndian: OTAUpgradeImage.headerVersion)
    header.append(littleEndian: UInt16(truncatingIfNeeded: bytes))
    header.append(littleEndian: UInt16(0))
    header.append(littleEndian: identity.manufacturer)
    header.append(littleEndian: identity.imageType)
    header.append(littleEndian: version)
    header.append(littleEndian: UInt16(0x0002))  // ZigBee PRO
    header.append("LastMeter")
    while header.count < bytes - 4 { header.append(0) }
    header.append(littleEndian: size)
    return header
  }
}

/// A version of the firmware as one number: major, minor and patch, of 8, 8 and 16 bits.
public struct FirmwareVersion: Equatable, Sendable {
  /// Newer ones are higher.
  public let number: UInt32

  /// Takes a number.
  public init(_ number: UInt32) { self.number = number }

  /// Its parts, as they are written: 1.2.3.
  public var major: UInt32 { number >> 24 }
  /// The second of them.
  public var minor: UInt32 { number >> 16 & 0xFF }
  /// The last of them.
  public var patch: UInt32 { number & 0xFFFF }
}
