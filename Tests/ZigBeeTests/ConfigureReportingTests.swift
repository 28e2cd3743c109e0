// SPDX-License-Identifier: Apache-2.0

import Bytes
import Testing

@testable import ZigBee

@Suite struct ConfigureReportingTests {
  static var empty: ReportingTable { ReportingTable(summation: .summation, demand: .demand) }

  /// 0003, map8, 1 s, 900 s.
  static let status: [UInt8] = [0x00, 0x03, 0x00, 0x18, 0x01, 0x00, 0x84, 0x03]

  // swift-format-ignore
  /// What is configured, what must go back after the header 18 2A, and whether `status`, which
  /// is the last record of all, holds then.
  static let configurations: [(rule: String, records: [UInt8], reply: [UInt8], holds: Bool)] = [
    ("all configured is one success: an analog attribute has a change, a discrete one none",
      [0x00, 0x01, 0x00, 0x25, 0x1E, 0x00, 0x84, 0x03, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00],
      [0x07, 0x00],                                                            true),
    ("signed, three bytes of change",
      [0x00, 0x02, 0x00, 0x2A, 0x05, 0x00, 0x84, 0x03, 0x01, 0x00, 0x00],      [0x07, 0x00], true),
    ("no minimum, no maximum",
      [0x00, 0x02, 0x00, 0x2A, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00],      [0x07, 0x00], true),
    ("no maximum but a minimum",
      [0x00, 0x02, 0x00, 0x2A, 0x05, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00],      [0x07, 0x00], true),
    ("minimum and maximum alike",
      [0x00, 0x02, 0x00, 0x2A, 0x05, 0x00, 0x05, 0x00, 0x01, 0x00, 0x00],      [0x07, 0x00], true),
    ("the minimum beyond the maximum",
      [0x00, 0x02, 0x00, 0x2A, 0x06, 0x00, 0x05, 0x00, 0x01, 0x00, 0x00],
      [0x07, 0x87, 0x00, 0x02, 0x00],                                          true),
    ("a change below zero",
      [0x00, 0x02, 0x00, 0x2A, 0x05, 0x00, 0x84, 0x03, 0xFF, 0xFF, 0xFF],
      [0x07, 0x87, 0x00, 0x02, 0x00],                                          true),
    ("the greatest change",
      [0x00, 0x02, 0x00, 0x2A, 0x05, 0x00, 0x84, 0x03, 0xFF, 0xFF, 0x7F],      [0x07, 0x00], true),
    ("no change at all",
      [0x00, 0x02, 0x00, 0x2A, 0x05, 0x00, 0x84, 0x03, 0x00, 0x00, 0x00],      [0x07, 0x00], true),
    ("another type, of another width",
      [0x00, 0x02, 0x00, 0x29, 0x05, 0x00, 0x84, 0x03, 0x01, 0x00],
      [0x07, 0x8D, 0x00, 0x02, 0x00],                                          true),
    ("an attribute that is not reportable",
      [0x00, 0x00, 0x00, 0x20, 0x05, 0x00, 0x84, 0x03, 0x01],
      [0x07, 0x8C, 0x00, 0x00, 0x00],                                          true),
    ("an attribute that is not there",
      [0x00, 0x99, 0x99, 0x21, 0x05, 0x00, 0x84, 0x03, 0x01, 0x00],
      [0x07, 0x86, 0x00, 0x99, 0x99],                                          true),
    ("a collection, which has no change",
      [0x00, 0x99, 0x99, 0x48, 0x05, 0x00, 0x84, 0x03],
      [0x07, 0x86, 0x00, 0x99, 0x99],                                          true),
    ("nobody here waits for reports",
      [0x01, 0x01, 0x00, 0x3C, 0x00],
      [0x07, 0x86, 0x01, 0x01, 0x00],                                          true),
    ("every refusal has its record, in their order",
      [0x00, 0x00, 0x00, 0x20, 0x05, 0x00, 0x84, 0x03, 0x01, 0x00, 0x02, 0x00, 0x2A, 0x05, 0x00,
       0x84, 0x03, 0x01, 0x00, 0x00, 0x01, 0x99, 0x99, 0x3C, 0x00],
      [0x07, 0x8C, 0x00, 0x00, 0x00, 0x86, 0x01, 0x99, 0x99],                  true),
    ("behind a reserved direction nothing can be read",
      [0x02, 0x01, 0x00, 0x25],
      [0x07, 0x85, 0x02, 0x01, 0x00],                                          false),
    ("a configuration cut short configures nothing",
      status + [0x00, 0x02, 0x00, 0x2A, 0x05, 0x00, 0x84, 0x03, 0x01],
      [0x0B, 0x06, 0x80],                                                      false),
  ]

