// SPDX-License-Identifier: Apache-2.0

public import Bytes
public import Seal
import ZigBee

/// Checks who made an image, of which the bytes come in pieces.
///
/// The last two sub-elements of a signed image are the signature, tag F000 of this maker, and the
/// integrity code. The signature is Ed25519 over `label` and the SHA-256 of all bytes before the
/// signature's tag: header, version, size and program. Source: [ZCL] 11.4; [RFC8032].
public struct SignatureCheck: Sendable {
  /// The tag of the signature's sub-element: the first of those that are the maker's own.
  public static let tag: UInt16 = 0xF000
  /// Unit: bytes of a signature.
  public static let signatureBytes = 64
  /// Unit: bytes from the signature's tag to the end of the image.
  public static let tailBytes = 6 + signatureBytes + 6 + 16
  /// What a signed text begins with: a signature of something else by the same key is none of an
  /// image.
  public static let label: StaticString = "LastMeter firmware image, version 1"

  private let size: Int
  private var offset = 0
  private var hash = SHA256()
  private var tail = FixedBytes<92>()

  /// Begins with an image of so many bytes.
  public init(size: UInt32) { self.size = Int(size) }

  /// Takes the next bytes.
  public mutating func take(_ bytes: Span<UInt8>) {
    let signed = max(0, min(bytes.count, size - Self.tailBytes - offset))
    if signed > 0 { hash.update(bytes.extracting(0..<signed)) }
    tail.append(bytes.extracting(signed..<bytes.count))
    offset += bytes.count
  }

  /// Whether the key's owner signed the image; false before all of it came.
  public func isValid(_ key: VerifyingKey) -> Bool {
    guard offset == size, tail.isFull else { return false }
    var reader = ByteReader(tail.span)
    guard reader.littleEndian(UInt16.self) == Self.tag,
      reader.littleEndian(UInt32.self) == UInt32(Self.signatureBytes),
      let signature = Signature(tail.span.extracting(6..<6 + Self.signatureBytes))
    else { return false }
    return key.isValid(signature, of: Self.message(hash.finish()).span)
  }

  /// What is signed, of the hash of the bytes before the signature's tag.
  public static func message(_ digest: Digest) -> FixedBytes<72> {
    var message = FixedBytes<72>()
    message.append(label)
    message.append(digest.bytes.span)
    return message
  }
}
