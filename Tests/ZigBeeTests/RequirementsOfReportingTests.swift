// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities
import Testing

@testable import ZigBee

private func values(_ delivered: UInt64?, _ demand: Int64? = nil) -> MeteringValues {
  var values = MeteringValues()
  values.currentSummationDelivered_Wh = delivered
  values.instantaneousDemand_W = demand
  return values
}

/// What users of other meters complain of, as far as general commands and reports can be blamed.
@Suite struct RequirementsOfReportingTests {
  /// Reads Multiplier and Divisor: 1 and 1000.
  static let scale: [UInt8] = [0x00, 0x01, 0x00, 0x01, 0x03, 0x02, 0x03]
  static let scaleTold: [UInt8] = [
    0x18, 0x01, 0x01, 0x01, 0x03, 0x00, 0x22, 0x01, 0x00, 0x00,
    0x02, 0x03, 0x00, 0x22, 0xE8, 0x03, 0x00,
  ]

  @Test("4: Multiplier and Divisor are answered at any time, right after the join as well")
  func requirement4() {
    var device = ZigBeeDevice(identity: DeviceIdentity())
    device.joined(shortAddress: 0x1234, eui64: 1, payloadBytesMax: 84)
    let first = device.reply(.zcl(0x0702, Self.scale), MeteringValues())
    #expect(first == Self.scaleTold)
    _ = device.next(at: 1, .some)
    let later = device.reply(.zcl(0x0702, Self.scale))
    #expect(later == Self.scaleTold)
  }

  @Test("5: nobody changes the Divisor", arguments: [0x02, 0x03, 0x05] as [UInt8])
  func requirement5(command: UInt8) {
    var device = ZigBeeDevice.joined()
    let reply = device.reply(
      .zcl(0x0702, [0x00, 0x01, command, 0x02, 0x03, 0x22, 0x00, 0x02, 0x00]))
    #expect(reply == (command == 0x05 ? nil : [0x18, 0x01, 0x04, 0x88, 0x02, 0x03]))
    let told = device.reply(.zcl(0x0702, Self.scale))
    #expect(told == Self.scaleTold)
  }

  @Test("6: a summation the meter does not know is not reported as 0, nor at all")
  func requirement6() {
    var device = ZigBeeDevice.joined()
    for second in 0..<UInt64(2_000) {
      let report = device.next(at: second, values(nil))
      #expect(report == nil)
    }
    let known = device.next(at: 2_000, values(1000))
    #expect(known == [0x18, 0x02, 0x0A, 0x00, 0x00, 0x25, 0xE8, 0x03, 0, 0, 0, 0])
    for second in 2_001..<UInt64(6_000) {
      let report = device.next(at: second, values(nil))
      #expect(report == nil)
    }
  }

  @Test("7: a register that falls to 0 is told as it was, in reports and reads")
  func requirement7() {
    var device = ZigBeeDevice.joined()
    _ = device.next(at: 0, values(1000))
    let report = device.next(at: 900, values(0))
    #expect(report == [0x18, 0x03, 0x0A, 0x00, 0x00, 0x25, 0xE8, 0x03, 0, 0, 0, 0])
    let read = device.reply(.zcl(0x0702, [0x00, 0x01, 0x00, 0x00, 0x00]), values(0))
    #expect(read == [0x18, 0x01, 0x01, 0x00, 0x00, 0x00, 0x25, 0xE8, 0x03, 0, 0, 0, 0])
  }

  @Test(
    "8: no non-value is ever reported",
    arguments: [(0xFFFF_FFFF_FFFF, -8_388_608), (UInt64.max, Int64.min)] as [(UInt64, Int64)])
  func requirement8(delivered: UInt64, demand: Int64) {
    var device = ZigBeeDevice.joined()
    for second in 0..<UInt64(2_000) {
      let report = device.next(at: second, values(delivered, demand))
      #expect(report == nil)
    }
  }

