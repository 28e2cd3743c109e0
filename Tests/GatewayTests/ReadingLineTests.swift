// SPDX-License-Identifier: Apache-2.0

import Bytes
import Gateway
import Quantities
import Testing
import ZigBee

private func text(_ string: String) -> AttributeValue {
  var text = AttributeValue.Text()
  for byte in string.utf8 { text.append(byte) }
  return .text(text)
}

/// The readings a coordinator makes of frames from 1234.
private func readings(_ frames: [[UInt8]], cluster: UInt16 = 0x0702) -> [MeterReading] {
  var coordinator = Coordinator()
  var readings: [MeterReading] = []
  for frame in frames {
    var message = ApplicationMessage(
      peer: 0x1234, endpoints: (own: 1, peer: 1), cluster: cluster, profile: 0x0104)
    message.peerEUI64 = 0x0013_A200_4052_2BAA
    for byte in frame { message.payload.append(byte) }
    _ = coordinator.received(message, at: .zero)
    while let reading = coordinator.nextReading() { readings.append(reading) }
  }
  return readings
}

/// Unit, multiplier 1 and divisor as a read response.
private func scale(unit: UInt8 = 0, divisor: UInt8, _ divisorHigh: UInt8 = 0) -> [UInt8] {
  [
    0x18, 1, 0x01, 0x00, 0x03, 0, 0x30, unit, 0x01, 0x03, 0, 0x22, 1, 0, 0, 0x02, 0x03, 0, 0x22,
    divisor, divisorHigh, 0,
  ]
}

private let report: [UInt8] = [0x18, 2, 0x0A, 0x00, 0x04, 0x2A, 0x2E, 0xFB, 0xFF]

@Suite struct ReadingLineTests {
  @Test("A scaled report is one JSON object with time, addresses, name, value in W, unit")
  func demand() {
    let line = readings([scale(divisor: 0xE8, 3), report]).last?.line(
      at: UTC(milliseconds: 1_767_225_600_000))
    #expect(
      line
        == #"{"time":"2026-01-01T00:00:00.000Z","shortAddress":"1234","eui64":"0013A20040522BAA","#
        + #""attribute":"instantaneousDemand","value":-1234,"unit":"W","report":true}"#)
  }

  @Test(
    "The value follows the device's scale, and has no unit where that is not known",
    arguments: [
      ([], #""value":-1234,"unit":null"#),
      ([scale(divisor: 0xE8, 3)], #""value":-1234,"unit":"W""#),
      ([scale(divisor: 10)], #""value":-123400,"unit":"W""#),
      ([scale(divisor: 7)], #""value":-176285.7142857143,"unit":"W""#),
      ([scale(unit: 1, divisor: 10)], #""value":-1234,"unit":null"#),
      ([scale(divisor: 0)], #""value":-1234,"unit":null"#),
    ] as [([[UInt8]], String)])
  func scales(before: [[UInt8]], expected: String) {
    let line = readings(before + [report]).last?.line(at: UTC(milliseconds: 0))
    #expect(line?.contains(expected) == true, "\(line ?? "none")")
  }

  @Test("A summation of 48 bits keeps every digit")
  func summation() {
    let frame: [UInt8] = [0x18, 2, 0x0A, 0, 0, 0x25, 0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]
    let line = readings([scale(divisor: 0xE8, 3), frame]).last?.line(at: UTC(milliseconds: 0))
    #expect(line?.contains(#""value":281474976710654,"unit":"Wh""#) == true, "\(line ?? "none")")
  }

  @Test("Text is quoted, an unnamed attribute is told by numbers, a read is no report")
  func text() {
    let frame: [UInt8] = [0x18, 2, 0x01, 0x0A, 0x00, 0x00, 0x42, 5, 0x61, 0x22, 0x5C, 0x0A, 0x62]
    let line = readings([frame], cluster: 0).last?.line(at: UTC(milliseconds: 0))
    #expect(
      line?.contains(
        #""attribute":"0x0000/0x000A","value":"a\"\\\u000Ab","unit":null,"report":false"#) == true,
      "\(line ?? "none")")
  }

  @Test("A time that is not known is null")
  func noTime() {
    let line = readings([report]).last?.line(at: nil)
    #expect(line?.hasPrefix(#"{"time":null,"shortAddress":"1234""#) == true, "\(line ?? "none")")
  }

  @Test(
    "Times are ISO 8601 in UTC",
    arguments: [
      (0, "1970-01-01T00:00:00.000Z"), (951_782_399_999, "2000-02-28T23:59:59.999Z"),
      (951_782_400_000, "2000-02-29T00:00:00.000Z"),
      (1_735_689_599_001, "2024-12-31T23:59:59.001Z"), (-1, "1969-12-31T23:59:59.999Z"),
    ] as [(Int64, String)])
  func times(milliseconds: Int64, expected: String) {
    let line = readings([report]).last?.line(at: UTC(milliseconds: milliseconds))
    #expect(line?.hasPrefix(#"{"time":""# + expected + #"""#) == true, "\(line ?? "none")")
  }
}
