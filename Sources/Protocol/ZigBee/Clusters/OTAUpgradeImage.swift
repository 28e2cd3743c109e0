// SPDX-License-Identifier: Apache-2.0

import Bytes

/// Walks through an upgrade image, byte by byte as it comes.
///
/// Rules: a header for this device and of the version and size offered; then sub-elements, each
/// of a tag, a length and so many bytes, that end where the image ends; one upgrade image (tag
/// 0000) among them; last the image integrity code (tag 0003), which is the hash of all bytes
/// before its own 16. Who made the image is not checked here.
/// Source: [ZCL] 11.4 OTA file format.
public struct OTAUpgradeImage: Sendable {
  /// Unit: bytes. Without and with all optional fields.
  public static let headerBytesMin = 56, headerBytesMax = 69
  /// What a file begins with, and the version of its header.
  public static let fileIdentifier: UInt32 = 0x0BEE_F11E, headerVersion: UInt16 = 0x0100
  /// Tags of sub-elements.
  public static let upgradeTag: UInt16 = 0x0000, integrityTag: UInt16 = 0x0003

  let identity: OTAIdentity
  let version: UInt32
  let size: UInt32
  /// Bytes taken.
  public private(set) var offset: UInt32 = 0
  /// Where in the image the upgrade image's own bytes lie; nil before its head. It is not kept
  /// through a power cut.
  public private(set) var upgrade: Range<UInt32>?
  private var hash = MatyasMeyerOseas()
  /// The header while it is read.
  private var header = FixedBytes<69>()
  private var headerBytes = Self.headerBytesMin
  /// Tag and length of the sub-element while they are read.
  private var head = FixedBytes<6>()
  private var tag: UInt16 = 0
  private var rest: UInt32 = 0
  private var hasUpgrade = false
  private var code = FixedBytes<16>()

  /// Begins with an image for a device, of a version, of so many bytes.
  public init(_ identity: OTAIdentity, version: UInt32, size: UInt32) {
    self.identity = identity
    self.version = version
    self.size = size
  }

  /// Whether all bytes came and the hash of the image is the one it states.
  public var isRight: Bool {
    guard offset == size, rest == 0, head.count == 0, hasUpgrade, code.count == 16 else {
      return false
    }
    let value = hash.value
    for index in value.indices where value[index] != code[index] { return false }
    return true
  }

  /// Whether what is wrong is so early that the image is another meter's rather than damaged.
  public var isOfAnotherMeter: Bool { offset <= UInt32(Self.headerBytesMax) }

  /// Whether it can go on from here after a power cut.
  var isBeyondHeader: Bool { offset > UInt32(Self.headerBytesMax) && header.count == headerBytes }

  /// Takes the next byte; false where the image cannot be right.
  public mutating func take(_ byte: UInt8) -> Bool {
    guard offset < size else { return false }
    offset += 1
    if header.count < headerBytes { return takeHeader(byte) }
    if rest > 0 { return takeElement(byte) }
    head.append(byte)
    return head.isFull ? beginElement() : true
  }

  private mutating func takeHeader(_ byte: UInt8) -> Bool {
    hash.update(byte)
    header.append(byte)
    if header.count == 8 {
      headerBytes = Int(UInt16(header[6]) | UInt16(header[7]) << 8)
      guard (Self.headerBytesMin...Self.headerBytesMax).contains(headerBytes) else {
        return false
      }
    }
    return header.count < headerBytes || headerIsRight
  }

  private var headerIsRight: Bool {
    var reader = ByteReader(header.span)
    guard reader.littleEndian(UInt32.self) == Self.fileIdentifier,
      reader.littleEndian(UInt16.self) == Self.headerVersion, reader.skip(2),
      let control = reader.littleEndian(UInt16.self), let file = OTAFile(&reader),
      file == OTAFile(identity, version: version),
      // Stack version, and the text that names the file.
      reader.skip(2 + 32), reader.littleEndian(UInt32.self) == size
    else { return false }
    if control & 0x01 != 0, !reader.skip(1) { return false }
    // An image for one device is not for a kind of devices.
    guard control & 0x02 == 0 else { return false }
    guard control & 0x04 != 0 else { return reader.remaining == 0 }
    guard let lowest = reader.littleEndian(UInt16.self),
      let highest = reader.littleEndian(UInt16.self), lowest <= highest
    else { return false }
    return (lowest...highest).contains(identity.hardwareVersion) && reader.remaining == 0
  }

  private mutating func beginElement() -> Bool {
    var reader = ByteReader(head.span)
    guard code.count == 0, let tag = reader.littleEndian(UInt16.self),
      let length = reader.littleEndian(UInt32.self), length > 0, length <= size - offset
    else { return false }
    self.tag = tag
    rest = length
    if tag == Self.upgradeTag {
      guard !hasUpgrade else { return false }
      hasUpgrade = true
      upgrade = offset..<offset + length
    }
    if tag == Self.integrityTag {
      guard length == 16, offset + length == size else { return false }
    }
    hash.update(head.span)
    head.removeAll()
    return true
  }

  private mutating func takeElement(_ byte: UInt8) -> Bool {
    rest -= 1
    if tag == Self.integrityTag { code.append(byte) } else { hash.update(byte) }
    return true
  }
}

extension OTAUpgradeImage {
  /// Unit: bytes of `write`.
  static let stateBytes = 8 + 4 + MatyasMeyerOseas.stateBytes + 2 + 4 + 1 + 1 + 6

  /// Writes where it is, beyond the header and before the integrity code.
  func write(to writer: inout ByteWriter) {
    writer.littleEndian(version)
    writer.littleEndian(size)
    writer.littleEndian(offset)
    hash.write(to: &writer)
    writer.littleEndian(tag)
    writer.littleEndian(rest)
    writer.littleEndian(hasUpgrade ? UInt8(1) : 0)
    writer.littleEndian(UInt8(truncatingIfNeeded: head.count))
    for index in 0..<6 { writer.littleEndian(index < head.count ? head[index] : 0) }
  }

  /// Takes up a walk; nil when what was kept contradicts itself.
  init?(_ identity: OTAIdentity, _ reader: inout ByteReader) {
    guard let version = reader.littleEndian(UInt32.self),
      let size = reader.littleEndian(UInt32.self), let offset = reader.littleEndian(UInt32.self),
      let hash = MatyasMeyerOseas(&reader), let tag = reader.littleEndian(UInt16.self),
      let rest = reader.littleEndian(UInt32.self), let flag = reader.littleEndian(UInt8.self),
      let count = reader.littleEndian(UInt8.self), count < 6,
      let bytes = reader.littleEndian(bytes: 6)
    else { return nil }
    self.init(identity, version: version, size: size)
    guard size <= OTAUpgrade.imageBytesMax, offset > UInt32(Self.headerBytesMax), offset <= size,
      rest <= size - offset, hash.count == offset - UInt32(count),
      tag != Self.integrityTag || rest == 0, count == 0 || rest == 0
    else { return nil }
    self.offset = offset
    self.hash = hash
    self.tag = tag
    self.rest = rest
    hasUpgrade = flag != 0
    for index in 0..<count { head.append(UInt8(truncatingIfNeeded: bytes >> UInt64(8 * index))) }
    for _ in 0..<headerBytes { header.append(0) }
  }

  /// Whether its state can be kept now.
  var canBeKept: Bool {
    isBeyondHeader && code.count == 0 && (tag != Self.integrityTag || rest == 0)
  }
}
