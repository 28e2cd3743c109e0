// SPDX-License-Identifier: Apache-2.0

@testable import ZigBee
import Bytes
import Quantities
import Testing

/// The rows of a server's table.
private struct TableVisit: ClusterVisitor {
  var attributes: [Attribute] = []

  mutating func visit(_ side: inout some ClusterSide) {
    attributes = (0..<side.attributeCount).map { side.attribute(at: $0) }
  }
}

/// What users of other meters complained about, so far as a server of a cluster can show that it
/// does not happen here. Reporting, bindings, time and the radio have theirs in their own files.
@Suite struct RequirementsTests {
  /// The record of one attribute: status, type, value.
  private static func record(
    _ cluster: UInt16, _ id: UInt16, _ device: inout ZigBeeDevice, _ values: MeterValues
  ) -> [UInt8] {
    let message = ApplicationMessage.zcl(
      cluster, [0x00, 0x01, 0x00, UInt8(id & 0xFF), UInt8(id >> 8)])
    let reply = device.received(message, at: Moment(.zero), values: values)
    return reply.map { Array(Array($0.payload).dropFirst(5)) } ?? []
  }

  private static func metering(_ id: UInt16, _ values: MeteringValues = .some) -> [UInt8] {
    var device = ZigBeeDevice.joined()
    return record(0x0702, id, &device, MeterValues(values))
  }

  /// UnitOfMeasure, Multiplier, Divisor, SummationFormatting, DemandFormatting.
  private static let scale: [(id: UInt16, record: [UInt8])] = [
    (0x0300, [0, 0x30, 0x00]), (0x0301, [0, 0x22, 1, 0, 0]), (0x0302, [0, 0x22, 0xE8, 3, 0]),
    (0x0303, [0, 0x18, 0xCB]), (0x0304, [0, 0x18, 0xBB]),
  ]

  /// Whether all of `scale` reads as it must.
  private static func scaleIsRight(
    _ device: inout ZigBeeDevice, _ values: MeterValues = MeterValues()
  ) -> Bool {
    for (id, expected) in scale where record(0x0702, id, &device, values) != expected {
      return false
    }
    return true
  }

  @Test("1: multiplier and divisor are there beside the formatting")
  func multiplierAndDivisor() {
    var device = ZigBeeDevice.joined()
    let isRight = Self.scaleIsRight(&device)
    #expect(isRight)
  }

