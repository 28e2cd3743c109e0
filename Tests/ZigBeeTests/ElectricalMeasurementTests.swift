// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities
import Testing

@testable import ZigBee

@Suite struct ElectricalMeasurementTests {
  private static var values: MeterValues {
    var values = MeterValues()
    values.electrical.frequency_mHz = 50_012
    values.electrical.rmsVoltage_mV = 230_149
    values.electrical.rmsCurrent_mA = 70_256
    values.electrical.activePower_W = -2_345
    values.electrical.reactivePower_var = 678
    values.electrical.apparentPower_VA = 2_441
    values.electrical.powerFactor_percent = -96
    values.electrical.declaredVoltage_V = 230
    values.electrical.powerThreshold_W = 3_300
    values.electrical.sags = 7
    values.electrical.swells = 3
    return values
  }

  private static func record(
    _ id: UInt16, _ values: MeterValues, _ device: inout ZigBeeDevice
  ) -> [UInt8] {
    let reply = device.received(
      .zcl(0x0B04, [0x00, 7, 0x00, UInt8(id & 0xFF), UInt8(id >> 8)]), at: Moment(.zero),
      values: values)
    return reply.map { Array(Array($0.payload).dropFirst(5)) } ?? []
  }

  // swift-format-ignore
  /// Status, type and value. Source: [ZCL] 4.9.2.2.
  static let records: [(id: UInt16, record: [UInt8])] = [
    (0x0000, [0x00, 0x1B, 0x0F, 0x01, 0x00, 0x00]),
    (0x0300, [0x00, 0x21, 0x5C, 0xC3]),               // 50012
    (0x0304, [0x00, 0x2B, 0xD7, 0xF6, 0xFF, 0xFF]),   // -2345
    (0x0305, [0x00, 0x2B, 0xA6, 0x02, 0x00, 0x00]),   // 678
    (0x0306, [0x00, 0x23, 0x89, 0x09, 0x00, 0x00]),   // 2441
    (0x0400, [0x00, 0x21, 0x01, 0x00]),
    (0x0401, [0x00, 0x21, 0xE8, 0x03]),               // 1000
    (0x0402, [0x00, 0x23, 0x01, 0x00, 0x00, 0x00]),
    (0x0403, [0x00, 0x23, 0x01, 0x00, 0x00, 0x00]),
    (0x0505, [0x00, 0x21, 0xFD, 0x08]),               // 230.1 V
    (0x0508, [0x00, 0x21, 0x72, 0x1B]),               // 70.26 A
    (0x050B, [0x00, 0x29, 0xD7, 0xF6]),
    (0x050E, [0x00, 0x29, 0xA6, 0x02]),
    (0x050F, [0x00, 0x21, 0x89, 0x09]),
    (0x0510, [0x00, 0x28, 0xA0]),                     // -96 %
    (0x0512, [0x00, 0x21, 0x03, 0x00]),
    (0x0513, [0x00, 0x21, 0x07, 0x00]),
    (0x0600, [0x00, 0x21, 0x01, 0x00]),
    (0x0601, [0x00, 0x21, 0x0A, 0x00]),
    (0x0602, [0x00, 0x21, 0x01, 0x00]),
    (0x0603, [0x00, 0x21, 0x64, 0x00]),
    (0x0604, [0x00, 0x21, 0x01, 0x00]),
    (0x0605, [0x00, 0x21, 0x01, 0x00]),
    (0x0800, [0x00, 0x19, 0x00, 0x00]),
    (0x0803, [0x00, 0x29, 0xE4, 0x0C]),               // 3300 W
    (0x0805, [0x00, 0x29, 0xE2, 0x09]),               // 253.0 V
    (0x0809, [0x00, 0x29, 0x16, 0x08]),               // 207.0 V
    (0x080A, [0x00, 0x29, 0xE2, 0x09]),
    (0x0905, [0x86]),                                 // no phase B
  ]

