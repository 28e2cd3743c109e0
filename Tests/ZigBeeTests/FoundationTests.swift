// SPDX-License-Identifier: Apache-2.0

import Bytes
import SimulatedHardware
import Testing
import ZigBee

@Suite struct FoundationTests {
  // swift-format-ignore
  /// What comes, on which cluster, and what must go back; nil for nothing.
  static let exchanges: [(rule: String, cluster: UInt16, request: [UInt8], reply: [UInt8]?)] = [
    ("the direction bit of an answer is not the request's: from a server",
      0x0004, [0x18, 0x05, 0x00, 0x02, 0x00],             [0x10, 0x05, 0x0B, 0x00, 0xC3]),
    ("a read of the client side of a cluster finds no cluster",
      0x0702, [0x08, 0x05, 0x00, 0x00, 0x00],             [0x10, 0x05, 0x0B, 0x00, 0xC3]),
    ("a cluster that is not served is refused",
      0x0004, [0x00, 0x05, 0x00, 0x00, 0x00],             [0x18, 0x05, 0x0B, 0x00, 0xC3]),
    ("a manufacturer's global command is refused, its code repeated",
      0x0702, [0x04, 0x5F, 0x11, 0x06, 0x00, 0x00, 0x00],
      [0x1C, 0x5F, 0x11, 0x06, 0x0B, 0x00, 0x84]),
    ("a manufacturer's cluster command is refused, its code repeated",
      0x0000, [0x05, 0x5F, 0x11, 0x06, 0x01],
      [0x1C, 0x5F, 0x11, 0x06, 0x0B, 0x01, 0x83]),
    ("a manufacturer's configuration of reporting is refused, too",
      0x0702, [0x04, 0x5F, 0x11, 0x06, 0x06, 0x00],
      [0x1C, 0x5F, 0x11, 0x06, 0x0B, 0x06, 0x84]),
    ("a write of what is read only is refused by its record",
      0x0000, [0x00, 0x08, 0x02, 0x04, 0x00, 0x42, 0x00], [0x18, 0x08, 0x04, 0x88, 0x04, 0x00]),
    ("a configuration cut short is malformed",
      0x0702, [0x00, 0x08, 0x06, 0x00],                   [0x18, 0x08, 0x0B, 0x06, 0x80]),
    ("an error is told although success would not be",
      0x0702, [0x10, 0x08, 0x06, 0x00],                   [0x18, 0x08, 0x0B, 0x06, 0x80]),
    ("a general command that is not there is refused",
      0x0702, [0x00, 0x08, 0x0E, 0x00, 0x00],             [0x18, 0x08, 0x0B, 0x0E, 0x82]),
    ("so is one of no meaning",
      0x0702, [0x00, 0x08, 0x7F],                         [0x18, 0x08, 0x0B, 0x7F, 0x82]),
    ("a configuration of a cluster that is not served finds no cluster",
      0x0004, [0x00, 0x08, 0x06, 0x00, 0x00, 0x00, 0x10, 0x00, 0x00, 0x00, 0x00],
      [0x18, 0x08, 0x0B, 0x06, 0xC3]),
    ("a cluster command is not supported",
      0x0702, [0x01, 0x09, 0x00, 0x00, 0x00],             [0x18, 0x09, 0x0B, 0x00, 0x81]),
    ("an odd read request is malformed",
      0x0702, [0x00, 0x0A, 0x00, 0x00, 0x00, 0x00],       [0x18, 0x0A, 0x0B, 0x00, 0x80]),
    ("a discovery cut short is malformed",
      0x0702, [0x00, 0x0A, 0x0C, 0x00, 0x00],             [0x18, 0x0A, 0x0B, 0x0C, 0x80]),
    ("a read of nothing is answered by nothing read",
      0x0702, [0x00, 0x0A, 0x00],                         [0x18, 0x0A, 0x01]),
    ("a default response is never answered",
      0x0702, [0x00, 0x0B, 0x0B, 0x0A, 0x86],             nil),
    ("nor one from a manufacturer",
      0x0702, [0x04, 0x5F, 0x11, 0x0B, 0x0B, 0x0A, 0x86], nil),
    ("nor a read response",
      0x0702, [0x08, 0x0B, 0x01, 0x00, 0x00, 0x86],       nil),
    ("nor a write response",
      0x0702, [0x08, 0x0B, 0x04, 0x00],                   nil),
    ("nor a response to a configuration",
      0x0702, [0x08, 0x0B, 0x07, 0x00],                   nil),
    ("nor a discovery of commands",
      0x0702, [0x08, 0x0B, 0x12, 0x01, 0x00],             nil),
    ("nor a report",
      0x0702, [0x08, 0x0B, 0x0A, 0x00, 0x00, 0x20, 0x01], nil),
    ("a reserved frame type is dropped",
      0x0702, [0x02, 0x0C, 0x00, 0x00, 0x00],             nil),
    ("an empty frame is dropped",
      0x0702, [],                                         nil),
    ("a header cut short is dropped",
      0x0702, [0x00, 0x01],                               nil),
    ("a manufacturer's header cut short is dropped",
      0x0702, [0x04, 0x5F, 0x11, 0x06],                   nil),
  ]

