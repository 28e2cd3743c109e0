// SPDX-License-Identifier: Apache-2.0

import Testing
import ZigBee

/// What users complained about elsewhere, as far as clients can show that it is not so here. The
/// numbers are those of the facts, section 5.
@Suite struct RequirementsOfClientsTests {
  private static let time = ClientScene.clock

  /// Read Attributes Response as zigpy sends it: Time, TimeStatus, and LocalTime two hours on.
  private static func answer(_ time: UInt32) -> [UInt8] {
    [0x18, 0x01, 0x01, 0x00, 0x00, 0x00, 0xE2] + bytes32(time) + [0x01, 0x00, 0x00, 0x18, 0x02]
      + [0x07, 0x00, 0x00, 0x23] + bytes32(time + 7200)
  }

  @Test("16: the time client tolerates silence; all else goes on as it would")
  func requirement16Silence() {
    var scene = ClientScene()
    var values = MeterValues()
    values.metering = .some
    var reports = 0
    for seconds in stride(from: UInt64(0), through: 2 * 86_400, by: 60) {
      scene.seconds = seconds
      while let message = scene.device.tick(at: scene.moment, values: values) {
        if message.cluster == 0x0702 { reports += 1 }
      }
    }
    #expect(reports > 100)
    let effects = scene.effects()
    #expect(effects == [])
    scene.receive(0x000A, Self.answer(Self.time))
    let late = scene.effects()
    #expect(late == [])
  }

  @Test("16: UTC is what counts, whatever the server takes for local time")
  func requirement16LocalTime() {
    var scene = ClientScene()
    _ = scene.messages()
    scene.receive(0x000A, Self.answer(Self.time))
    let effects = scene.effects()
    #expect(effects == ["clock \(UInt64(Self.time) * 1000) ms"])
  }

  @Test("16: a server that tells its local time as UTC does not move the clock at once")
  func requirement16Plausibility() {
    var scene = ClientScene(utc: Self.time)
    _ = scene.messages()
    scene.receive(0x000A, Self.answer(Self.time + 7200))
    let effects = scene.effects()
    #expect(effects == [])
  }

  @Test("15: every client asks anew after a rejoin, however long it had waited")
  func requirement15() {
    var scene = ClientScene(utc: Self.time)
    for seconds in stride(from: UInt64(0), through: 3 * 86_400, by: 30) {
      scene.seconds = seconds
      _ = scene.messages()
    }
    let quiet = scene.messages()
    #expect(quiet.isEmpty)
    scene.device.left()
    scene.device.joined(
      shortAddress: 0x4321, eui64: 0x0102_0304_0506_0708, payloadBytesMax: 84)
    let asked = scene.messages().filter(\.isRequestOfClient).map(\.cluster)
    #expect(asked == [0x000A, 0x0700, 0x0700, 0x0701, 0x0703, 0x0019])
  }
}
