// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities
import Seal
import Testing

@testable import EventLog

@Suite("Payloads of events")
struct PayloadTests {
  struct Row: Sendable {
    var event: MeterEvent
    var kind: UInt16
    var hexadecimal: String

    init(_ event: MeterEvent, _ kind: UInt16, _ hexadecimal: String) {
      (self.event, self.kind, self.hexadecimal) = (event, kind, hexadecimal)
    }

    var bytes: [UInt8] {
      hexadecimal.split(separator: " ").compactMap { UInt8($0, radix: 16) }
    }
  }

  static let ones = Digest(InlineArray(repeating: 0x11))
  static let twos = Digest(InlineArray(repeating: 0x22))
  static let ones32 = Array(repeating: "11", count: 32).joined(separator: " ")
  static let twos32 = Array(repeating: "22", count: 32).joined(separator: " ")
  static let network = Origin(.network, address: 0x0807_0605_0403_0201, endpoint: 9)
  static let network10 = "03 09 01 02 03 04 05 06 07 08"

  static let rows = [
    Row(.powerOn(cause: .supply, offMilliseconds: 258), 1, "01 02 01 00 00 00 00 00 00"),
    Row(.powerOn(cause: .unknown, offMilliseconds: nil), 1, "00 FF FF FF FF FF FF FF FF"),
    Row(.powerOff, 2, ""),
    Row(
      .clockSet(old: nil, new: UTC(milliseconds: 3), source: .network), 3,
      "FF FF FF FF FF FF FF FF 03 00 00 00 00 00 00 00 00"),
    Row(
      .clockSet(old: UTC(milliseconds: 0), new: UTC(milliseconds: 256), source: .local), 3,
      "00 00 00 00 00 00 00 00 00 01 00 00 00 00 00 00 04"),
    Row(
      .parameterChange(old: ones, new: twos, counter: 5, who: Origin(.bench)), 4,
      ones32 + " " + twos32 + " 05 00 00 00 00 00 00 00 04 00 00 00 00 00 00 00 00 00"),
    Row(.enclosure(.calibrationSeal, isOpen: true), 5, "00 01"),
    Row(.enclosure(.terminalCover, isOpen: false), 5, "02 00"),
    Row(.tamper(.magnet, isPresent: true), 6, "00 01"),
    Row(.tamper(.reverseEnergy, isPresent: false), 6, "01 00"),
    Row(.relay(.loadControl, isClosed: false, origin: network), 7, "01 00 " + network10),
    Row(
      .tariffTable(old: 1, new: 2, digest: ones, origin: network), 8,
      "01 00 00 00 02 00 00 00 " + ones32 + " " + network10),
    Row(
      .firmware(old: 1, new: 0x0102_0304, outcome: .notAuthentic, origin: network), 9,
      "01 00 00 00 04 03 02 01 02 " + network10),
    Row(
      .storeFault(.damaged, part: .staging, place: 7), 10, "05 05 07 00 00 00 00 00 00 00"),
    Row(
      .communication(.network, isLost: false, lostMilliseconds: 9), 11,
      "00 00 09 00 00 00 00 00 00 00"),
    Row(.selfCheckFailed(.metrology), 12, "04"),
    Row(.demandReset(count: 3, origin: network), 13, "03 00 00 00 00 00 00 00 " + network10),
    Row(.accessRefused(origin: network), 14, network10),
    Row(.logBegun(cause: .lost, last: 4), 15, "01 04 00 00 00 00 00 00 00"),
    Row(.eventsLost(count: 6), 16, "06 00 00 00 00 00 00 00"),
    Row(.logFault(.headLost), 17, "00 00 00 00 00 00 00 00 00"),
    Row(.logFault(.entryMissing(5)), 17, "01 05 00 00 00 00 00 00 00"),
    Row(.logFault(.chainBroken(5)), 17, "02 05 00 00 00 00 00 00 00"),
    Row(.logFault(.headBehind(5)), 17, "03 05 00 00 00 00 00 00 00"),
    Row(.logFault(.unreadable(5)), 17, "04 05 00 00 00 00 00 00 00"),
    Row(.logFault(.otherShape), 17, "05 00 00 00 00 00 00 00 00"),
  ]

  private static func read(_ kind: UInt16, _ bytes: [UInt8]) -> MeterEvent? {
    MeterEvent(kind: kind, payload: bytes.span)
  }

  @Test("Each event is written as SPEC.md has it, and read back", arguments: rows)
  func everyEvent(_ row: Row) {
    let payload = row.event.payload
    #expect((0..<payload.count).map { payload[$0] } == row.bytes)
    #expect(row.event.kind == row.kind)
    #expect(Self.read(row.kind, row.bytes) == row.event)
  }

  @Test("A payload of another length is no event of its kind", arguments: rows)
  func lengths(_ row: Row) {
    #expect(Self.read(row.kind, row.bytes + [0]) == nil)
    guard !row.bytes.isEmpty else { return }
    #expect(Self.read(row.kind, Array(row.bytes.dropLast())) == nil)
  }

  @Test(
    "A value that this firmware does not know makes no event",
    arguments: [
      (1, "05 00 00 00 00 00 00 00 00"), (5, "03 00"), (5, "00 02"), (6, "02 00"), (12, "07"),
      (14, "05 09 01 02 03 04 05 06 07 08"), (15, "03 00 00 00 00 00 00 00 00"),
      (17, "06 00 00 00 00 00 00 00 00"), (0, ""), (18, "01"),
      (3, "FE FF FF FF FF FF FF FF 03 00 00 00 00 00 00 00 00"),
      (3, "00 00 00 00 00 00 00 00 FF FF FF FF FF FF FF FF 00"),
    ] as [(UInt16, String)])
  func unknown(kind: UInt16, hexadecimal: String) {
    let bytes = hexadecimal.split(separator: " ").compactMap { UInt8($0, radix: 16) }
    #expect(Self.read(kind, bytes) == nil)
  }

  @Test("An entry of a kind that nobody knows is whole, and its payload is there")
  func unknownKind() throws {
    var bytes = FormatTests.entry
    bytes[6] = 200
    bytes.replaceSubrange(252..., with: LogBench.checksum(bytes[..<252]))
    let found = EventEntry(bytes.span)
    let entry = try #require(found)
    #expect(entry.event == nil)
    #expect(entry.kind == 200)
    #expect(entry.payload.count == 12)
  }
}
