// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities
import Testing
import ZigBee

private func values(_ delivered: UInt64?, _ demand: Int64? = nil) -> MeteringValues {
  var values = MeteringValues()
  values.currentSummationDelivered_Wh = delivered
  values.instantaneousDemand_W = demand
  return values
}

@Suite struct ReportingTests {
  @Test("The first report holds all that is known, in one frame to the coordinator's endpoint 1")
  func first() throws {
    var device = ZigBeeDevice.joined()
    let sent = device.tick(at: Moment(.seconds(1)), values: MeterValues(.some))
    let report = try #require(sent)
    #expect(
      Array(report.payload) == [
        0x18, 0x02, 0x0A,
        0x00, 0x00, 0x25, 0x15, 0xCD, 0x5B, 0x07, 0x00, 0x00,
        0x01, 0x00, 0x25, 0xE1, 0x10, 0x00, 0x00, 0x00, 0x00,
        0x00, 0x04, 0x2A, 0x2E, 0xFB, 0xFF,
      ])
    #expect(report.peer == 0x0000)
    #expect(report.peerEndpoint == 1)
    #expect(report.ownEndpoint == 1)
    #expect(report.cluster == 0x0702)
    #expect(report.profile == 0x0104)
    let again = device.next(at: 1, .some)
    #expect(again == nil)
  }

  @Test("Nothing known is nothing reported")
  func nothing() {
    var device = ZigBeeDevice.joined()
    let report = device.next(at: 1, MeteringValues())
    #expect(report == nil)
    #expect(device.counts.reports == 0)
  }

  @Test("A non-value is left out, the others are told")
  func nonValue() {
    var device = ZigBeeDevice.joined()
    let report = device.next(at: 1, values(0xFFFF_FFFF_FFFF, 5))
    #expect(report == [0x18, 0x02, 0x0A, 0x00, 0x04, 0x2A, 0x05, 0x00, 0x00])
    let none = device.next(at: 2, values(nil, -8_388_608))
    #expect(none == nil)
  }

  @Test(
    "A change is told after the minimum and not before",
    arguments: [(29, false), (30, true), (31, true)])
  func minimum(seconds: UInt64, isTold: Bool) {
    var device = ZigBeeDevice.joined()
    _ = device.next(at: 0, values(1000))
    let report = device.next(at: seconds, values(1001))
    #expect((report != nil) == isTold)
  }

  @Test(
    "What does not change is told at the maximum and not before",
    arguments: [(899, false), (900, true)])
  func maximum(seconds: UInt64, isTold: Bool) {
    var device = ZigBeeDevice.joined()
    _ = device.next(at: 0, values(1000))
    let report = device.next(at: seconds, values(1000))
    #expect((report != nil) == isTold)
  }

  @Test(
    "A change below the reportable change waits, up or down",
    arguments: [(9, false), (10, true), (-9, false), (-10, true)])
  func change(change: Int64, isTold: Bool) {
    let rule = ReportingRule(minimumSeconds: 5, maximumSeconds: 900, reportableChange: 10)
    var device = ZigBeeDevice.joined(demand: rule)
    _ = device.next(at: 0, values(nil, 100))
    let report = device.next(at: 10, values(nil, 100 + change))
    #expect((report != nil) == isTold)
  }

  @Test("Only what is due is in the frame")
  func onlyDue() {
    var device = ZigBeeDevice.joined()
    _ = device.next(at: 0, values(1000, 100))
    let report = device.next(at: 5, values(1001, 200))
    #expect(report == [0x18, 0x03, 0x0A, 0x00, 0x04, 0x2A, 0xC8, 0x00, 0x00])
  }

  @Test("A summation is never reported below one already sent")
  func monotonic() {
    var device = ZigBeeDevice.joined()
    _ = device.next(at: 0, values(1000))
    let lower = device.next(at: 60, values(999))
    #expect(lower == nil)
    let atMaximum = device.next(at: 900, values(0))
    #expect(atMaximum == [0x18, 0x03, 0x0A, 0, 0, 0x25, 0xE8, 0x03, 0, 0, 0, 0])
  }

  @Test("An undelivered report is told again after the minimum")
  func undelivered() {
    var device = ZigBeeDevice.joined()
    _ = device.next(at: 0, values(1000))
    device.ended(1, .retryLater, at: .zero)
    let early = device.next(at: 29, values(1000))
    #expect(early == nil)
    let again = device.next(at: 30, values(1000))
    #expect(again == [0x18, 0x03, 0x0A, 0, 0, 0x25, 0xE8, 0x03, 0, 0, 0, 0])
  }

  @Test("A rejoin announces and reports everything anew")
  func rejoin() {
    var device = ZigBeeDevice.joined()
    _ = device.next(at: 0, values(1000))
    device.left()
    device.joined(shortAddress: 0x4321, eui64: 0x0102_0304_0506_0708, payloadBytesMax: 84)
    let announce = device.next(at: 1, values(1000))
    #expect(announce?.count == 12)
    let report = device.next(at: 1, values(1000))
    #expect(report?.count == 12)
    let nothing = device.next(at: 1, values(1000))
    #expect(nothing == nil)
  }

  @Test("A report keeps within the payload limit, and the rest follows in the next")
  func limit() {
    var device = ZigBeeDevice.joined(payloadBytesMax: 20)
    let first = device.next(at: 1, .some)
    let second = device.next(at: 1, .some)
    let third = device.next(at: 1, .some)
    #expect(first?.count == 18)
    #expect(second?.count == 12)
    #expect(third == nil)
  }

  @Test("A clock that stands still or runs back reports nothing twice")
  func clock() {
    var device = ZigBeeDevice.joined()
    _ = device.next(at: 100, values(1000))
    let same = device.next(at: 100, values(2000))
    let back = device.next(at: 50, values(2000))
    #expect(same == nil)
    #expect(back == nil)
  }
}
