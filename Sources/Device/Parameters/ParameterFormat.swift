// SPDX-License-Identifier: Apache-2.0

public import Bytes
public import Seal

/// The layout of a parameter block; `SPEC.md` has it byte by byte.
public enum ParameterFormat {
  /// The longest block, and what each of its two copies has room for. Unit: bytes.
  public static let lengthMax = 8_192
  /// "LMPB", least significant byte first.
  static let magic: UInt32 = 0x4250_4D4C
  static let version: UInt16 = 1
  /// Magic, version, length, counter and hash.
  static let headBytes = 48
  /// CRC-32 of all bytes before it.
  static let checksumBytes = 4

  /// The sections, in their order. Those of the calendars, the local port and the lines
  /// may be absent.
  enum Tag: UInt8 {
    case frontEnd = 1
    case measurement = 2
    case registration = 3
    case zone = 4
    case tariff = 5
    case activeCalendar = 6
    case passiveCalendar = 7
    case limiter = 8
    case localPort = 9
    case supply = 10
    case identity = 11
    case contract = 12
    case clock = 13
    case lines = 14
  }
}

/// Room for a block: `ParameterFormat.lengthMax`.
public typealias ParameterBytes = FixedBytes<8192>

/// Which block: its number and the hash of its content.
public struct ParameterMark: Equatable, Sendable {
  /// Grows by one with each change; 0 in a block that nobody adopted yet and that says nothing.
  public let counter: UInt64
  /// SHA-256 of the content.
  public let digest: Digest

  /// Makes a mark.
  public init(counter: UInt64, digest: Digest) { (self.counter, self.digest) = (counter, digest) }
}

/// A whole block, read.
public struct SealedParameters: Sendable {
  /// Its counter and hash.
  public let mark: ParameterMark
  /// What it says.
  public let settings: MeterSettings

  /// Reads a block from the front of bytes; what comes after it means nothing.
  ///
  /// - Errors: the first that is so: damaged, unknown version, unknown section, malformed, out of
  ///   range.
  public init(_ bytes: Span<UInt8>) throws(ParameterFault) {
    let head = try ParameterHead(bytes)
    let content = head.content(of: bytes)
    guard SHA256.of(content) == head.mark.digest else { throw .damaged }
    let settings = try MeterSettings(content: content)
    // One content for one meaning: else equal settings could have two hashes.
    try settings.checkWritten(as: content)
    (mark, self.settings) = (head.mark, settings)
  }
}

extension MeterSettings {
  /// The block with these settings.
  ///
  /// - Errors: the first key out of its range.
  public func block(counter: UInt64) throws(ParameterFault) -> ParameterBytes {
    if let key = keyOutOfRange { throw .outOfRange(key) }
    let content = content
    return ParameterHead.block(
      ParameterMark(counter: counter, digest: SHA256.of(content.span)), content.span)
  }

  /// Finds the first section that is not as these settings are written.
  fileprivate func checkWritten(as read: Span<UInt8>) throws(ParameterFault) {
    let written = content
    var place = 0
    var tag: UInt8 = 0
    while place < written.count {
      tag = written[place]
      let end = place + 3 + Int(written[place + 1]) + Int(written[place + 2]) << 8
      for index in place..<end {
        guard index < read.count, read[index] == written[index] else { throw .malformed(tag) }
      }
      place = end
    }
    guard place == read.count else { throw .malformed(tag) }
  }
}

/// What stands before the content.
struct ParameterHead {
  let mark: ParameterMark
  let length: Int

  /// Reads the head of a block whose checksum holds.
  init(_ bytes: Span<UInt8>) throws(ParameterFault) {
    var reader = ByteReader(bytes)
    guard reader.littleEndian(UInt32.self) == ParameterFormat.magic,
      let version = reader.littleEndian(UInt16.self),
      let length = reader.littleEndian(UInt16.self).map(Int.init),
      length <= ParameterFormat.lengthMax, length <= bytes.count,
      CRC32.isAtEnd(of: bytes.extracting(0..<length))
    else { throw .damaged }
    guard version == ParameterFormat.version else { throw .unknownVersion(version) }
    guard length >= ParameterFormat.headBytes + ParameterFormat.checksumBytes,
      let counter = reader.littleEndian(UInt64.self),
      let digest = Digest(bytes.extracting(reader.position..<reader.position + 32))
    else { throw .damaged }
    mark = ParameterMark(counter: counter, digest: digest)
    self.length = length
  }

  /// The sections of a block.
  @_lifetime(copy bytes)
  func content(of bytes: Span<UInt8>) -> Span<UInt8> {
    bytes.extracting(ParameterFormat.headBytes..<length - ParameterFormat.checksumBytes)
  }

  /// A block of its head and its content. Range: content that fits.
  static func block(_ mark: ParameterMark, _ content: Span<UInt8>) -> ParameterBytes {
    let length = ParameterFormat.headBytes + content.count + ParameterFormat.checksumBytes
    precondition(length <= ParameterFormat.lengthMax)
    var bytes = ParameterBytes()
    bytes.append(littleEndian: ParameterFormat.magic)
    bytes.append(littleEndian: ParameterFormat.version)
    bytes.append(littleEndian: UInt16(length))
    bytes.append(littleEndian: mark.counter)
    let digest = mark.digest.bytes
    for index in digest.indices { bytes.append(digest[index]) }
    bytes.append(content)
    bytes.append(littleEndian: CRC32.of(bytes.span))
    return bytes
  }
}