  @Test("2: divisor and formatting say the same number of decimals")
  func formattingFollowsDivisor() throws {
    let divisor = Self.metering(0x0302)
    let value = Int(divisor[2]) | Int(divisor[3]) << 8 | Int(divisor[4]) << 16
    for id in [0x0303, 0x0304] as [UInt16] {
      let decimals = Int(try #require(Self.metering(id).last)) & 0x07
      #expect(value == (0..<decimals).reduce(1) { power, _ in power * 10 })
    }
  }

  @Test("3: the unit is kW, and a demand of 1,234 W is 1,234 thousandths of it")
  func kilowatts() {
    var values = MeteringValues()
    values.instantaneousDemand_W = 1_234
    #expect(Self.metering(0x0300) == [0, 0x30, 0])
    #expect(Self.metering(0x0400, values) == [0, 0x2A, 0xD2, 0x04, 0x00])
  }

  @Test("4: multiplier and divisor are answered right after the join, before anything is measured")
  func scaleAfterJoin() {
    var device = ZigBeeDevice(identity: DeviceIdentity())
    device.joined(shortAddress: 0x1234, eui64: 1, payloadBytesMax: 84)
    let isRight = Self.scaleIsRight(&device)
    #expect(isRight)
  }

  @Test("5: the divisor does not change at run time, not for energy and not for a reset")
  func divisorStays() {
    var device = ZigBeeDevice.joined()
    for energy in [0, 1, 512, 281_474_976_710_654] as [UInt64] {
      var values = MeteringValues()
      values.currentSummationDelivered_Wh = energy
      let isRight = Self.scaleIsRight(&device, MeterValues(values))
      #expect(isRight)
      _ = device.reply(.zcl(0x0000, [0x01, 5, 0x00]))
    }
  }

  @Test("6: a summation nobody knows is 86, not zero, and the zero of a new meter is told")
  func noPlaceholder() {
    #expect(Self.metering(0x0000, MeteringValues()) == [0x86])
    #expect(Self.metering(0x0001, MeteringValues()) == [0x86])
    var values = MeteringValues()
    values.currentSummationDelivered_Wh = 0
    #expect(Self.metering(0x0000, values) == [0, 0x25, 0, 0, 0, 0, 0, 0])
  }

  @Test("7: a register that reads zero for a moment is not told as zero")
  func noGlitch() {
    var device = ZigBeeDevice.joined()
    var values = MeteringValues.some
    let before = Self.record(0x0702, 0x0000, &device, MeterValues(values))
    #expect(before == [0, 0x25, 0x15, 0xCD, 0x5B, 0x07, 0, 0])
    values.currentSummationDelivered_Wh = 0
    #expect(Self.record(0x0702, 0x0000, &device, MeterValues(values)) == before)
  }

  @Test("8: no attribute of any server is ever told as a non-value")
  func noNonValue() {
    var device = ZigBeeDevice.joined()
    var count = 0
    for values in [MeterValues(), .highest, .lowest] {
      for index in ClusterTable.servers.indices {
        let cluster = ClusterTable.servers[index]
        var table = TableVisit()
        let isFound = device.clusters.visitServer(cluster, values, &table)
        #expect(isFound)
        for attribute in table.attributes {
          let record = Self.record(cluster, attribute.id, &device, values)
          count += 1
          #expect(!Self.isNonValue(record, attribute), "\(cluster) \(attribute.id) \(record)")
        }
      }
    }
    #expect(count > 100)
  }

  /// Whether a record is neither 86 nor a value of its type.
  private static func isNonValue(_ record: [UInt8], _ attribute: Attribute) -> Bool {
    if record == [0x86] { return false }
    guard record.count > 2, record[0] == 0, record[1] == attribute.type.rawValue else {
      return true
    }
    let value = Array(record.dropFirst(2))
    // StartUpOnOff alone has a meaning for FF: as before the power cut.
    if attribute.type == .enum8 { return value == [0xFF] && attribute.id != 0x4003 }
    switch attribute.type.family {
    case .bits: return false
    case .text: return value[0] == 0xFF
    case .unsigned: return value.allSatisfy { $0 == 0xFF }
    case .signed: return value.last == 0x80 && value.dropLast().allSatisfy { $0 == 0 }
    }
  }

  @Test("10: summations have no sign; energy that flows back shows in demand alone")
  func signs() {
    #expect(Self.metering(0x0000) == [0, 0x25, 0x15, 0xCD, 0x5B, 0x07, 0, 0])
    #expect(Self.metering(0x0001) == [0, 0x25, 0xE1, 0x10, 0, 0, 0, 0])
    #expect(Self.metering(0x0400) == [0, 0x2A, 0x2E, 0xFB, 0xFF])
  }

  @Test("14: the scale is the same after a power cut and another join")
  func scaleAfterRejoin() {
    var device = ZigBeeDevice.joined()
    let kept = device.kept
    device.left()
    var after = ZigBeeDevice(identity: DeviceIdentity())
    let isRestored = after.restore(kept.span)
    #expect(isRestored)
    after.joined(shortAddress: 0x4321, eui64: 1, payloadBytesMax: 84)
    let isRight = Self.scaleIsRight(&after)
    #expect(isRight)
    device.joined(shortAddress: 0x4321, eui64: 1, payloadBytesMax: 84)
    let isStillRight = Self.scaleIsRight(&device)
    #expect(isStillRight)
  }

  @Test("18: the unit is always readable, and demand and summation are both there")
  func unit() {
    #expect(Self.metering(0x0300, MeteringValues()) == [0, 0x30, 0])
    #expect(Self.metering(0x0000).first == 0)
    #expect(Self.metering(0x0400).first == 0)
  }
}

extension MeterValues {
  /// What no meter measures: everything at the end of its type.
  fileprivate static var highest: MeterValues {
    var values = MeterValues()
    values.metering.currentSummationDelivered_Wh = .max
    values.metering.currentSummationReceived_Wh = 0xFFFF_FFFF_FFFF
    values.metering.instantaneousDemand_W = .max
    values.metering.powerFactor_percent = .max
    values.metering.status = .max
    values.metering.extendedStatus = .max
    values.metering.supplyStatus = .max
    values.metering.readingSnapshotTime = .max
    values.metering.activeTier = .max
    values.metering.profileIntervalPeriod = .max
    values.metering.maximumDemandDelivered_W = .max
    values.metering.maximumDemandDeliveredTime = .max
    values.metering.currentDayDelivered_Wh = 0xFF_FFFF
    values.metering.previousDayDelivered_Wh = .max
    values.metering.tierDelivered_Wh[0] = .max
    values.electrical.frequency_mHz = 0xFFFF
    values.electrical.rmsVoltage_mV = 6_553_500
    values.electrical.rmsCurrent_mA = 655_350
    values.electrical.activePower_W = .max
    values.electrical.reactivePower_var = .max
    values.electrical.apparentPower_VA = .max
    values.electrical.powerFactor_percent = .max
    values.diagnostics.resets = .max
    values.diagnostics.unicastsFailed = 0xFFFF
    values.diagnostics.lastMessageLQI = .max
    return values
  }

  /// The other end: the non-values of signed types.
  fileprivate static var lowest: MeterValues {
    var values = MeterValues()
    values.metering.instantaneousDemand_W = -0x80_0000
    values.metering.powerFactor_percent = .min
    values.electrical.activePower_W = -0x8000
    values.electrical.reactivePower_var = .min
    values.electrical.powerFactor_percent = .min
    values.diagnostics.lastMessageRSSI = .min
    return values
  }
}
