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
    #expect((0..<bytes.count).map { bytes[$0] } == Self.blank)
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
}
