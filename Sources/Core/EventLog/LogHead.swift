// SPDX-License-Identifier: Apache-2.0

import Bytes
public import Seal

/// The layout of a copy of the head; `SPEC.md` has it byte by byte.
public enum HeadFormat {
  /// Bytes of a copy. Unit: bytes.
  public static let length = 76
  /// "LMEH", least significant byte first.
  static let magic: UInt32 = 0x4845_4D4C
  static let version: UInt16 = 1
}

/// Which entry is the newest.
public struct LogHead: Equatable, Sendable {
  /// The number of this save; after 2⁶⁴ - 1 comes 0.
  public var number: UInt64
  /// The newest entry's number.
  public var sequence: UInt64
  /// How many entries the log has.
  public var count: UInt64
  /// The newest entry's digest.
  public var digest: Digest
  /// The shape of the log.
  public var shape: LogShape

  /// Makes a head.
  public init(number: UInt64, sequence: UInt64, digest: Digest, shape: LogShape) {
    self.number = number
    self.sequence = sequence
    self.digest = digest
    self.shape = shape
    count = min(sequence, shape.entriesMax)
  }

  func image() -> EventImage.Bytes {
    var bytes = EventImage.Bytes()
    bytes.append(littleEndian: HeadFormat.magic)
    bytes.append(littleEndian: HeadFormat.version)
    bytes.append(littleEndian: UInt16(HeadFormat.length))
    bytes.append(littleEndian: number)
    bytes.append(littleEndian: sequence)
    bytes.append(littleEndian: count)
    bytes.append(digest.bytes.span)
    bytes.append(littleEndian: UInt32(shape.places))
    bytes.append(littleEndian: UInt32(shape.entriesPerAnchor))
    bytes.append(littleEndian: CRC32.of(bytes.span))
    return bytes
  }
}

/// What a copy of the head was found to hold.
public enum HeadContent: Equatable, Sendable {
  /// Never written.
  case blank
  /// Written, and not what a save leaves.
  case damaged
  /// A whole head.
  case whole(LogHead)

  /// Reads a copy. Range: at least `HeadFormat.length` bytes; fewer count as damaged.
  public init(_ bytes: Span<UInt8>) {
    guard bytes.count >= HeadFormat.length else {
      self = .damaged
      return
    }
    let copy = bytes.extracting(0..<HeadFormat.length)
    if EntryFormat.isBlank(copy) {
      self = .blank
    } else {
      self = Self.head(copy).map { .whole($0) } ?? .damaged
    }
  }

  private static func head(_ bytes: Span<UInt8>) -> LogHead? {
    var reader = ByteReader(bytes)
    guard EntryFormat.isWhole(bytes),
      reader.littleEndian(UInt32.self) == HeadFormat.magic,
      reader.littleEndian(UInt16.self) == HeadFormat.version,
      reader.littleEndian(UInt16.self) == UInt16(HeadFormat.length),
      let number: UInt64 = reader.littleEndian(), let sequence: UInt64 = reader.littleEndian(),
      let count: UInt64 = reader.littleEndian(), let digest = reader.digest(),
      let places: UInt32 = reader.littleEndian(), let perAnchor: UInt32 = reader.littleEndian(),
      let shape = LogShape(found: places, perAnchor), EntryFormat.sequences.contains(sequence)
    else { return nil }
    var head = LogHead(number: number, sequence: sequence, digest: digest, shape: shape)
    head.count = count
    return head
  }

  /// The newer of two copies and which it is; nil where none is whole or both contradict.
  public static func newest(_ a: HeadContent, _ b: HeadContent) -> (head: LogHead, copy: LogCopy)? {
    switch (a, b) {
    case (.whole(let a), .whole(let b)):
      if a.number == b.number, a != b { return nil }
      // the difference as a signed number, so that the number after the last one is newer
      return Int64(bitPattern: a.number &- b.number) >= 0 ? (a, .a) : (b, .b)
    case (.whole(let a), _): return (a, .a)
    case (_, .whole(let b)): return (b, .b)
    default: return nil
    }
  }
}
