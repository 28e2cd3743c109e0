// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities
import Testing

@testable import ZigBee

/// What happens at the limits of a device's queues: what has no room is counted as lost.
@Suite struct LimitTests {
  @Test("One message or tick has 16 effects and 8 alarms; further ones are counted")
  func context() {
    var context = DeviceContext(Moment(.zero))
    for number in 0..<UInt16(20) { context.want(.identify(seconds: number)) }
    for code in 0..<UInt8(11) { context.raise(Alarm(code: code, cluster: 0x0B04)) }
    #expect(context.lost == 4 + 3)
    var effects = 0
    while context.takeEffect() != nil { effects += 1 }
    var alarms = 0
    while context.takeAlarm() != nil { alarms += 1 }
    #expect(effects == DeviceContext.effectsMax)
    #expect(alarms == DeviceContext.alarmsMax)
  }

  @Test("16 effects wait for the meter; further ones are counted as lost, the first stay")
  func effects() {
    var scene = ClientScene()
    _ = scene.effects()
    for seconds in 1...UInt8(19) {
      scene.receive(0x0003, [0x01, 0x2A, 0x00, seconds, 0x00])
    }
    #expect(scene.device.counts.lostEffects == 3)
    var told: [UInt16] = []
    while let effect = scene.device.nextEffect() {
      if case .identify(let seconds) = effect { told.append(seconds) }
    }
    #expect(told == Array(1...16))
  }

  @Test("8 alarms wait to be told; further ones are counted as lost, and are in the log")
  func alarms() {
    var scene = ClientScene()
    _ = scene.messages()
    scene.receive(0x0B04, [0x00, 0x2A, 0x02, 0x00, 0x08, 0x19, 0x00, 0x03])
    scene.device.left()
    var values = MeterValues()
    values.electrical.swells = 0
    for sags in 0...UInt64(10) {
      values.electrical.sags = sags
      scene.device.pass(at: scene.moment, values: values)
    }
    #expect(scene.device.counts.lostEffects == 2)
    scene.device.joined(shortAddress: 0x1234, eui64: 0x0102_0304_0506_0708, payloadBytesMax: 84)
    var told = 0
    while let message = scene.device.tick(at: scene.moment, values: values) {
      if message.cluster == 0x0009 { told += 1 }
    }
    #expect(told == 8)
    let log = scene.receive(0x0009, [0x00, 0x2A, 0x00, 0x00, 0x00])
    #expect(log == [0x18, 0x2A, 0x01, 0x00, 0x00, 0x00, 0x21, 10, 0])
  }
}
