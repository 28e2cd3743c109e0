// SPDX-License-Identifier: Apache-2.0

import Bytes
import Testing
import ZigBee

/// Frames typed from [ZCL] 10.4, fields as zigpy's schema has them.
@Suite struct MeteringSnapshotTests {
  /// What the meter is asked for after a TakeSnapshot with this body, and the reply.
  private static func ask(
    _ body: [UInt8], _ device: inout ZigBeeDevice, isEncrypted: Bool = true,
    isBroadcast: Bool = false
  ) -> (request: SnapshotRequest?, reply: [UInt8]?) {
    var message = ApplicationMessage.zcl(0x0702, [0x01, 0x2A, 0x05] + body)
    message.peer = 0x5678
    message.isAPSEncrypted = isEncrypted
    message.isBroadcast = isBroadcast
    let reply = device.reply(message, MeteringValues())
    if case .snapshot(let request) = device.nextEffect() { return (request, reply) }
    return (nil, reply)
  }

  @Test("Who has the link key may ask for a snapshot, and is told its number")
  func taken() throws {
    var device = ZigBeeDevice.joined()
    let (asked, reply) = Self.ask([0x02, 0, 0, 0], &device)
    let request = try #require(asked)
    #expect(reply == nil)
    #expect(request.endsBillingPeriod)
    let message = try #require(device.answer(snapshot: 0x0102_0304, to: request))
    #expect(Array(message.payload) == [0x19, 0x2A, 0x05, 0x04, 0x03, 0x02, 0x01, 0x00])
    #expect(message.peer == 0x5678 && message.isAPSEncrypted)
  }

  @Test("Causes other than general, end of billing period and client are no valid field")
  func causes() {
    for (cause, isTaken, ends) in [
      (UInt32(1), true, false), (1 << 10, true, false), (3, true, true), (0, false, false),
      (1 << 2, false, false), (1 << 31, false, false),
    ] {
      var device = ZigBeeDevice.joined()
      let body = (0..<4).map { UInt8(truncatingIfNeeded: cause >> UInt32(8 * $0)) }
      let (request, reply) = Self.ask(body, &device)
      #expect((request != nil) == isTaken, "\(cause)")
      #expect(request?.endsBillingPeriod ?? false == ends, "\(cause)")
      // Default response: INVALID_FIELD.
      if !isTaken { #expect(reply == [0x18, 0x2A, 0x0B, 0x05, 0x85], "\(cause)") }
    }
  }

  @Test(
    "Without the link key it is not authorized; a broadcast is not heard; a cut one is malformed")
  func refused() {
    var device = ZigBeeDevice.joined()
    let open = Self.ask([0x01, 0, 0, 0], &device, isEncrypted: false)
    #expect(open.request == nil && open.reply == [0x18, 0x2A, 0x0B, 0x05, 0x7E])
    let broadcast = Self.ask([0x01, 0, 0, 0], &device, isBroadcast: true)
    #expect(broadcast.request == nil && broadcast.reply == nil)
    let cut = Self.ask([0x01, 0, 0], &device)
    #expect(cut.request == nil && cut.reply == [0x18, 0x2A, 0x0B, 0x05, 0x80])
  }
}
