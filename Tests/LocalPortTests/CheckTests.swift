// SPDX-License-Identifier: Apache-2.0

import LocalPort
import Testing

@Suite struct CheckTests {
  /// The V5 example of the package dsmr-parser, a telegram of a real shape with its CRC.
  static let telegram =
    "/ISk5\\2MT382-1000\r\n\r\n"
    + "1-3:0.2.8(50)\r\n0-0:1.0.0(170102192002W)\r\n"
    + "0-0:96.1.1(4B384547303034303436333935353037)\r\n"
    + "1-0:1.8.1(000004.426*kWh)\r\n1-0:1.8.2(000002.399*kWh)\r\n"
    + "1-0:2.8.1(000002.444*kWh)\r\n1-0:2.8.2(000000.000*kWh)\r\n"
    + "0-0:96.14.0(0002)\r\n1-0:1.7.0(00.244*kW)\r\n1-0:2.7.0(00.000*kW)\r\n"
    + "0-0:96.7.21(00013)\r\n0-0:96.7.9(00000)\r\n1-0:99.97.0(0)(0-0:96.7.19)\r\n"
    + "1-0:32.32.0(00000)\r\n1-0:52.32.0(00000)\r\n1-0:72.32.0(00000)\r\n"
    + "1-0:32.36.0(00000)\r\n1-0:52.36.0(00000)\r\n1-0:72.36.0(00000)\r\n"
    + "0-0:96.13.0()\r\n"
    + "1-0:32.7.0(0230.0*V)\r\n1-0:52.7.0(0230.0*V)\r\n1-0:72.7.0(0229.0*V)\r\n"
    + "1-0:31.7.0(0.48*A)\r\n1-0:51.7.0(0.44*A)\r\n1-0:71.7.0(0.86*A)\r\n"
    + "1-0:21.7.0(00.070*kW)\r\n1-0:41.7.0(00.032*kW)\r\n1-0:61.7.0(00.142*kW)\r\n"
    + "1-0:22.7.0(00.000*kW)\r\n1-0:42.7.0(00.000*kW)\r\n1-0:62.7.0(00.000*kW)\r\n"
    + "0-1:24.1.0(003)\r\n0-1:96.1.0(3232323241424344313233343536373839)\r\n"
    + "0-1:24.2.1(170102161005W)(00000.107*m3)\r\n0-2:24.1.0(003)\r\n0-2:96.1.0()\r\n!"

  @Test(
    "The checksum of a telegram is CRC-16/ARC",
    arguments: [("123456789", 0xBB3D), ("", 0x0000), (telegram, 0x6EEE)] as [(String, UInt16)])
  func crc(text: String, expected: UInt16) {
    var crc = CRC16ARC()
    for byte in text.utf8 { crc.update(byte) }
    #expect(crc.value == expected)
  }

  // Break, password request and a register's answer as other projects' readers have them.
  @Test(
    "The block check is the exclusive or of what follows the first SOH or STX, ETX included",
    arguments: [
      ("B0\u{03}", UInt8(ascii: "q")), ("P0\u{02}()\u{03}", UInt8(ascii: "`")), ("", 0x00),
    ] as [(String, UInt8)])
  func blockCheck(text: String, expected: UInt8) {
    var check = BlockCheck()
    for byte in text.utf8 { check.update(EvenParity.encoded(byte)) }
    #expect(check.value == expected)
  }

  // The parity of ISO/IEC 646 characters, counted by hand.
  @Test(
    "A character carries even parity in bit 7",
    arguments: [
      (0x2F, 0xAF), (0x3F, 0x3F), (0x21, 0x21), (0x0D, 0x8D), (0x0A, 0x0A), (0x06, 0x06),
      (0x15, 0x95), (0x02, 0x82), (0x03, 0x03), (0x30, 0x30), (0x31, 0xB1), (0x35, 0x35),
      (0x00, 0x00), (0x7F, 0xFF), (0x41, 0x41), (0x43, 0xC3),
    ] as [(UInt8, UInt8)])
  func parity(character: UInt8, onTheLine: UInt8) {
    #expect(EvenParity.encoded(character) == onTheLine)
    #expect(EvenParity.encoded(character | 0x80) == onTheLine)
    #expect(EvenParity.decoded(onTheLine) == character)
  }

  @Test("Of the 256 bytes one half has even parity; a bit flipped in any of them is found")
  func flippedBits() {
    var good = 0
    for byte in UInt8.min...UInt8.max {
      guard let character = EvenParity.decoded(byte) else { continue }
      good += 1
      #expect(EvenParity.encoded(character) == byte)
      for bit in 0..<8 { #expect(EvenParity.decoded(byte ^ 1 << UInt8(bit)) == nil) }
    }
    #expect(good == 128)
  }
}
