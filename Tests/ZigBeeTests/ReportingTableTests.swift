// SPDX-License-Identifier: Apache-2.0

import Bytes
import SimulatedHardware
import Testing

@testable import ZigBee

@Suite struct ReportingTableTests {
  static var fresh: ReportingTable { ReportingTable(summation: .summation, demand: .demand) }

  /// Voltage at 5 s, 900 s, 1; demand stopped.
  static var configured: ReportingTable {
    var table = fresh
    let rule = ReportingRule(minimumSeconds: 5, maximumSeconds: 900, reportableChange: 0x1234)
    let stop = ReportingRule(minimumSeconds: 0, maximumSeconds: 0xFFFF, reportableChange: 0)
    _ = table.configure(0x0B04, 0x0505, rule)
    _ = table.configure(0x0702, 0x0400, stop)
    return table
  }

  static func bytes(_ table: ReportingTable) -> [UInt8] {
    var storage = InlineArray<774, UInt8>(repeating: 0xEE)
    var writer = ByteWriter(storage.mutableSpan)
    table.keep(in: &writer)
    let isWhole = writer.position == 774 && !writer.overflowed
    #expect(isWhole)
    return (0..<774).map { storage[$0] }
  }

  static func restored(_ bytes: [UInt8], into table: ReportingTable = fresh) -> ReportingTable {
    var table = table
    var reader = ByteReader(bytes.span)
    table.restore(from: &reader)
    return table
  }

  @Test("What is kept is written as the table's own file says")
  func layout() {
    let bytes = Self.bytes(Self.configured)
    #expect(ReportingTable.keptBytes == 774)
    #expect(
      bytes.prefix(66) == [
        0x01, 0x04,
        0x02, 0x07, 0x00, 0x00, 0x1E, 0x00, 0x84, 0x03, 0x01, 0, 0, 0, 0, 0, 0, 0,
        0x02, 0x07, 0x01, 0x00, 0x1E, 0x00, 0x84, 0x03, 0x01, 0, 0, 0, 0, 0, 0, 0,
        0x02, 0x07, 0x00, 0x04, 0x00, 0x00, 0xFF, 0xFF, 0x00, 0, 0, 0, 0, 0, 0, 0,
        0x04, 0x0B, 0x05, 0x05, 0x05, 0x00, 0x84, 0x03, 0x34, 0x12, 0, 0, 0, 0, 0, 0,
      ])
    #expect(bytes[66..<770].allSatisfy { $0 == 0 })
  }

  @Test("What was kept is as it was, stopped ones included")
  func roundTrip() {
    let table = Self.restored(Self.bytes(Self.configured))
    #expect(table.count == 4)
    #expect(table.rule(0x0B04, 0x0505)?.reportableChange == 0x1234)
    #expect(table.rule(0x0702, 0x0000) == .summation)
    #expect(table.rule(0x0702, 0x0400) == nil)
    #expect(!table.isChanged)
  }

  @Test("A full table is kept whole")
  func full() {
    var table = Self.fresh
    let rule = ReportingRule(minimumSeconds: 0, maximumSeconds: 0, reportableChange: UInt64.max)
    for id in 0..<UInt16(45) { _ = table.configure(0x0B04, id, rule) }
    #expect(table.count == 48)
    let restored = Self.restored(Self.bytes(table))
    #expect(restored.count == 48)
    #expect(restored.rule(0x0B04, 44) == rule)
  }

  @Test("A single wrong bit anywhere leaves the defaults")
  func damage() {
    let bytes = Self.bytes(Self.configured)
    for place in bytes.indices {
      var damaged = bytes
      damaged[place] ^= 1 << UInt8(place % 8)
      let table = Self.restored(damaged)
      #expect(table.count == 3, "byte \(place)")
      #expect(table.rule(0x0702, 0x0400) == .demand, "byte \(place)")
    }
  }

  @Test("Bytes cut short, empty, all zeros or all ones leave the defaults")
  func notKept() {
    let bytes = Self.bytes(Self.configured)
    let cases = [
      [], [0x01], Array(bytes.dropLast()), [UInt8](repeating: 0, count: 774),
      [UInt8](repeating: 0xFF, count: 774),
    ]
    for bytes in cases { #expect(Self.restored(bytes).rule(0x0702, 0x0400) == .demand) }
  }

  @Test("Rows that cannot be, with a right checksum, leave the defaults")
  func impossible() {
    func sealed(_ change: (inout [UInt8]) -> Void) -> [UInt8] {
      var bytes = Array(Self.bytes(Self.configured).prefix(770))
      change(&bytes)
      let crc = CRC32.of(bytes.span)
      return bytes + (0..<4).map { UInt8(truncatingIfNeeded: crc >> UInt32(8 * $0)) }
    }
    #expect(Self.restored(sealed { _ in }).count == 4)
    let version = sealed { $0[0] = 2 }
    let tooMany = sealed { $0[1] = 49 }
    let minimum = sealed { $0.replaceSubrange(54...55, with: [0xFF, 0xFF]) }
    let reset = sealed { $0.replaceSubrange(54...57, with: [0xFF, 0xFF, 0, 0]) }
    for bytes in [version, tooMany, minimum, reset] { #expect(Self.restored(bytes).count == 3) }
  }

  @Test("Random bytes never crash it", arguments: 1...20)
  func garbage(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let bytes = (0..<Int(random.next() % 900)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    #expect(Self.restored(bytes).count == 3, "seed \(seed)")
  }

  @Test("Forgetting goes back to the defaults")
  func forget() {
    var table = Self.configured
    table.forget()
    #expect(table.count == 3)
    #expect(table.rule(0x0702, 0x0400) == .demand)
  }
}
