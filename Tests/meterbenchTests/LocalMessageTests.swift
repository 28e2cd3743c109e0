// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Testing

@testable import meterbench

@Suite struct LocalMessageTests {
  // Checksum and block check by programs of others.
  static let telegram = "/LMT5LASTMETER-1\r\n\r\n1-3:0.2.8(50)\r\n!B8F1\r\n"
  static let readout = "\u{02}1.8.0(000000.042*kWh)\r\n!\r\n\u{03}|"

  static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

  /// With even parity in bit 7.
  static func line(_ text: String) -> [UInt8] {
    text.utf8.map { $0.nonzeroBitCount % 2 == 1 ? $0 | 0x80 : $0 }
  }

  @Test("A telegram with its checksum is read")
  func telegramIsRead() throws {
    let message = try LocalMessage(telegram: Self.bytes(Self.telegram))
    #expect(message.identification == "LMT5LASTMETER-1")
    #expect(message.values.map(\.code) == ["1-3:0.2.8"])
    #expect(message.table == "LMT5LASTMETER-1\n1-3:0.2.8  version of P1  50")
  }

  @Test("The V5 example of dsmr-parser is read, with codes that this meter does not have")
  func exampleIsRead() throws {
    let text =
      "/KFM5KAIFA-METER\r\n\r\n1-3:0.2.8(42)\r\n0-0:1.0.0(161113205757W)\r\n"
      + "0-0:96.1.1(3960221976967177082151037881335713)\r\n1-0:1.8.1(001581.123*kWh)\r\n"
      + "1-0:1.8.2(001435.706*kWh)\r\n1-0:2.8.1(000000.000*kWh)\r\n1-0:2.8.2(000000.000*kWh)\r\n"
      + "0-0:96.14.0(0002)\r\n1-0:1.7.0(02.027*kW)\r\n1-0:2.7.0(00.000*kW)\r\n"
      + "0-0:96.7.21(00015)\r\n0-0:96.7.9(00007)\r\n"
      + "1-0:99.97.0(3)(0-0:96.7.19)(000104180320W)(0000237126*s)(000101000001W)"
      + "(2147583646*s)(000102000003W)(2317482647*s)\r\n"
      + "1-0:32.32.0(00000)\r\n1-0:52.32.0(00000)\r\n1-0:72.32.0(00000)\r\n"
      + "1-0:32.36.0(00000)\r\n1-0:52.36.0(00000)\r\n1-0:72.36.0(00000)\r\n"
      + "0-0:96.13.1()\r\n0-0:96.13.0()\r\n1-0:31.7.0(000*A)\r\n1-0:51.7.0(006*A)\r\n"
      + "1-0:71.7.0(002*A)\r\n1-0:21.7.0(00.170*kW)\r\n1-0:22.7.0(00.000*kW)\r\n"
      + "1-0:41.7.0(01.247*kW)\r\n1-0:42.7.0(00.000*kW)\r\n1-0:61.7.0(00.209*kW)\r\n"
      + "1-0:62.7.0(00.000*kW)\r\n0-1:24.1.0(003)\r\n"
      + "0-1:96.1.0(4819243993373755377509728609491464)\r\n"
      + "0-1:24.2.1(161129200000W)(00981.443*m3)\r\n!6796\r\n"
    let message = try LocalMessage(telegram: Self.bytes(text))
    let gas = try #require(message.values.last)
    #expect(gas.code == "0-1:24.2.1" && gas.name == nil)
    #expect(gas.value == "161129200000W 00981.443" && gas.unit == "m3")
    let serial = try #require(message.values.first { $0.code == "0-0:96.1.1" })
    #expect(serial.value == "3960221976967177082151037881335713")
  }

  @Test("A telegram with any bit flipped is refused")
  func flippedTelegram() {
    let good = Self.bytes(Self.telegram)
    for index in good.indices {
      for bit in 0..<8 {
        var bytes = good
        bytes[index] ^= 1 << UInt8(bit)
        #expect(throws: LocalMessage.Refusal.self) { try LocalMessage(telegram: bytes) }
      }
    }
  }

  @Test("A readout with its block check is read")
  func readoutIsRead() throws {
    let message = try LocalMessage(identification: "LMT5X", readout: Self.line(Self.readout))
    #expect(message.table == "LMT5X\n1.8.0  active import  000000.042  kWh")
  }

  @Test("A readout with any bit flipped, or two of one character, is refused")
  func flippedReadout() {
    let good = Self.line(Self.readout)
    for index in good.indices {
      for bit in 0..<8 {
        for other in 0...bit {
          var bytes = good
          bytes[index] ^= other == bit ? 1 << UInt8(bit) : 1 << UInt8(bit) | 1 << UInt8(other)
          #expect(throws: LocalMessage.Refusal.self) {
            try LocalMessage(identification: "", readout: bytes)
          }
        }
      }
    }
  }

  @Test("A refusal says what is wrong")
  func refusals() {
    #expect(throws: LocalMessage.Refusal.wrongCheck(of: "B8F1", told: "B8F2")) {
      try LocalMessage(telegram: Self.bytes(Self.telegram.replacing("B8F1", with: "B8F2")))
    }
    #expect(throws: LocalMessage.Refusal.wrongCheck(of: "7C", told: "7D")) {
      try LocalMessage(
        identification: "", readout: Self.line(Self.readout.replacing("|", with: "}")))
    }
    #expect(throws: LocalMessage.Refusal.wrongParity(0)) {
      try LocalMessage(identification: "", readout: Self.bytes(Self.readout))
    }
    for bytes in [[], Self.bytes("/"), Self.bytes("!B8F1\r\n"), Self.bytes("/!0000\r\n")] {
      #expect(throws: LocalMessage.Refusal.self) { try LocalMessage(telegram: bytes) }
      #expect(throws: LocalMessage.Refusal.self) {
        try LocalMessage(identification: "", readout: bytes)
      }
    }
  }

  @Test(
    "A line is a code and values in parentheses",
    arguments: ["", "1.8.0", "(1)", "1.8.0(", "1.8.0(1", "1.8.0(1))", "1.8.0((1)", "1.8.0(1)x"])
  func wrongLines(line: String) {
    #expect(LocalValue(line, isTelegram: false) == nil)
  }

  @Test("Texts of a telegram are shown as texts, and as digits where they are none")
  func texts() {
    let cases = [
      ("0-0:96.1.1(4C4D)", "LM"), ("0-0:96.1.1(4C4)", "4C4"), ("0-0:96.1.1(4C00)", "4C00"),
      ("0-0:96.1.1()", ""), ("0-0:96.14.0(4142)", "4142"),
    ]
    for (line, value) in cases {
      #expect(LocalValue(line, isTelegram: true)?.value == value)
    }
    #expect(LocalValue("C.1.0(4C4D)", isTelegram: false)?.value == "4C4D")
  }

  @Test("The port must be named, and the count is at least 1")
  func options() throws {
    #expect(throws: (any Error).self) { try ReadCommand.parse([]) }
    #expect(throws: (any Error).self) { try ReadCommand.parse(["--port", "x", "--count", "0"]) }
    #expect(throws: (any Error).self) { try ReadCommand.parse(["--port", "x", "--mode", "sml"]) }
    let command = try ReadCommand.parse(["--port", "x", "--mode", "iec"])
    #expect(command.mode == .iec && command.count == 1 && !command.json)
  }
}
