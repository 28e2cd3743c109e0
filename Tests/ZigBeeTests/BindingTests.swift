// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities
import Testing
import ZigBee

/// This device's own EUI-64, 0102030405060708, as it is sent.
private let own: [UInt8] = [8, 7, 6, 5, 4, 3, 2, 1]
/// A gateway's EUI-64, 1112131415161718, as it is sent.
private let gateway: [UInt8] = [0x18, 0x17, 0x16, 0x15, 0x14, 0x13, 0x12, 0x11]
private let gatewayEUI64: UInt64 = 0x1112_1314_1516_1718
/// Metering.
private let metering: [UInt8] = [0x02, 0x07]

/// Of endpoint 1's Metering cluster to the gateway's endpoint. Source: [ZigBee] 2.4.3.2.2.
private func request(_ sequence: UInt8 = 7, endpoint: UInt8 = 1) -> [UInt8] {
  [sequence] + own + [1] + metering + [0x03] + gateway + [endpoint]
}

@Suite struct BindingTests {
  // swift-format-ignore
  static let refusals: [(rule: String, request: [UInt8], status: UInt8?)] = [
    ("Bind_req", request(), 0x00),
    ("another device's binding", [7] + gateway + [1] + metering + [3] + gateway + [1], 0x84),
    ("an endpoint that is not", [7] + own + [2] + metering + [3] + gateway + [1], 0x82),
    ("a cluster that is not", [7] + own + [1, 0x00, 0xEF, 3] + gateway + [1], 0x84),
    ("a group", [7] + own + [1] + metering + [1, 0x34, 0x12], 0x84),
    ("cut short before its destination", [7] + own + [1] + metering + [3] + gateway, nil),
    ("a group cut short", [7] + own + [1] + metering + [1, 0x34], nil),
    ("cut short before its cluster", [7] + own + [1, 0x02], nil),
  ]

  @Test("Bind_req is done or refused by the status of the standard", arguments: 0..<8)
  func status(row: Int) {
    let (rule, request, status) = Self.refusals[row]
    var device = ZigBeeDevice.joined()
    let reply = device.reply(.zdo(0x0021, request))
    #expect(reply == status.map { [7, $0] }, "\(rule)")
  }

  @Test("Unbind_req of what is not bound has NO_ENTRY, of what is has SUCCESS, once")
  func unbind() {
    var device = ZigBeeDevice.joined()
    #expect(device.reply(.zdo(0x0022, request())) == [7, 0x88])
    _ = device.reply(.zdo(0x0021, request()))
    #expect(device.reply(.zdo(0x0022, request())) == [7, 0x00])
    #expect(device.reply(.zdo(0x0022, request())) == [7, 0x88])
  }

  @Test("The table holds 16 bindings; the next has TABLE_FULL, one that is there has SUCCESS")
  func full() {
    var device = ZigBeeDevice.joined()
    for endpoint in UInt8(1)...16 {
      #expect(device.reply(.zdo(0x0021, request(endpoint: endpoint))) == [7, 0x00])
    }
    #expect(device.reply(.zdo(0x0021, request(endpoint: 17))) == [7, 0x8C])
    #expect(device.reply(.zdo(0x0021, request(endpoint: 16))) == [7, 0x00])
    _ = device.reply(.zdo(0x0022, request(endpoint: 3)))
    #expect(device.reply(.zdo(0x0021, request(endpoint: 17))) == [7, 0x00])
  }

  @Test("Mgmt_Bind_req lists the table, as many rows a frame as fit")
  func list() {
    var device = ZigBeeDevice.joined()
    #expect(device.reply(.zdo(0x0033, [9, 0])) == [9, 0, 0, 0, 0])
    for endpoint in UInt8(1)...5 { _ = device.reply(.zdo(0x0021, request(endpoint: endpoint))) }
    func row(_ endpoint: UInt8) -> [UInt8] { own + [1] + metering + [3] + gateway + [endpoint] }
    #expect(device.reply(.zdo(0x0033, [9, 0])) == [9, 0, 5, 0, 3] + row(1) + row(2) + row(3))
    #expect(device.reply(.zdo(0x0033, [9, 3])) == [9, 0, 5, 3, 2] + row(4) + row(5))
    #expect(device.reply(.zdo(0x0033, [9, 200])) == [9, 0, 5, 200, 0])
    #expect(device.reply(.zdo(0x0033, [9])) == nil)
  }

  @Test("A binding that is new or gone is for the log and is kept; one that was there is not")
  func effects() {
    var device = ZigBeeDevice.joined()
    _ = device.reply(.zdo(0x0021, request()))
    guard case .bindingsChanged(count: 1) = device.nextEffect() else {
      Issue.record("no change told")
      return
    }
    guard case .keepState = device.nextEffect() else {
      Issue.record("not kept")
      return
    }
    _ = device.reply(.zdo(0x0021, request()))
    let nothing = device.nextEffect() == nil
    #expect(nothing)
  }

