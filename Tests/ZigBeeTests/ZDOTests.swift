// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities
import Testing
import ZigBee

@Suite struct ZDOTests {
  // swift-format-ignore
  /// Requests to 1234, EUI-64 0102030405060708, and their responses. Source: [ZigBee] 2.4.
  static let exchanges: [(rule: String, cluster: UInt16, request: [UInt8], reply: [UInt8]?)] = [
    ("NWK_addr_req", 0x0000, [7, 8, 7, 6, 5, 4, 3, 2, 1, 0, 0],
      [7, 0x00, 8, 7, 6, 5, 4, 3, 2, 1, 0x34, 0x12]),
    ("NWK_addr_req for another", 0x0000, [7, 9, 7, 6, 5, 4, 3, 2, 1, 0, 0],
      [7, 0x81, 9, 7, 6, 5, 4, 3, 2, 1, 0x34, 0x12]),
    ("IEEE_addr_req", 0x0001, [7, 0x34, 0x12, 0, 0],
      [7, 0x00, 8, 7, 6, 5, 4, 3, 2, 1, 0x34, 0x12]),
    ("Node_Desc_req", 0x0002, [7, 0x34, 0x12],
      [7, 0x00, 0x34, 0x12, 0x01, 0x40, 0x8E, 0x1E, 0x10, 82, 82, 0, 0x00, 0x2A, 82, 0, 0]),
    ("Node_Desc_req for another", 0x0002, [7, 0x35, 0x12], [7, 0x81, 0x35, 0x12]),
    ("Active_EP_req", 0x0005, [7, 0x34, 0x12], [7, 0x00, 0x34, 0x12, 1, 1]),
    ("Active_EP_req for another", 0x0005, [7, 0x35, 0x12], [7, 0x81, 0x35, 0x12, 0]),
    ("Simple_Desc_req", 0x0004, [7, 0x34, 0x12, 1],
      [7, 0x00, 0x34, 0x12, 34, 1, 0x04, 0x01, 0x53, 0x00, 0, 8, 0x00, 0x00, 0x03, 0x00, 0x06, 0x00,
        0x09, 0x00, 0x02, 0x07, 0x01, 0x0B, 0x04, 0x0B, 0x05, 0x0B,
        5, 0x0A, 0x00, 0x19, 0x00, 0x00, 0x07, 0x01, 0x07, 0x03, 0x07]),
    ("Simple_Desc_req of an endpoint that is not", 0x0004, [7, 0x34, 0x12, 2],
      [7, 0x83, 0x34, 0x12, 0]),
    ("Simple_Desc_req of endpoint 0", 0x0004, [7, 0x34, 0x12, 0], [7, 0x82, 0x34, 0x12, 0]),
    ("Match_Desc_req for Metering", 0x0006, [7, 0x34, 0x12, 0x04, 0x01, 1, 0x02, 0x07, 0],
      [7, 0x00, 0x34, 0x12, 1, 1]),
    ("Match_Desc_req for Groups", 0x0006, [7, 0x34, 0x12, 0x04, 0x01, 1, 0x04, 0x00, 0],
      [7, 0x00, 0x34, 0x12, 0]),
    ("Match_Desc_req of another profile", 0x0006, [7, 0x34, 0x12, 0x09, 0x01, 1, 0x02, 0x07, 0],
      [7, 0x00, 0x34, 0x12, 0]),
    ("NWK_addr_req with the devices associated", 0x0000, [7, 8, 7, 6, 5, 4, 3, 2, 1, 1, 0],
      [7, 0x00, 8, 7, 6, 5, 4, 3, 2, 1, 0x34, 0x12, 0]),
    ("IEEE_addr_req of an unknown type", 0x0001, [7, 0x34, 0x12, 2, 0],
      [7, 0x80, 8, 7, 6, 5, 4, 3, 2, 1, 0x34, 0x12]),
    ("Power_Desc_req", 0x0003, [7, 0x34, 0x12], [7, 0x00, 0x34, 0x12, 0x10, 0xC1]),
    ("Power_Desc_req for another", 0x0003, [7, 0x35, 0x12], [7, 0x81, 0x35, 0x12]),
    ("Mgmt_Rtg_req is not supported", 0x0032, [7, 0], [7, 0x84]),
    ("Mgmt_Permit_Joining_req is not supported", 0x0036, [7, 60, 1], [7, 0x84]),
    ("Mgmt_Lqi_req is not supported", 0x0031, [7, 0], [7, 0x84]),
    ("a response is not answered", 0x8002, [7, 0, 0, 0], nil),
    ("an announcement is not answered", 0x0013, [7, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], nil),
    ("an empty request is not answered", 0x0002, [], nil),
    ("a request cut short is not answered", 0x0002, [7, 0x34], nil),
    ("a match request that promises more clusters than it has is not answered",
      0x0006, [7, 0x34, 0x12, 0x04, 0x01, 9, 0x02, 0x07], nil),
  ]

