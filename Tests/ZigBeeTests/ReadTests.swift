// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities
import Testing
import ZigBee

@Suite struct ReadTests {
  // swift-format-ignore
  /// Metering attributes: identifier, then status, type and value as they must be on the wire.
  static let metering: [(id: UInt16, record: [UInt8])] = [
    (0x0000, [0x00, 0x25, 0x15, 0xCD, 0x5B, 0x07, 0x00, 0x00]),  // 123456789
    (0x0001, [0x00, 0x25, 0xE1, 0x10, 0x00, 0x00, 0x00, 0x00]),  // 4321
    (0x0300, [0x00, 0x30, 0x00]),                                // kWh
    (0x0301, [0x00, 0x22, 0x01, 0x00, 0x00]),                    // 1
    (0x0302, [0x00, 0x22, 0xE8, 0x03, 0x00]),                    // 1000
    (0x0303, [0x00, 0x18, 0xCB]),                                // 9.3 digits, suppressed
    (0x0304, [0x00, 0x18, 0xBB]),                                // 7.3 digits, suppressed
    (0x0306, [0x00, 0x18, 0x00]),                                // electric
    (0x0308, [0x00, 0x41, 0x08, 0x4C, 0x4D, 0x30, 0x30, 0x30, 0x30, 0x34, 0x32]),
    (0x0400, [0x00, 0x2A, 0x2E, 0xFB, 0xFF]),                    // -1234
    (0xFFFD, [0x00, 0x21, 0x01, 0x00]),
  ]

  @Test("Each Metering attribute has its type and value", arguments: 0..<11)
  func meteringAttribute(row: Int) {
    let (id, record) = Self.metering[row]
    let low = UInt8(id & 0xFF)
    let high = UInt8(id >> 8)
    var device = ZigBeeDevice.joined()
    let reply = device.reply(.zcl(0x0702, [0x00, 0x2A, 0x00, low, high]))
    #expect(reply == [0x18, 0x2A, 0x01, low, high] + record)
  }

  // swift-format-ignore
  /// Basic attributes: identifier, type and value as text or number.
  static let basic: [(id: UInt16, record: [UInt8])] = [
    (0x0000, [0x00, 0x20, 8]),
    (0x0001, [0x00, 0x20, 1]),
    (0x0003, [0x00, 0x20, 1]),
    (0x0004, [0x00, 0x42, 9] + Array("LastMeter".utf8)),
    (0x0005, [0x00, 0x42, 12] + Array("LastMeter 1P".utf8)),
    (0x0006, [0x00, 0x42, 8] + Array("20260101".utf8)),
    (0x0007, [0x00, 0x30, 1]),
    (0x4000, [0x00, 0x42, 5] + Array("0.1.0".utf8)),
    (0xFFFD, [0x00, 0x21, 1, 0]),
  ]

  @Test("Each Basic attribute has its type and value", arguments: 0..<9)
  func basicAttribute(row: Int) {
    let (id, record) = Self.basic[row]
    let low = UInt8(id & 0xFF)
    let high = UInt8(id >> 8)
    var device = ZigBeeDevice.joined()
    let reply = device.reply(.zcl(0x0000, [0x10, 0x01, 0x00, low, high]))
    #expect(reply == [0x18, 0x01, 0x01, low, high] + record)
  }

