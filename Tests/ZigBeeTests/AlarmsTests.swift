// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities
import Testing

@testable import ZigBee

@Suite struct AlarmsTests {
  private static let alarm = Alarm(code: 0x01, cluster: 0x0B04)

  private static func command(_ id: UInt8, _ body: [UInt8] = []) -> ClusterCommand {
    var payload = ApplicationMessage.Payload()
    for byte in body { payload.append(byte) }
    return ClusterCommand(id: id, body: payload)
  }

  private static func answer(_ server: inout AlarmsServer, _ id: UInt8) -> [UInt8]? {
    var context = DeviceContext(Moment(.zero))
    guard case .answer(let command, let body) = server.received(command(id), &context) else {
      return nil
    }
    return [command] + Array(body)
  }

  @Test("Get Alarm takes the oldest out of the log, with the time it came; then there is none")
  func log() {
    var server = AlarmsServer()
    // 2026-01-01T00:00:00Z is 820540800 s after 2000, 30E8_7580.
    let utc = UTC(milliseconds: 1_767_225_600_000)
    server.raised(Self.alarm, at: Moment(.zero, utc: utc))
    server.raised(Alarm(code: 0x02, cluster: 0x0702), at: Moment(.zero))
    #expect(server.value(of: Alarms.alarmCount)?.number == 2)
    #expect(
      Self.answer(&server, 0x02) == [0x01, 0x00, 0x01, 0x04, 0x0B, 0x80, 0x75, 0xE8, 0x30])
    #expect(
      Self.answer(&server, 0x02) == [0x01, 0x00, 0x02, 0x02, 0x07, 0xFF, 0xFF, 0xFF, 0xFF])
    #expect(Self.answer(&server, 0x02) == [0x01, 0x8B])
  }

  @Test("The log holds 16: the oldest gives way to one more")
  func full() {
    var server = AlarmsServer()
    for code in UInt8(0)..<17 {
      server.raised(Alarm(code: code, cluster: 0x0B04), at: Moment(.zero))
    }
    #expect(server.value(of: Alarms.alarmCount)?.number == 16)
    #expect(Self.answer(&server, 0x02)?[2] == 1)
  }

  @Test("A power failure goes before all else, unassured, and is in the log")
  func powerFailure() {
    var scene = ClientScene(utc: ClientScene.clock)
    scene.device.tellPowerFailure(at: scene.moment)
    let messages = scene.messages()
    #expect(messages.count > 1, "requests of clients wait as well")
    let first = messages[0]
    // Alarm: frame control, sequence, 0x00, code 3, cluster 0x0702.
    #expect(first.cluster == 0x0009 && !first.isAssured)
    #expect(Array(Array(first.payload).dropFirst(2)) == [0x00, 0x03, 0x02, 0x07])
    #expect(messages.count { $0.cluster == 0x0009 } == 1)
    // Get Alarm: the log has it, with its time.
    let log = scene.receive(0x0009, [0x01, 0x2A, 0x02])
    let expected: [UInt8] = [0x2A, 0x01, 0x00, 0x03, 0x02, 0x07, 0x00, 0x00, 0x07, 0x31]
    #expect(log.map { Array($0.dropFirst()) } == expected)
    scene.device.left()
    scene.device.tellPowerFailure(at: scene.moment)
    scene.device.joined(shortAddress: 0x1234, eui64: 0x0102_0304_0506_0708, payloadBytesMax: 84)
    let late = scene.messages()
    #expect(late.allSatisfy { $0.cluster != 0x0009 }, "without a network it is in the log alone")
  }

  @Test("A broadcast takes no alarm out of the log, empties none, and is not answered")
  func broadcast() {
    var device = ZigBeeDevice.joined()
    for command in [[0x02], [0x03], [0x01]] as [[UInt8]] {
      var message = ApplicationMessage.zcl(0x0009, [0x01, 7] + command)
      message.isBroadcast = true
      let reply = device.reply(message)
      #expect(reply == nil, "\(command)")
    }
    var server = AlarmsServer()
    server.raised(Self.alarm, at: Moment(.zero))
    var message = ApplicationMessage.zcl(0x0009, [])
    message.isBroadcast = true
    var context = DeviceContext(Moment(.zero), origin: CommandOrigin(message))
    for id in [0x02, 0x03] as [UInt8] { _ = server.received(Self.command(id), &context) }
    #expect(server.value(of: Alarms.alarmCount)?.number == 1)
  }

  @Test("Resets are taken; the one of the log empties it; what is cut short is malformed")
  func resets() {
    var device = ZigBeeDevice.joined()
    for (command, status) in [
      ([0x00, 0x01, 0x04, 0x0B], 0x00), ([0x00, 0x01], 0x80), ([0x01], 0x00), ([0x03], 0x00),
      ([0x04], 0x81),
    ] as [([UInt8], UInt8)] {
      #expect(
        device.reply(.zcl(0x0009, [0x01, 7] + command)) == [0x18, 7, 0x0B, command[0], status])
    }
    var server = AlarmsServer()
    server.raised(Self.alarm, at: Moment(.zero))
    var context = DeviceContext(Moment(.zero))
    _ = server.received(Self.command(0x03), &context)
    #expect(server.value(of: Alarms.alarmCount)?.number == 0)
  }

  @Test("An alarm is told to all who are bound to the cluster: code, then cluster")
  func told() {
    let frame = Self.alarm.frame(sequence: 0x2A, limit: 84)
    #expect(frame.map { Array($0) } == [0x19, 0x2A, 0x00, 0x01, 0x04, 0x0B])
  }
}
