// SPDX-License-Identifier: Apache-2.0

public import Bytes

/// A device's install code: 6, 8, 12 or 16 bytes and their checksum, as printed on its label.
///
///     83FE D340 7A93 9723 A5C6 39B2 6916 D505 C3B5
///     |                                       checksum, least significant byte first
///     the code; the link key is 66B6900981E1EE3CA4206B6B861C02BB
///
/// Source: [ZigBee BDB] install codes; [ZigBee] annex B.6 for the key.
public struct InstallCode: Sendable {
  /// Why a text or bytes are no install code.
  public enum Failure: Error, Equatable, Sendable {
    /// A character that is no hexadecimal digit, space, dash, colon or plus.
    case notHexadecimal
    /// Half a byte, or other than 8, 10, 14 or 18 bytes with the checksum.
    case wrongLength
    /// The last two bytes are not the checksum of the others: a misprint or a typing error.
    case wrongChecksum
  }

  /// Unit: bytes, with the checksum.
  public static let bytesMax = 18

  /// The code and its checksum.
  public private(set) var bytes: FixedBytes<18>

  /// Takes a code with its checksum.
  ///
  /// - Errors: `wrongLength`, `wrongChecksum`.
  public init(_ code: Span<UInt8>) throws(Failure) {
    switch code.count {
    case 8, 10, 14, 18: break
    default: throw .wrongLength
    }
    let body = code.count - 2
    let checksum = UInt16(code[body]) | UInt16(code[body + 1]) << 8
    guard CRC16X25.of(code.extracting(0..<body)) == checksum else { throw .wrongChecksum }
    var bytes = FixedBytes<18>()
    bytes.append(code)
    self.bytes = bytes
  }

  /// Makes the code of 6, 8, 12 or 16 bytes drawn by chance: adds their checksum.
  ///
  /// - Errors: `wrongLength`.
  public init(adding body: Span<UInt8>) throws(Failure) {
    switch body.count {
    case 6, 8, 12, 16: break
    default: throw .wrongLength
    }
    let checksum = CRC16X25.of(body)
    bytes = FixedBytes<18>()
    bytes.append(body)
    bytes.append(UInt8(checksum & 0xFF))
    bytes.append(UInt8(checksum >> 8))
  }

  /// Reads the label's text (ASCII): hexadecimal digits of either case, with spaces, dashes,
  /// colons or a plus anywhere between.
  ///
  /// - Errors: see `Failure`; the text is read to its end before the length is judged.
  public init(text: Span<UInt8>) throws(Failure) {
    var bytes = FixedBytes<18>()
    var high: UInt8?
    var isTooLong = false
    for index in text.indices {
      let character = text[index]
      if Self.isSeparator(character) { continue }
      guard let digit = UInt8(hexadecimalDigit: character) else { throw .notHexadecimal }
      guard let first = high else {
        high = digit
        continue
      }
      if !bytes.append(first << 4 | digit) { isTooLong = true }
      high = nil
    }
    if isTooLong || high != nil { throw .wrongLength }
    try self.init(bytes.span)
  }

  /// The link key that follows from the code: the hash of all its bytes, checksum included.
  public var linkKey: LinkKey { LinkKey(MatyasMeyerOseas.of(bytes.span)) }

  private static func isSeparator(_ character: UInt8) -> Bool {
    switch character {
    case UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: ":"), UInt8(ascii: "+"): true
    default: false
    }
  }
}