  @Test("An unknown attribute answers 86 among the others, each with its own status")
  func unknownAttribute() {
    var device = ZigBeeDevice.joined()
    let reply = device.reply(
      .zcl(0x0702, [0x00, 0x07, 0x00, 0x99, 0x99, 0x00, 0x03, 0x07, 0x00]))
    #expect(
      reply == [0x18, 0x07, 0x01, 0x99, 0x99, 0x86, 0x00, 0x03, 0x00, 0x30, 0x00, 0x07, 0x00, 0x86])
  }

  @Test("A reply goes back to the endpoint and address that asked, on the same cluster")
  func addressing() throws {
    var device = ZigBeeDevice.joined()
    var message = ApplicationMessage.zcl(0x0702, [0x00, 0x2A, 0x00, 0x00, 0x03])
    message.peer = 0x5678
    message.peerEndpoint = 7
    message.peerEUI64 = 0x1122_3344_5566_7788
    let received = device.received(message, at: Moment(.zero), values: MeterValues(.some))
    let reply = try #require(received)
    #expect(reply.peer == 0x5678)
    #expect(reply.peerEndpoint == 7)
    #expect(reply.ownEndpoint == 1)
    #expect(reply.cluster == 0x0702)
    #expect(reply.profile == 0x0104)
    #expect(reply.peerEUI64 == 0x1122_3344_5566_7788)
  }

  @Test("What the meter does not know answers 86: no placeholder, no non-value")
  func notKnown() {
    var device = ZigBeeDevice.joined()
    let reply = device.reply(
      .zcl(0x0702, [0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x04, 0x06, 0x00, 0x00, 0x02]),
      MeteringValues())
    #expect(
      reply == [
        0x18, 0x01, 0x01, 0x00, 0x00, 0x86, 0x01, 0x00, 0x86, 0x00, 0x04, 0x86, 0x06, 0x00, 0x86,
        0x00, 0x02, 0x86,
      ])
  }

  @Test(
    "A summation that reads as the non-value, or does not fit 48 bits, answers 86",
    arguments: [
      (0xFFFF_FFFF_FFFE, [0x00, 0x25, 0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]),
      (0xFFFF_FFFF_FFFF, [0x86]), (0x1_0000_0000_0000, [0x86]), (UInt64.max, [0x86]),
    ] as [(UInt64, [UInt8])])
  func summationEdge(value: UInt64, record: [UInt8]) {
    var values = MeteringValues()
    values.currentSummationDelivered_Wh = value
    var device = ZigBeeDevice.joined()
    let reply = device.reply(.zcl(0x0702, [0x00, 0x01, 0x00, 0x00, 0x00]), values)
    #expect(reply == [0x18, 0x01, 0x01, 0x00, 0x00] + record)
  }

  @Test(
    "A demand that reads as the non-value, or does not fit 24 bits, answers 86",
    arguments: [
      (8_388_607, [0x00, 0x2A, 0xFF, 0xFF, 0x7F]), (8_388_608, [0x86]),
      (-8_388_607, [0x00, 0x2A, 0x01, 0x00, 0x80]), (-8_388_608, [0x86]),
      (Int64.max, [0x86]), (Int64.min, [0x86]),
    ] as [(Int64, [UInt8])])
  func demandEdge(value: Int64, record: [UInt8]) {
    var values = MeteringValues()
    values.instantaneousDemand_W = value
    var device = ZigBeeDevice.joined()
    let reply = device.reply(.zcl(0x0702, [0x00, 0x01, 0x00, 0x00, 0x04]), values)
    #expect(reply == [0x18, 0x01, 0x01, 0x00, 0x04] + record)
  }

  @Test("A summation never reads lower than it was told before")
  func monotonic() {
    var device = ZigBeeDevice.joined()
    let request = ApplicationMessage.zcl(0x0702, [0x00, 0x01, 0x00, 0x00, 0x00])
    var values = MeteringValues()
    values.currentSummationDelivered_Wh = 1000
    let before = device.reply(request, values)
    values.currentSummationDelivered_Wh = 0
    let after = device.reply(request, values)
    values.currentSummationDelivered_Wh = nil
    let none = device.reply(request, values)
    let held: [UInt8] = [0x18, 1, 1, 0, 0, 0, 0x25, 0xE8, 0x03, 0, 0, 0, 0]
    #expect(before == held)
    #expect(after == held)
    #expect(none == [0x18, 1, 1, 0, 0, 0x86])
  }

  @Test(
    "The response keeps whole records within the payload limit",
    arguments: [(12, 3), (13, 13), (17, 13), (18, 18), (24, 18), (25, 25), (84, 25)])
  func payloadLimit(limit: Int, count: Int) {
    var device = ZigBeeDevice.joined(payloadBytesMax: limit)
    // After a header of 3 bytes 0000 takes 10, 0300 takes 5, 0302 takes 7.
    let reply = device.reply(
      .zcl(0x0702, [0x00, 0x01, 0x00, 0x00, 0x00, 0x00, 0x03, 0x02, 0x03]))
    #expect(reply?.count == count)
  }
}