  @Test("Requests and answers", arguments: 0..<27)
  func exchange(row: Int) {
    let (rule, cluster, request, expected) = Self.exchanges[row]
    var device = ZigBeeDevice.joined()
    let reply = device.reply(.zcl(cluster, request))
    #expect(reply == expected, "\(rule)")
  }

  @Test("Every row above is run") func rows() { #expect(Self.exchanges.count == 27) }

  @Test(
    "Discovery lists identifiers and types from the first asked for, and says when it is complete")
  func discover() {
    var device = ZigBeeDevice.joined()
    let some = device.reply(.zcl(0x0702, [0x00, 0x01, 0x0C, 0x00, 0x03, 0x02]))
    #expect(some == [0x18, 0x01, 0x0D, 0x00, 0x00, 0x03, 0x30, 0x01, 0x03, 0x22])
    let last = device.reply(.zcl(0x0702, [0x00, 0x01, 0x0C, 0x02, 0x06, 0x03]))
    #expect(
      last == [0x18, 0x01, 0x0D, 0x01, 0x02, 0x06, 0x20, 0x03, 0x06, 0x20, 0xFD, 0xFF, 0x21])
    let none = device.reply(.zcl(0x0702, [0x00, 0x01, 0x0C, 0xFE, 0xFF, 0x09]))
    #expect(none == [0x18, 0x01, 0x0D, 0x01])
  }

  @Test("Discovery that does not fit is not complete")
  func discoverLimit() {
    var device = ZigBeeDevice.joined(payloadBytesMax: 10)
    let reply = device.reply(.zcl(0x0702, [0x00, 0x01, 0x0C, 0x00, 0x00, 0xFF]))
    #expect(reply == [0x18, 0x01, 0x0D, 0x00, 0x00, 0x00, 0x25, 0x01, 0x00, 0x25])
  }

  @Test("A broadcast, a foreign endpoint, a foreign profile get no answer")
  func notForUs() {
    let read: [UInt8] = [0x00, 0x01, 0x00, 0x00, 0x03]
    var device = ZigBeeDevice.joined()
    var broadcast = ApplicationMessage.zcl(0x0702, read)
    broadcast.isBroadcast = true
    var endpoint = ApplicationMessage.zcl(0x0702, read)
    endpoint.ownEndpoint = 2
    var profile = ApplicationMessage.zcl(0x0702, read)
    profile.profile = 0x0109
    for message in [broadcast, endpoint, profile] {
      let reply = device.reply(message)
      #expect(reply == nil)
    }
    #expect(device.counts.unanswered == 3)
  }

  @Test("In no network it says nothing")
  func notJoined() {
    var device = ZigBeeDevice.joined()
    device.left()
    let reply = device.reply(.zcl(0x0702, [0x00, 0x01, 0x00, 0x00, 0x03]))
    let next = device.next(at: 5_000, .some)
    #expect(reply == nil)
    #expect(next == nil)
  }

  @Test(
    "Random frames never crash it and never make a reply longer than the limit", arguments: 1...10)
  func garbage(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var device = ZigBeeDevice.joined(payloadBytesMax: 40)
    let clusters: [UInt16] = [0x0000, 0x0702, 0x0006, 0x0002, 0x0004, 0x0005, 0x0006, 0x0031]
    for _ in 0..<5_000 {
      let count = Int(random.next() % 30)
      var bytes = (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      if count > 2, random.next() % 2 == 0 { bytes[0] &= 0x1F; bytes[2] &= 0x0F }
      let cluster = clusters[Int(random.next() % 8)]
      let isZDO = random.next() % 3 == 0
      let reply = device.reply(isZDO ? .zdo(cluster, bytes) : .zcl(cluster, bytes))
      #expect((reply?.count ?? 0) <= 40, "seed \(seed)")
    }
  }
}