  @Test("Configure Reporting", arguments: 0..<17)
  func configure(row: Int) {
    let (rule, records, expected, holds) = Self.configurations[row]
    var side = ShelfSide()
    var table = Self.empty
    let last = expected[0] == 0x0B ? [] : Self.status
    let reply = side.reply([0x00, 0x2A, 0x06] + records + last, &table)
    #expect(reply == [0x18, 0x2A] + expected, "\(rule)")
    #expect((table.rule(ShelfSide.cluster, 0x0003) != nil) == holds, "\(rule)")
    #expect(table.isChanged == holds, "\(rule)")
  }

  @Test("Every row above is run") func rows() { #expect(Self.configurations.count == 17) }

  @Test("A configuration of nothing is malformed")
  func nothing() {
    var side = ShelfSide()
    var table = Self.empty
    let reply = side.reply([0x00, 0x2A, 0x06], &table)
    #expect(reply == [0x18, 0x2A, 0x0B, 0x06, 0x80])
  }

  @Test(
    "Behind an unknown attribute of any analog type the next record is found",
    arguments: [
      (0x20, 1), (0x21, 2), (0x22, 3), (0x23, 4), (0x24, 5), (0x25, 6), (0x26, 7), (0x27, 8),
      (0x28, 1), (0x29, 2), (0x2A, 3), (0x2B, 4), (0x2C, 5), (0x2D, 6), (0x2E, 7), (0x2F, 8),
      (0x38, 2), (0x39, 4), (0x3A, 8), (0xE0, 4), (0xE1, 4), (0xE2, 4), (0x10, 0), (0x08, 0),
      (0x1F, 0), (0x30, 0), (0x31, 0), (0x41, 0), (0x42, 0), (0xE8, 0), (0xF0, 0), (0xF1, 0),
    ] as [(UInt8, Int)])
  func unknown(type: UInt8, width: Int) {
    var side = ShelfSide()
    var table = Self.empty
    let record: [UInt8] =
      [0x00, 0x99, 0x99, type, 0x05, 0x00, 0x84, 0x03] + [UInt8](repeating: 1, count: width)
    let reply = side.reply([0x00, 0x2A, 0x06] + record + Self.status, &table)
    #expect(reply == [0x18, 0x2A, 0x07, 0x86, 0x00, 0x99, 0x99])
    #expect(table.rule(ShelfSide.cluster, 0x0003) != nil)
  }

  @Test("An attribute of a client is not reportable")
  func client() {
    var side = ShelfSide()
    var table = Self.empty
    let reply = side.reply([0x08, 0x2A, 0x06] + Self.status, &table)
    #expect(reply == [0x10, 0x2A, 0x07, 0x8C, 0x00, 0x03, 0x00])
  }

  @Test("The table takes 48 attributes and no more; a row that is stopped makes room")
  func full() {
    var side = ShelfSide()
    var table = Self.empty
    func configure(_ id: UInt8, maximum: UInt8) -> [UInt8]? {
      side.reply([0, 0, 6, 0, id, 1, 0x21, 5, 0, maximum, maximum, 1, 0], &table)
    }
    for id in 0..<UInt8(ReportingTable.entriesMax - 3) {
      #expect(configure(id, maximum: 9) == [0x18, 0, 7, 0])
    }
    #expect(table.count == 48)
    #expect(configure(45, maximum: 9) == [0x18, 0, 7, 0x89, 0, 45, 1])
    #expect(configure(7, maximum: 8) == [0x18, 0, 7, 0])
    #expect(configure(0, maximum: 0xFF) == [0x18, 0, 7, 0])
    #expect(table.count == 47)
    #expect(configure(45, maximum: 9) == [0x18, 0, 7, 0])
    #expect(table.rule(ShelfSide.cluster, 0x0100) == nil)
    #expect(table.rule(ShelfSide.cluster, 0x0107)?.maximumSeconds == 0x0808)
    #expect(table.rule(ShelfSide.cluster, 0x012D) != nil)
  }

  // swift-format-ignore
  /// What is asked after 0001 (30 s, 900 s, 1) and 0003 are configured, and what must go back.
  static let questions: [(rule: String, request: [UInt8], reply: [UInt8])] = [
    ("an analog attribute is told with its change, a discrete one without",
      [0x00, 0x01, 0x00, 0x00, 0x03, 0x00],
      [0x09, 0x00, 0x00, 0x01, 0x00, 0x25, 0x1E, 0x00, 0x84, 0x03, 0x01, 0x00, 0x00, 0x00, 0x00,
       0x00, 0x00, 0x00, 0x03, 0x00, 0x18, 0x01, 0x00, 0x84, 0x03]),
    ("not configured",       [0x00, 0x02, 0x00], [0x09, 0x8B, 0x00, 0x02, 0x00]),
    ("not reportable",       [0x00, 0x00, 0x00], [0x09, 0x8C, 0x00, 0x00, 0x00]),
    ("not there",            [0x00, 0x99, 0x99], [0x09, 0x86, 0x00, 0x99, 0x99]),
    ("never waited for",     [0x01, 0x01, 0x00], [0x09, 0x86, 0x01, 0x01, 0x00]),
    ("a reserved direction", [0x02, 0x01, 0x00], [0x09, 0x85, 0x02, 0x01, 0x00]),
    ("cut short",            [0x00, 0x01],       [0x0B, 0x08, 0x80]),
    ("nothing",              [],                 [0x0B, 0x08, 0x80]),
  ]

  @Test("Read Reporting Configuration", arguments: 0..<8)
  func readConfiguration(row: Int) {
    let (rule, request, expected) = Self.questions[row]
    var side = ShelfSide()
    var table = Self.empty
    _ = side.reply([0x00, 0x2A, 0x06] + Self.configurations[0].records + Self.status, &table)
    let reply = side.reply([0x00, 0x2A, 0x08] + request, &table)
    #expect(reply == [0x18, 0x2A] + expected, "\(rule)")
  }

  @Test("Every row above is run") func questionRows() { #expect(Self.questions.count == 8) }

  @Test(
    "Of many rules as many are told as fit",
    arguments: [(17, 3), (18, 18), (26, 18), (27, 27), (30, 27), (31, 31)])
  func limit(limit: Int, count: Int) {
    var side = ShelfSide()
    var table = Self.empty
    _ = side.reply([0x00, 0x2A, 0x06] + Self.configurations[0].records + Self.status, &table)
    let told = side.reply([0, 1, 8, 0, 1, 0, 0, 3, 0, 0, 2, 0], &table, limit: limit)
    #expect(told?.count == count)
  }

  @Test("Of many refusals as many are told as fit", arguments: [(6, 3), (7, 7), (10, 7), (11, 11)])
  func refusalLimit(limit: Int, count: Int) {
    var side = ShelfSide()
    var table = Self.empty
    let refused = side.reply([0, 1, 6, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0], &table, limit: limit)
    #expect(refused?.count == count)
  }

  @Test("FFFF stops the reports, of an attribute with a default, too; FFFF and 0 bring it back")
  func stopAndReset() {
    var device = ZigBeeDevice.joined()
    func told() -> [UInt8]? { device.reply(.zcl(0x0702, [0x00, 0x01, 0x08, 0x00, 0x00, 0x04])) }
    func configure(_ minimum: UInt16, _ maximum: UInt16) -> [UInt8]? {
      let record: [UInt8] = [
        0x00, 0x02, 0x06, 0x00, 0x00, 0x04, 0x2A, UInt8(minimum & 0xFF), UInt8(minimum >> 8),
        UInt8(maximum & 0xFF), UInt8(maximum >> 8), 0x07, 0x00, 0x00,
      ]
      return device.reply(.zcl(0x0702, record))
    }
    let standard: [UInt8] = [0x18, 1, 9, 0, 0, 0, 4, 0x2A, 5, 0, 0x84, 3, 1, 0, 0]
    #expect(told() == standard)
    #expect(configure(10, 60) == [0x18, 2, 7, 0])
    #expect(told() == [0x18, 1, 9, 0, 0, 0, 4, 0x2A, 10, 0, 60, 0, 7, 0, 0])
    #expect(configure(10, 0xFFFF) == [0x18, 2, 7, 0])
    #expect(told() == [0x18, 1, 9, 0x8B, 0, 0, 4])
    #expect(configure(0xFFFF, 0) == [0x18, 2, 7, 0])
    #expect(told() == standard)
  }

  @Test("A changed configuration is kept, an unchanged one is not kept again")
  func keeps() {
    var device = ZigBeeDevice.joined()
    let configured: [UInt8] = [0x00, 1, 6, 0, 0, 4, 0x2A, 10, 0, 60, 0, 1, 0, 0]
    for isKept in [true, false] {
      _ = device.reply(.zcl(0x0702, configured))
      var effects = 0
      while let effect = device.nextEffect() {
        if case .keepState = effect { effects += 1 }
      }
      #expect(effects == (isKept ? 1 : 0))
    }
  }

  @Test("A broadcast configuration counts and has no answer")
  func broadcast() {
    var device = ZigBeeDevice.joined()
    var message = ApplicationMessage.zcl(0x0702, [0, 1, 6, 0, 0, 4, 0x2A, 10, 0, 60, 0, 1, 0, 0])
    message.isBroadcast = true
    let reply = device.reply(message)
    #expect(reply == nil)
    let told = device.reply(.zcl(0x0702, [0, 1, 8, 0, 0, 4]))
    #expect(told == [0x18, 1, 9, 0, 0, 0, 4, 0x2A, 10, 0, 60, 0, 1, 0, 0])
  }
}
