// SPDX-License-Identifier: Apache-2.0

import Bytes
import EventLog
import Firmware
import SimulatedHardware
import Testing

/// Typed from SPEC.md; checksums by Python's zlib.
@Suite("The record of which firmware starts")
struct FirmwareRecordTests {
  // swift-format-ignore
  private static let trial: [UInt8] = [
    0x4C, 0x4D, 0x46, 0x52, 0x01, 0x01, 0x02, 0x02, 0x07, 0x00, 0x00, 0x00, 0x04, 0x00, 0x00, 0x00,
    0x0A, 0x00, 0x00, 0x00, 0x0B, 0x00, 0x00, 0x00, 0x0C, 0x00, 0x00, 0x00, 0x63, 0xE7, 0xFF, 0x19,
  ]
  // swift-format-ignore
  private static let blank: [UInt8] = [
    0x4C, 0x4D, 0x46, 0x52, 0x01, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0xFF, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x40, 0x66, 0xF0, 0xE8,
  ]
  // swift-format-ignore
  private static let noneEarlier: [UInt8] = [
    0x00, 0x00, 0x00, 0x00, 0xFF, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0xFF, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xFF, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xFF, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0xFF, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0xFF, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xFF, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x35, 0x9E, 0x3B, 0xB8,
  ]
  // swift-format-ignore
  private static let twoEarlier: [UInt8] = [
    0x02, 0x00, 0x00, 0x00, 0x02, 0x00, 0x00, 0x00, 0x0A, 0x00, 0x00, 0x00, 0x0D, 0x00, 0x00, 0x00,
    0x03, 0x00, 0x00, 0x00, 0x0A, 0x00, 0x00, 0x00, 0x09, 0x00, 0x00, 0x00, 0xFF, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xFF, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0xFF, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0xFF, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xFF, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xC5, 0x50, 0xB4, 0x40,
  ]
  private static let none = [UInt8](repeating: 0, count: 32)

  @Test("Each field lies where the page says, and the first record is number 1")
  func fields() {
    let record = FirmwareRecord.read(Self.trial.span, Self.none.span)
    #expect(record.good == .a && record.trial == .b && record.startsLeft == 2)
    #expect(record.attempt == FirmwareAttempt(old: 10, new: 11, .rolledBack))
    #expect(record.refusedVersion == 12)
    var first = FirmwareRecord()
    let (offset, bytes) = first.next()
    #expect(offset == 4_096)
    #expect((0..<bytes.count).map { bytes[$0] } == Self.blank + Self.noneEarlier)
  }

  @Test(
    "The copy with the higher number counts, wherever it lies; one of which a bit differs never")
  func copies() {
    let newer = FirmwareRecord.read(Self.trial.span, Self.none.span)
    #expect(FirmwareRecord.read(Self.trial.span, Self.blank.span) == newer)
    #expect(FirmwareRecord.read(Self.blank.span, Self.trial.span) == newer)
    let older = FirmwareRecord.read(Self.blank.span, Self.none.span)
    for bit in 0..<256 {
      var damaged = Self.trial
      damaged[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(FirmwareRecord.read(damaged.span, Self.blank.span) == older, "bit \(bit)")
    }
  }

  /// All attempts of a record, oldest first.
  private static func attempts(_ record: FirmwareRecord) -> [FirmwareAttempt] {
    var (record, found) = (record, [FirmwareAttempt]())
    while let attempt = record.takeAttempt() { found.append(attempt) }
    return found
  }

  private static let three = [
    FirmwareAttempt(old: 10, new: 13, .notAuthentic),
    FirmwareAttempt(old: 10, new: 9, .notSuitable),
    FirmwareAttempt(old: 10, new: 11, .rolledBack),
  ]

  @Test("Attempts before the newest come first, and are none where a bit of theirs differs")
  func earlier() {
    let bytes = Self.trial + Self.twoEarlier
    let record = FirmwareRecord.read(bytes.span, Self.none.span)
    #expect(Self.attempts(record) == Self.three)
    // A record of before has none, and as it has 32 bytes, whatever lies behind it is none.
    let short = FirmwareRecord.read(Self.trial.span, Self.none.span)
    #expect(Self.attempts(short) == [Self.three[2]])
    for bit in 256..<992 {
      var damaged = bytes
      damaged[bit / 8] ^= 1 << UInt8(bit % 8)
      let found = Self.attempts(FirmwareRecord.read(damaged.span, Self.none.span))
      #expect(found == [Self.three[2]], "bit \(bit)")
    }
  }

  @Test("Behind a record whose write was cut, those of the record of before are none")
  func cut() {
    var record = FirmwareRecord.read((Self.trial + Self.twoEarlier).span, Self.none.span)
    let (_, next) = record.next()
    let copy = (0..<32).map { next[$0] } + Self.twoEarlier
    #expect(Self.attempts(FirmwareRecord.read(copy.span, Self.none.span)) == [Self.three[2]])
  }

  @Test("Eight attempts wait, each once, and are written; a ninth is not taken")
  func queue() {
    var record = FirmwareRecord()
    let eight = (0..<8).map { FirmwareAttempt(old: 10, new: 20 + $0, .damaged) }
    for attempt in eight {
      let (first, again) = (record.keep(attempt), record.keep(attempt))
      #expect(first && again)
    }
    let isFull = !record.keep(Self.three[0])
    #expect(isFull && record.waiting == 8)
    var written = record
    let (_, bytes) = written.next()
    let copy = (0..<bytes.count).map { bytes[$0] }
    #expect(Self.attempts(FirmwareRecord.read(copy.span, Self.none.span)) == eight)
  }
}
