// SPDX-License-Identifier: Apache-2.0

public import Bytes
public import Quantities
public import Seal

/// The layout of an anchor; `SPEC.md` has it byte by byte.
public enum AnchorFormat {
  /// Bytes of an anchor; a place has `EntryFormat.length`. Unit: bytes.
  public static let length = 188
  /// The meter's serial number, as text; what is left over is 0.
  public static let serialBytes = 32
  /// "LMEA", least significant byte first.
  static let magic: UInt32 = 0x4145_4D4C
  static let version: UInt16 = 1
  /// What is signed.
  static let signedBytes = 120
}

/// A statement, signed with the meter's own key, that an entry has a digest: by it that entry, and
/// by the chain each one before it, is the meter's.
public struct LogAnchor: Sendable {
  /// The entry's number.
  public let sequence: UInt64
  /// When it was signed; nil where the clock was not known.
  public let utc: UTC?
  /// The meter's serial number; zeros after its text.
  public let serial: FixedBytes<32>
  /// The entry's digest.
  public let digest: Digest
  /// The public part of the key that signed.
  public let key: VerifyingKey
  /// Over all before it.
  public let signature: Signature
  /// Whether the signature is that of the key in it.
  public let isSigned: Bool

  /// Reads the content of a place; nil where it is not a whole anchor.
  public init?(_ bytes: Span<UInt8>) {
    guard bytes.count >= AnchorFormat.length,
      EntryFormat.isWhole(bytes.extracting(0..<AnchorFormat.length))
    else { return nil }
    var reader = ByteReader(bytes)
    guard reader.littleEndian(UInt32.self) == AnchorFormat.magic,
      reader.littleEndian(UInt16.self) == AnchorFormat.version,
      reader.littleEndian(UInt16.self) == UInt16(AnchorFormat.length),
      let sequence: UInt64 = reader.littleEndian(), EntryFormat.sequences.contains(sequence),
      let utc: Int64 = reader.littleEndian(),
      let digest = Digest(bytes.extracting(56..<88)),
      let key = VerifyingKey(bytes.extracting(88..<120)),
      let signature = Signature(bytes.extracting(AnchorFormat.signedBytes..<184))
    else { return nil }
    var serial = FixedBytes<32>()
    serial.append(bytes.extracting(24..<56))
    self.sequence = sequence
    self.utc = utc < 0 ? nil : UTC(milliseconds: utc)
    self.serial = serial
    self.digest = digest
    self.key = key
    self.signature = signature
    isSigned = key.isValid(signature, of: bytes.extracting(0..<AnchorFormat.signedBytes))
  }

  /// The entry's number, before anything is checked.
  static func sequence(_ bytes: Span<UInt8>) -> UInt64? {
    var reader = ByteReader(bytes)
    guard reader.skip(8) else { return nil }
    return reader.littleEndian()
  }

  /// Signs.
  static func image(
    _ sequence: UInt64, _ digest: Digest, _ signer: borrowing AnchorSigner
  ) -> EventImage.Bytes {
    var bytes = EventImage.Bytes()
    bytes.append(littleEndian: AnchorFormat.magic)
    bytes.append(littleEndian: AnchorFormat.version)
    bytes.append(littleEndian: UInt16(AnchorFormat.length))
    bytes.append(littleEndian: sequence)
    bytes.append(littleEndian: signer.utc?.milliseconds ?? EntryFormat.noTime)
    bytes.append(signer.serial.span)
    while bytes.count < 56 { bytes.append(0) }
    bytes.append(digest.bytes.span)
    bytes.append(signer.key.verifyingKey.bytes.span)
    bytes.append(signer.key.signature(of: bytes.span).bytes.span)
    bytes.append(littleEndian: CRC32.of(bytes.span))
    return bytes
  }
}

/// Who signs anchors, and what he says beside the digest.
public struct AnchorSigner: ~Copyable {
  /// The meter's key.
  public let key: SigningKey
  /// The meter's serial number.
  public let serial: FixedBytes<32>
  /// The time now; nil where the clock is not known.
  public var utc: UTC?

  /// Makes a signer.
  public init(key: consuming SigningKey, serial: FixedBytes<32>, utc: UTC? = nil) {
    self.key = key
    self.serial = serial
    self.utc = utc
  }
}