  @Test("Until anything is bound reports go to the coordinator, then to all who are bound alone")
  func destinations() throws {
    var device = ZigBeeDevice.joined()
    for endpoint in UInt8(1)...2 { _ = device.reply(.zdo(0x0021, request(endpoint: endpoint))) }
    var sent: [ApplicationMessage] = []
    while let message = device.tick(at: Moment(.seconds(1)), values: MeterValues(.some)) {
      sent.append(message)
    }
    #expect(sent.map(\.peerEndpoint) == [1, 2])
    #expect(sent.allSatisfy { $0.peerEUI64 == gatewayEUI64 && $0.peer == 0xFFFE })
    #expect(Set(sent.map { Array($0.payload) }).count == 1)
  }

  @Test("Once unbound nobody has reports: the coordinator did not ask to")
  func unbound() {
    var device = ZigBeeDevice.joined()
    _ = device.reply(.zdo(0x0021, request()))
    _ = device.reply(.zdo(0x0022, request()))
    let report = device.next(at: 1, .some)
    #expect(report == nil)
  }

  @Test("A gateway's short address is the one it was last heard under")
  func shortAddress() throws {
    var device = ZigBeeDevice.joined()
    _ = device.reply(.zdo(0x0021, request()))
    for address in [0x4711, 0x4712] as [UInt16] {
      var message = ApplicationMessage.zdo(0x0002, [7, 0x34, 0x12])
      message.peerEUI64 = gatewayEUI64
      message.peer = address
      _ = device.reply(message)
    }
    let sent = device.tick(at: Moment(.seconds(1)), values: MeterValues(.some))
    let report = try #require(sent)
    #expect(report.peer == 0x4712)
  }

  @Test("An address that was not found is the radio's to look up again, until the peer is heard")
  func lostAddress() throws {
    var device = ZigBeeDevice.joined()
    _ = device.reply(.zdo(0x0021, request()))
    var message = ApplicationMessage.zdo(0x0002, [7, 0x34, 0x12])
    message.peerEUI64 = gatewayEUI64
    message.peer = 0x4711
    _ = device.reply(message)
    for (seconds, mustLookUp, peer) in [(1, false, 0x4711), (31, true, 0xFFFE)]
      as [(UInt64, Bool, UInt16)]
    {
      device.ended(1, mustLookUp ? .lookUpAgain : .retryLater, at: .zero)
      let sent = device.nextReport(at: seconds, .some)
      let report = try #require(sent)
      #expect(report.peer == peer)
      #expect(report.peerEUI64 == gatewayEUI64)
    }
  }

  @Test("Mgmt_Leave_req to this device answers, then leaves; bindings are gone unless it rejoins")
  func leave() {
    for (request, status, rejoins) in [
      ([7] + own + [0x00], 0x00, false), ([7] + own + [0x80], 0x00, true),
      ([7] + gateway + [0x00], 0x81, nil), ([7, 0, 0, 0, 0, 0, 0, 0, 0, 0], 0x00, false),
    ] as [([UInt8], UInt8, Bool?)] {
      var device = ZigBeeDevice.joined()
      _ = device.reply(.zdo(0x0021, [7] + own + [1] + metering + [3] + gateway + [1]))
      while device.nextEffect() != nil {}
      #expect(device.reply(.zdo(0x0034, request)) == [7, status])
      var left: Bool?
      while let effect = device.nextEffect() {
        if case .leaveNetwork(let rejoins) = effect { left = rejoins }
      }
      #expect(left == rejoins)
      let kept: [UInt8] = rejoins == false ? [9, 0, 0, 0, 0] : [9, 0, 1, 0, 1]
      #expect(device.reply(.zdo(0x0033, [9, 0]))?.prefix(5) == kept[...])
    }
  }

  @Test("Management requests that come as a broadcast change nothing and are not answered")
  func broadcasts() {
    var device = ZigBeeDevice.joined()
    for (cluster, payload) in [
      (0x0021, request()), (0x0034, [7] + own + [0]), (0x0033, [7, 0]),
    ] as [(UInt16, [UInt8])] {
      var message = ApplicationMessage.zdo(cluster, payload)
      message.isBroadcast = true
      #expect(device.reply(message) == nil)
    }
    let nothing = device.nextEffect() == nil
    #expect(nothing)
    #expect(device.reply(.zdo(0x0033, [9, 0])) == [9, 0, 0, 0, 0])
  }
}