  @Test("Requests and responses", arguments: 0..<25)
  func exchange(row: Int) throws {
    let (rule, cluster, request, expected) = Self.exchanges[row]
    var device = ZigBeeDevice.joined()
    let reply = device.received(
      .zdo(cluster, request), at: Moment(.zero), values: MeterValues(.some))
    #expect(reply.map { Array($0.payload) } == expected, "\(rule)")
    if let reply {
      #expect(reply.cluster == cluster | 0x8000)
      #expect(reply.profile == 0)
      #expect(reply.ownEndpoint == 0)
    }
  }

  @Test("Every row above is run") func rows() { #expect(Self.exchanges.count == 25) }

  @Test("A broadcast is answered only by whom it concerns")
  func broadcasts() {
    var device = ZigBeeDevice.joined()
    let cases: [(UInt16, [UInt8], Bool)] = [
      (0x0000, [7, 8, 7, 6, 5, 4, 3, 2, 1, 0, 0], true),
      (0x0000, [7, 9, 7, 6, 5, 4, 3, 2, 1, 0, 0], false),
      (0x0006, [7, 0xFD, 0xFF, 0x04, 0x01, 1, 0x02, 0x07, 0], true),
      (0x0006, [7, 0xFD, 0xFF, 0x04, 0x01, 1, 0x04, 0x00, 0], false),
      (0x0036, [7, 60, 1], false),
    ]
    for (cluster, request, isAnswered) in cases {
      var message = ApplicationMessage.zdo(cluster, request)
      message.isBroadcast = true
      let reply = device.reply(message)
      #expect((reply != nil) == isAnswered, "cluster \(cluster) \(request)")
    }
  }

  @Test("On joining it announces itself to all routers, once")
  func announces() throws {
    var device = ZigBeeDevice(identity: DeviceIdentity())
    device.joined(shortAddress: 0x1234, eui64: 0x0102_0304_0506_0708, payloadBytesMax: 84)
    let sent = device.tick(at: Moment(.zero), values: MeterValues())
    let first = try #require(sent)
    #expect(Array(first.payload) == [1, 0x34, 0x12, 8, 7, 6, 5, 4, 3, 2, 1, 0x8E])
    #expect(first.peer == 0xFFFD)
    #expect(first.cluster == 0x0013)
    #expect(first.profile == 0)
    #expect(first.ownEndpoint == 0)
    #expect(first.peerEndpoint == 0)
    let second = device.next(at: 0, MeteringValues())
    #expect(second == nil)
  }

  @Test("An announcement is read back field by field, and refused when cut short")
  func announcement() throws {
    let bytes: [UInt8] = [9, 0x34, 0x12, 8, 7, 6, 5, 4, 3, 2, 1, 0x8E]
    let read = DeviceAnnounce(bytes.span)
    let announce = try #require(read)
    #expect(announce.shortAddress == 0x1234)
    #expect(announce.eui64 == 0x0102_0304_0506_0708)
    #expect(announce.capability == 0x8E)
    for count in 0..<bytes.count {
      let short = Array(bytes.prefix(count))
      let refused = DeviceAnnounce(short.span) == nil
      #expect(refused)
    }
  }
}
