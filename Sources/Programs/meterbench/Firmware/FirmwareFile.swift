// SPDX-License-Identifier: Apache-2.0

import Bytes
import Firmware
import Seal
import ZigBee

/// A signed image of firmware, as OTA files have it [ZCL 11.4]: header, program, signature,
/// integrity code.
struct FirmwareFile {
  let version: FirmwareVersion
  let bytes: [UInt8]

  /// Wraps and signs a program.
  ///
  /// - Errors: a program that is empty, or too large for a slot.
  init(_ program: [UInt8], version: FirmwareVersion, key: borrowing SigningKey) throws(BenchError) {
    let size = FirmwareHeader.bytes + 6 + program.count + SignatureCheck.tailBytes
    guard !program.isEmpty, size <= Int(OTAUpgrade.imageBytesMax) else {
      throw BenchError(
        "the program", "its image has \(size) bytes; a slot holds \(OTAUpgrade.imageBytesMax)")
    }
    var bytes = Self.array(
      FirmwareHeader.written(version: version.number, size: UInt32(size)).span)
    bytes += Self.element(OTAUpgradeImage.upgradeTag, program)
    let signature = key.signature(of: SignatureCheck.message(SHA256.of(bytes.span)).span)
    bytes += Self.element(SignatureCheck.tag, Self.array(signature.bytes.span))
    bytes += Self.head(OTAUpgradeImage.integrityTag, 16)
    let hash = MatyasMeyerOseas.of(bytes.span)
    self.version = version
    self.bytes = bytes + hash.indices.map { hash[$0] }
  }

  /// Reads an image whole.
  ///
  /// - Errors: what is none for this meter, is damaged, or is not signed by the key's owner.
  init(reading path: String, key: VerifyingKey?) throws(BenchError) {
    let bytes = try Files.read(path, most: Int(OTAUpgrade.imageBytesMax))
    guard let header = FirmwareHeader(bytes.span) else {
      throw BenchError(path, "it is no image of this meter's firmware, or not whole")
    }
    self.bytes = bytes
    version = FirmwareVersion(header.version)
    var walk = OTAUpgradeImage(OTAIdentity(), version: header.version, size: header.size)
    for (offset, byte) in bytes.enumerated() where !walk.take(byte) {
      throw BenchError(path, at: .byte(offset), "it is damaged")
    }
    guard walk.isRight else { throw BenchError(path, "it is damaged: its hash is another") }
    var check = SignatureCheck(size: header.size)
    check.take(bytes.span)
    if let key, !check.isValid(key) {
      throw BenchError(path, "it is not signed by the owner of this key")
    }
  }

  private static func element(_ tag: UInt16, _ content: [UInt8]) -> [UInt8] {
    head(tag, content.count) + content
  }

  private static func head(_ tag: UInt16, _ count: Int) -> [UInt8] {
    [UInt8(tag & 0xFF), UInt8(tag >> 8)]
      + (0..<4).map { UInt8(truncatingIfNeeded: count >> (8 * $0)) }
  }

  private static func array(_ span: Span<UInt8>) -> [UInt8] { span.indices.map { span[$0] } }
}

extension FirmwareVersion {
  /// As it is written: 1.2.3.
  var text: String { "\(major).\(minor).\(patch)" }

  /// Reads 1.2.3; nil where it is no such version.
  init?(written text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { UInt32($0) }
    guard parts.count == 3, let major = parts[0], let minor = parts[1], let patch = parts[2],
      major < 256, minor < 256, patch < 65_536
    else { return nil }
    self.init(major << 24 | minor << 16 | patch)
  }
}