  @Test("Each attribute has the type and scale of the standard", arguments: 0..<29)
  func record(row: Int) {
    var device = ZigBeeDevice.joined()
    #expect(
      Self.record(Self.records[row].id, Self.values, &device) == Self.records[row].record)
  }

  @Test("What is not known, or does not fit its type, is no value and never another's")
  func unknown() {
    var device = ZigBeeDevice.joined()
    for id in [0x0300, 0x0304, 0x0505, 0x0508, 0x050B, 0x050E, 0x050F, 0x0510, 0x0809] as [UInt16] {
      #expect(Self.record(id, MeterValues(), &device) == [0x86])
    }
    var values = Self.values
    values.electrical.activePower_W = -40_000
    values.electrical.rmsVoltage_mV = 6_553_500
    values.electrical.frequency_mHz = 65_535
    #expect(Self.record(0x050B, values, &device) == [0x86])
    #expect(Self.record(0x0505, values, &device) == [0x86])
    #expect(Self.record(0x0300, values, &device) == [0x86])
    #expect(Self.record(0x0304, values, &device) == [0x00, 0x2B, 0xC0, 0x63, 0xFF, 0xFF])
  }

  @Test("Counters begin anew where 0 is written, and at no other number")
  func counters() {
    var device = ZigBeeDevice.joined()
    var values = Self.values
    func write(_ value: UInt8) -> [UInt8]? {
      device.received(
        .zcl(0x0B04, [0x00, 7, 0x02, 0x13, 0x05, 0x21, value, 0x00]), at: Moment(.zero),
        values: values
      ).map { Array($0.payload) }
    }
    #expect(write(1) == [0x18, 7, 0x04, 0x87, 0x13, 0x05])
    #expect(write(0) == [0x18, 7, 0x04, 0x00])
    values.electrical.sags = 9
    #expect(Self.record(0x0513, values, &device) == [0x00, 0x21, 2, 0])
    #expect(Self.record(0x0512, values, &device) == [0x00, 0x21, 3, 0])
  }

  @Test("A sag or swell is an alarm where the mask wants it; the mask is kept")
  func alarms() {
    var server = ElectricalState()
    server.alarmsMask = 1 << 8
    var context = DeviceContext(Moment(.zero))
    var values = Self.values.electrical
    server.tick(values, &context)
    #expect(context.takeAlarm() == nil, "what came before the start is told by nobody")
    values.sags = 8
    values.swells = 4
    server.tick(values, &context)
    #expect(context.takeAlarm() == Alarm(code: 8, cluster: 0x0B04))
    #expect(context.takeAlarm() == nil)
    server.tick(values, &context)
    #expect(context.takeAlarm() == nil, "once")
  }

  @Test("Power above the contract's threshold is an alarm when it begins, and again after it fell")
  func overload() {
    var server = ElectricalState()
    server.alarmsMask = 1 << 2
    var values = Self.values.electrical
    var told: [Int64] = []
    for power in [3_300, 3_301, 9_000, 3_300, 3_400, -9_000] as [Int64] {
      var context = DeviceContext(Moment(.zero))
      values.activePower_W = power
      server.tick(values, &context)
      if let alarm = context.takeAlarm() {
        #expect(alarm == Alarm(code: 2, cluster: 0x0B04))
        told.append(power)
      }
    }
    #expect(told == [3_301, 3_400])
    values.powerThreshold_W = nil
    values.activePower_W = .max
    var context = DeviceContext(Moment(.zero))
    server.tick(values, &context)
    #expect(context.takeAlarm() == nil, "no contract says what is too much")
  }

  @Test(
    "Of the alarms mask only what is watched may be set",
    arguments: [(0x03, 0x00), (0x04, 0x87)])
  func mask(high: UInt8, status: UInt8) {
    var device = ZigBeeDevice.joined()
    let reply = device.reply(.zcl(0x0B04, [0x00, 7, 0x02, 0x00, 0x08, 0x19, 0x00, high]))
    #expect(reply?[3] == status)
    var again = ZigBeeDevice(identity: DeviceIdentity())
    let kept = device.kept
    let isRestored = again.restore(kept.span)
    #expect(isRestored)
    again.joined(shortAddress: 1, eui64: 2, payloadBytesMax: 84)
    #expect(
      Self.record(0x0800, MeterValues(), &again) == [0x00, 0x19, 0x00, status == 0 ? high : 0])
  }
}
