// SPDX-License-Identifier: Apache-2.0

import Bytes
import Foundation
import SimulatedHardware
import Tariff
import Testing

@Suite("Stored form of a calendar")
struct CalendarFormatTests {
  /// The example of SPEC.md.
  static let example: [UInt8] = [
    0x4C, 0x4D, 0x54, 0x43, 0x01, 0x00, 0x55, 0x00, 0x54, 0x4F, 0x55, 0x20,
    0x32, 0x30, 0x32, 0x36, 0x02, 0x02, 0x03, 0x03, 0x01, 0x04, 0x01, 0x02,
    0x02, 0x0A, 0x10, 0x01, 0x01, 0x0A, 0x0A, 0x0A, 0x0A, 0x0A, 0x0B, 0x0B,
    0x02, 0x0C, 0x0C, 0x0C, 0x0C, 0x0C, 0x0B, 0x0B, 0x0A, 0x04, 0x00, 0x00,
    0x68, 0x09, 0x1A, 0x14, 0xEC, 0x04, 0x0B, 0x01, 0x00, 0x00, 0x0C, 0x03,
    0x00, 0x00, 0xA4, 0x09, 0x63, 0x3D, 0xFF, 0xFF, 0x0C, 0x19, 0x0B, 0xEA,
    0x07, 0x04, 0x06, 0x0B, 0xEA, 0x07, 0x0C, 0x19, 0x0A, 0x22, 0x57, 0xD3,
    0x69,
  ]

  @Test("The example of SPEC.md is written and read, byte by byte")
  func example() throws {
    let calendar = try TariffCalendar(Calendars.example())
    #expect(Self.bytes(calendar.encoded) == Self.example)
    let read = try TariffCalendar(stored: Self.example.span)
    #expect(read == calendar)
  }

  @Test("SPEC.md prints the example that is tested here")
  func specification() throws {
    let package = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let path = package.appending(path: "Sources/Core/Tariff/SPEC.md")
    let fences = try String(contentsOf: path, encoding: .utf8).components(separatedBy: "```")
    try #require(fences.count == 5)
    let examples = [1, 3].map {
      fences[$0].split(whereSeparator: \.isWhitespace).map { UInt8($0, radix: 16) }
    }
    #expect(examples == [Self.example, LimiterKeptTests.example])
  }

  @Test("A calendar whose tables are full has 856 bytes, less than the 1,024 that it may have")
  func longest() throws {
    let calendar = try TariffCalendar(CalendarErrorTests.full())
    let bytes = Self.bytes(calendar.encoded)
    #expect(bytes.count == 856 && CalendarFormat.bytesMax == 856)
    #expect(try TariffCalendar(stored: bytes.span) == calendar)
  }

  @Test("Each truncation of the example is refused")
  func truncations() {
    for count in 0..<Self.example.count {
      #expect(throws: CalendarFormatError.damaged, "\(count) bytes") {
        try TariffCalendar(stored: Self.example.span.extracting(0..<count))
      }
    }
    let longer = Self.example + [0]
    #expect(throws: CalendarFormatError.damaged) { try TariffCalendar(stored: longer.span) }
  }

  @Test("Each flipped bit of the example is refused")
  func flips() {
    for bit in 0..<Self.example.count * 8 {
      var bytes = Self.example
      bytes[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(throws: CalendarFormatError.damaged, "bit \(bit)") {
        try TariffCalendar(stored: bytes.span)
      }
    }
  }

  struct Wrong: Sendable {
    let place: Int
    let value: UInt8
    let error: CalendarFormatError

    init(_ place: Int, _ value: UInt8, _ error: CalendarFormatError) {
      (self.place, self.value, self.error) = (place, value, error)
    }
  }

  static let wrong = [
    Wrong(0, 0x4D, .damaged), Wrong(4, 2, .unknownVersion(2)), Wrong(5, 1, .unknownVersion(257)),
    Wrong(6, 0x54, .damaged), Wrong(7, 1, .damaged), Wrong(16, 9, .content),
    Wrong(16, 255, .content), Wrong(17, 9, .content), Wrong(18, 17, .content),
    Wrong(19, 2, .content), Wrong(19, 4, .content), Wrong(19, 255, .content),
    Wrong(16, 0, .content), Wrong(45, 13, .content), Wrong(45, 255, .content),
    Wrong(49, 0x49, .content), Wrong(49, 0x89, .content),
    Wrong(21, 13, .notWhole(.seasonStart(season: 0))),
    Wrong(23, 3, .notWhole(.unknownWeek(season: 0))),
    Wrong(29, 13, .notWhole(.unknownDay(week: 0, weekday: .monday))),
    Wrong(46, 1, .notWhole(.noMidnightAction(day: 0))),
    Wrong(53, 0x07, .notWhole(.actionTime(day: 0, action: 3))),
    Wrong(69, 32, .notWhole(.specialDayDate(entry: 0))),
    Wrong(66, 0, .notWhole(.specialDayDate(entry: 0))),
  ]

  @Test(
    "A number that a field cannot have is refused by name, though the checksum holds",
    arguments: wrong)
  func refused(wrong: Wrong) {
    var bytes = Self.example
    bytes[wrong.place] = wrong.value
    Self.seal(&bytes)
    #expect(throws: wrong.error) { try TariffCalendar(stored: bytes.span) }
  }

  @Test("Nothing that is read traps; what is taken is written back to the same bytes")
  func random() throws {
    let seed: UInt64 = 0xCA1E
    var random = SplitMix64(seed: seed)
    var taken = 0
    for round in 0..<20_000 {
      var bytes = Self.example
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let place = Int.random(in: round % 2 == 0 ? 16..<81 : 0..<81, using: &random)
        bytes[place] = UInt8.random(in: 0...(round % 3 == 0 ? 255 : 20), using: &random)
      }
      Self.seal(&bytes)
      guard let calendar = try? TariffCalendar(stored: bytes.span) else { continue }
      taken += 1
      #expect(Self.bytes(calendar.encoded) == bytes, "seed \(seed), round \(round)")
    }
    #expect(taken > 500, "seed \(seed)")
  }

  @Test("Random bytes are no calendar")
  func garbage() {
    let seed: UInt64 = 0x6A4B
    var random = SplitMix64(seed: seed)
    for round in 0..<5_000 {
      var bytes = (0..<Int.random(in: 0...1_100, using: &random)).map { _ in
        UInt8.random(in: .min ... .max, using: &random)
      }
      #expect(throws: CalendarFormatError.self, "seed \(seed), round \(round)") {
        try TariffCalendar(stored: bytes.span)
      }
      guard bytes.count >= 24 else { continue }
      bytes.replaceSubrange(0..<6, with: Self.example[0..<6])
      bytes[6] = UInt8(truncatingIfNeeded: bytes.count)
      bytes[7] = UInt8(truncatingIfNeeded: bytes.count >> 8)
      Self.seal(&bytes)
      #expect(throws: CalendarFormatError.self, "seed \(seed), round \(round)") {
        try TariffCalendar(stored: bytes.span)
      }
    }
  }

  /// Writes the checksum that the bytes before it have.
  static func seal(_ bytes: inout [UInt8]) {
    let end = bytes.count - 4
    let checksum = CRC32.of(bytes.span.extracting(0..<end))
    for index in 0..<4 { bytes[end + index] = UInt8(truncatingIfNeeded: checksum >> (8 * index)) }
  }

  static func bytes<let capacity: Int>(_ fixed: FixedBytes<capacity>) -> [UInt8] {
    (0..<fixed.count).map { fixed[$0] }
  }
}
