// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities
import Testing
import ZigBee

/// Frames typed from [ZCL] 10.4, field order as tshark reads it.
@Suite struct MeteringProfileTests {
  private static var quarterHours: MeteringValues {
    var values = MeteringValues()
    values.profileIntervalPeriod = 3
    return values
  }

  /// What the meter is asked for after a GetProfile with this body, and the reply.
  private static func ask(_ body: [UInt8], _ device: inout ZigBeeDevice, isBroadcast: Bool = false)
    -> (request: ProfileRequest?, reply: [UInt8]?)
  {
    var message = ApplicationMessage.zcl(0x0702, [0x01, 0x2A, 0x00] + body)
    message.peer = 0x5678
    message.peerEndpoint = 7
    message.isBroadcast = isBroadcast
    let reply = device.reply(message, quarterHours)
    if case .profile(let request) = device.nextEffect() { return (request, reply) }
    return (nil, reply)
  }

  @Test("A request goes to the meter and the answer to who asked, newest interval first")
  func answered() throws {
    var device = ZigBeeDevice.joined()
    let (asked, reply) = Self.ask([0x01, 0, 0, 0, 0, 3], &device)
    let request = try #require(asked)
    #expect(reply == nil)
    #expect(request.isReceived)
    #expect(request.end == nil)
    #expect(request.count == 3)
    var answer = ProfileAnswer(end: 0x3107_0384, period: 3)
    for energy in [1337, nil, 0, 99] as [UInt64?] { answer.append(energy) }
    let message = try #require(device.answer(profile: answer, to: request))
    #expect(
      Array(message.payload) == [
        0x19, 0x2A, 0x00, 0x84, 0x03, 0x07, 0x31, 0x00, 3, 3,
        0x39, 0x05, 0x00, 0xFF, 0xFF, 0xFF, 0x00, 0x00, 0x00,
      ])
    #expect(message.peer == 0x5678)
    #expect(message.peerEndpoint == 7)
    #expect(message.ownEndpoint == 1)
    #expect(message.cluster == 0x0702)
  }

  @Test("An end time reaches the meter as it was asked")
  func endTime() {
    var device = ZigBeeDevice.joined()
    let (request, _) = Self.ask([0x00, 0x84, 0x03, 0x07, 0x31, 1], &device)
    #expect(request?.isReceived == false)
    #expect(request?.end == 0x3107_0384)
  }

  @Test(
    "Fewer intervals than asked for say 04, none says 05",
    arguments: [(2, 2, 0x00), (3, 2, 0x04), (255, 24, 0x04), (1, 0, 0x05), (24, 30, 0x00)]
      as [(UInt8, Int, UInt8)])
  func status(wanted: UInt8, known: Int, status: UInt8) throws {
    var device = ZigBeeDevice.joined()
    let asked = Self.ask([0, 0, 0, 0, 0, wanted], &device).request
    let request = try #require(asked)
    var answer = ProfileAnswer(end: 900, period: 3)
    var taken = 0
    while taken < known, answer.append(1) { taken += 1 }
    #expect(taken == min(known, 24))
    let payload = Array(try #require(device.answer(profile: answer, to: request)).payload)
    let told = min(taken, Int(wanted))
    #expect(payload[7] == status)
    #expect(payload[9] == UInt8(told))
    #expect(payload.count == 10 + 3 * told)
  }

  @Test(
    "The answer keeps whole intervals within the payload limit",
    arguments: [(84, 24), (82, 24), (81, 23), (65, 18), (13, 1), (12, 0), (10, 0)])
  func limit(bytes: Int, told: Int) throws {
    var device = ZigBeeDevice.joined(payloadBytesMax: bytes)
    let asked = Self.ask([0, 0, 0, 0, 0, 24], &device).request
    let request = try #require(asked)
    var answer = ProfileAnswer(end: 900, period: 3)
    while answer.append(7) {}
    let message = try #require(device.answer(profile: answer, to: request))
    #expect(message.payload.count == 10 + 3 * told)
    #expect(message.payload[9] == UInt8(told))
  }

  @Test(
    "An interval that reads as the mark for none, or does not fit 24 bits, is the mark",
    arguments: [
      (0xFF_FFFE, [0xFE, 0xFF, 0xFF]), (0xFF_FFFF, [0xFF, 0xFF, 0xFF]),
      (0x100_0000, [0xFF, 0xFF, 0xFF]), (UInt64.max, [0xFF, 0xFF, 0xFF]),
    ] as [(UInt64, [UInt8])])
  func intervalEdge(energy: UInt64, bytes: [UInt8]) throws {
    var device = ZigBeeDevice.joined()
    let asked = Self.ask([0, 0, 0, 0, 0, 1], &device).request
    let request = try #require(asked)
    var answer = ProfileAnswer(end: 900, period: 3)
    answer.append(energy)
    let message = try #require(device.answer(profile: answer, to: request))
    #expect(Array(message.payload).suffix(3) == bytes)
  }

  // swift-format-ignore
  @Test(
    "What cannot be asked is refused, and the meter hears nothing of it",
    arguments: [
      ([0x02, 0, 0, 0, 0, 1],  [0x19, 0x2A, 0x00, 0, 0, 0, 0, 0x01, 3, 0]),  // no such channel
      ([0x00, 0, 0, 0, 0, 0],  [0x18, 0x2A, 0x0B, 0x00, 0x85]),              // no interval
      ([0x00, 0, 0, 0, 0],     [0x18, 0x2A, 0x0B, 0x00, 0x80]),              // cut short
      ([],                     [0x18, 0x2A, 0x0B, 0x00, 0x80]),
    ] as [([UInt8], [UInt8])])
  func refused(body: [UInt8], reply: [UInt8]) {
    var device = ZigBeeDevice.joined()
    let answer = Self.ask(body, &device)
    #expect(answer.reply == reply)
    #expect(answer.request == nil)
  }

  @Test("A broadcast request is not answered and does not reach the meter")
  func broadcast() {
    var device = ZigBeeDevice.joined()
    let answer = Self.ask([0, 0, 0, 0, 0, 1], &device, isBroadcast: true)
    #expect(answer.reply == nil)
    #expect(answer.request == nil)
  }

  @Test("A meter that keeps no load profile does not know the command")
  func noProfile() {
    var device = ZigBeeDevice.joined()
    let reply = device.reply(.zcl(0x0702, [0x01, 0x2A, 0x00, 0, 0, 0, 0, 0, 1]))
    #expect(reply == [0x18, 0x2A, 0x0B, 0x00, 0x81])
  }

  @Test("Out of a network nothing is answered")
  func left() throws {
    var device = ZigBeeDevice.joined()
    let asked = Self.ask([0, 0, 0, 0, 0, 1], &device).request
    let request = try #require(asked)
    device.left()
    let message = device.answer(profile: ProfileAnswer(end: 0, period: 3), to: request)
    #expect(message == nil)
  }
}
