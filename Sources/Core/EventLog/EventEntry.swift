// SPDX-License-Identifier: Apache-2.0

public import Bytes
import Quantities
public import Seal

/// The layout of an entry; `SPEC.md` has it byte by byte.
public enum EntryFormat {
  /// What an event says, without its kind.
  public typealias Payload = FixedBytes<160>
  /// Bytes of an entry, and from one place to the next: none lies in two sectors. Unit: bytes.
  public static let length = 256
  /// "LMEV", least significant byte first.
  static let magic: UInt32 = 0x5645_4D4C
  static let version: UInt8 = 1
  /// Where the clock is not known.
  static let noTime: Int64 = -1
  /// Far below the end of 64 bits: no forged number makes the next one overflow.
  static let sequences: Range<UInt64> = 1..<1 << 63
  static let payloadOffset = 48
  static let previousOffset = 208
  static let checksumOffset = 252

  /// The digest by which the next entry knows this one: over all its bytes.
  public static func digest(_ entry: Span<UInt8>) -> Digest {
    SHA256.of(entry.extracting(0..<min(length, entry.count)))
  }

  /// Whether never anything was written here: all bytes 0x00 or all 0xFF.
  static func isBlank(_ bytes: Span<UInt8>) -> Bool {
    guard bytes.count > 0, bytes[0] == 0x00 || bytes[0] == 0xFF else { return false }
    for index in bytes.indices where bytes[index] != bytes[0] { return false }
    return true
  }

  /// Whether bytes end with the checksum of those before it.
  static func isWhole(_ bytes: Span<UInt8>) -> Bool {
    let checked = bytes.count - 4
    var tail = ByteReader(bytes.extracting(checked..<bytes.count))
    return tail.littleEndian(UInt32.self) == CRC32.of(bytes.extracting(0..<checked))
  }
}

/// An entry as it was read.
public struct EventEntry: Sendable {
  /// Its number; the first one of a meter is 1, and none is given twice.
  public let sequence: UInt64
  /// The number of what happened, known to this firmware or not.
  public let kind: UInt16
  /// When; a clock state that this firmware does not know counts as known.
  public let time: EventTime
  /// What the clock's state was, as a number.
  public let clock: UInt8
  /// What else was written of it.
  public let payload: EntryFormat.Payload
  /// The digest of the entry before.
  public let previous: Digest

  /// What happened; nil where this firmware does not know it.
  public var event: MeterEvent? { MeterEvent(kind: kind, payload: payload.span) }

  /// Reads the content of a place; nil where it is not a whole entry.
  ///
  /// - Range: at least `EntryFormat.length` bytes; those after it mean nothing.
  public init?(_ bytes: Span<UInt8>) {
    guard bytes.count >= EntryFormat.length,
      EntryFormat.isWhole(bytes.extracting(0..<EntryFormat.length))
    else { return nil }
    var reader = ByteReader(bytes)
    guard reader.littleEndian(UInt32.self) == EntryFormat.magic,
      reader.littleEndian(UInt8.self) == EntryFormat.version,
      let clock: UInt8 = reader.littleEndian(), let kind: UInt16 = reader.littleEndian(),
      let sequence: UInt64 = reader.littleEndian(), EntryFormat.sequences.contains(sequence),
      let utc: Int64 = reader.littleEndian(), let uptime: UInt64 = reader.littleEndian(),
      let start: UInt64 = reader.littleEndian(), let count: UInt16 = reader.littleEndian(),
      Int(count) <= EntryFormat.previousOffset - EntryFormat.payloadOffset,
      let previous = Digest(
        bytes.extracting(EntryFormat.previousOffset..<EntryFormat.previousOffset + 32))
    else { return nil }
    var payload = EntryFormat.Payload()
    payload.append(
      bytes.extracting(EntryFormat.payloadOffset..<EntryFormat.payloadOffset + Int(count)))
    self.sequence = sequence
    self.kind = kind
    self.clock = clock
    self.payload = payload
    self.previous = previous
    time = EventTime(
      utc: utc < 0 ? nil : UTC(milliseconds: utc), clock: ClockState(rawValue: clock) ?? .kept,
      uptimeMilliseconds: uptime, start: start)
  }

  /// The bytes of an entry.
  static func image(
    _ event: MeterEvent, _ time: EventTime, sequence: UInt64, previous: Digest
  ) -> EventImage.Bytes {
    var bytes = EventImage.Bytes()
    bytes.append(littleEndian: EntryFormat.magic)
    bytes.append(EntryFormat.version)
    bytes.append(time.clock.rawValue)
    bytes.append(littleEndian: event.kind)
    bytes.append(littleEndian: sequence)
    bytes.append(littleEndian: time.utc?.milliseconds ?? EntryFormat.noTime)
    bytes.append(littleEndian: time.uptimeMilliseconds)
    bytes.append(littleEndian: time.start)
    let payload = event.payload
    bytes.append(littleEndian: UInt16(payload.count))
    while bytes.count < EntryFormat.payloadOffset { bytes.append(0) }
    bytes.append(payload.span)
    while bytes.count < EntryFormat.previousOffset { bytes.append(0) }
    bytes.append(previous.bytes.span)
    while bytes.count < EntryFormat.checksumOffset { bytes.append(0) }
    bytes.append(littleEndian: CRC32.of(bytes.span))
    return bytes
  }
}