  @Test("10: summations have no sign and two registers, power has one and a sign")
  func requirement10() {
    var device = ZigBeeDevice.joined()
    let report = device.next(at: 0, .some)
    #expect(
      report == [
        0x18, 0x02, 0x0A, 0x00, 0x00, 0x25, 0x15, 0xCD, 0x5B, 0x07, 0x00, 0x00,
        0x01, 0x00, 0x25, 0xE1, 0x10, 0x00, 0x00, 0x00, 0x00, 0x00, 0x04, 0x2A, 0x2E, 0xFB, 0xFF,
      ])
  }

  @Test("11: the same value is not told again before the maximum, no change before the minimum")
  func requirement11() {
    var device = ZigBeeDevice.joined()
    var told: [UInt64] = []
    for second in 0..<UInt64(1_900) {
      if device.next(at: second, values(nil, 100)) != nil { told.append(second) }
    }
    #expect(told == [0, 900, 1_800])
    var changing = ZigBeeDevice.joined()
    told = []
    for second in 0..<UInt64(21) {
      if changing.next(at: second, values(nil, Int64(second))) != nil { told.append(second) }
    }
    #expect(told == [0, 5, 10, 15, 20])
  }

  @Test("12: the defaults wait 5 s at least, and what is due together goes in one frame")
  func requirement12() {
    #expect(ReportingRule.demand.minimumSeconds >= 5)
    #expect(ReportingRule.summation.minimumSeconds >= 5)
    var device = ZigBeeDevice.joined()
    var frames = 0
    var bytes = 0
    for second in 0..<UInt64(86_400) {
      while let report = device.next(at: second, values(second, Int64(second % 2))) {
        frames += 1
        bytes += report.count
      }
    }
    #expect(frames == 86_400 / 5)
    // Frames of 3 bytes each, 6 for each demand and 9 for each summation in them.
    #expect(bytes == 17_280 * (3 + 6) + 2_880 * 9)
  }

  @Test("13: a power cut changes nothing in what is reported when")
  func requirement13() {
    var table = ReportingTable(summation: .summation, demand: .demand)
    let rule = ReportingRule(minimumSeconds: 10, maximumSeconds: 65_000, reportableChange: 5)
    _ = table.configure(0x0702, 0x0400, rule)
    var bytes = InlineArray<774, UInt8>(repeating: 0)
    var writer = ByteWriter(bytes.mutableSpan)
    table.keep(in: &writer)
    var after = ReportingTable(summation: .summation, demand: .demand)
    var reader = ByteReader(bytes.span)
    after.restore(from: &reader)
    #expect(after.rule(0x0702, 0x0400) == rule)
    let left = reader.remaining
    #expect(left == 0)
  }

  @Test("14: the scale survives a rejoin and is answered at once")
  func requirement14() {
    var device = ZigBeeDevice.joined()
    device.left()
    device.joined(shortAddress: 0x4321, eui64: 0x0102_0304_0506_0708, payloadBytesMax: 84)
    let told = device.reply(.zcl(0x0702, Self.scale), MeteringValues())
    #expect(told == Self.scaleTold)
  }

  @Test("14: what a gateway configured survives a rejoin")
  func requirement14Reporting() {
    var device = ZigBeeDevice.joined()
    _ = device.reply(.zcl(0x0702, [0, 1, 6, 0, 0, 4, 0x2A, 10, 0, 60, 0, 7, 0, 0]))
    device.left()
    device.joined(shortAddress: 0x4321, eui64: 0x0102_0304_0506_0708, payloadBytesMax: 84)
    let told = device.reply(.zcl(0x0702, [0, 1, 8, 0, 0, 4]))
    #expect(told == [0x18, 1, 9, 0, 0, 0, 4, 0x2A, 10, 0, 60, 0, 7, 0, 0])
  }

  @Test("20: of a configuration that fails in part the good records hold, each bad one is named")
  func requirement20() {
    var device = ZigBeeDevice.joined()
    let reply = device.reply(
      .zcl(
        0x0702,
        [
          0x00, 0x01, 0x06,
          0x00, 0x00, 0x04, 0x2A, 0x0A, 0x00, 0x3C, 0x00, 0x07, 0x00, 0x00,
          0x00, 0x00, 0x09, 0x25, 0x1E, 0x00, 0x84, 0x03, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00,
          0x00, 0x01, 0x00, 0x21, 0x1E, 0x00, 0x84, 0x03, 0x01, 0x00,
          0x00, 0x00, 0x00, 0x25, 0x3C, 0x00, 0x84, 0x03, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00,
        ]))
    #expect(reply == [0x18, 0x01, 0x07, 0x86, 0x00, 0x00, 0x09, 0x8D, 0x00, 0x01, 0x00])
    let told = device.reply(.zcl(0x0702, [0, 1, 8, 0, 0, 4, 0, 0, 0]))
    #expect(
      told == [
        0x18, 1, 9, 0, 0, 0, 4, 0x2A, 10, 0, 60, 0, 7, 0, 0,
        0, 0, 0, 0, 0x25, 0x3C, 0, 0x84, 3, 1, 0, 0, 0, 0, 0,
      ])
  }
}
