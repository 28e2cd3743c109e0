// SPDX-License-Identifier: Apache-2.0

import Bytes
import LocalPort
import Quantities
import SimulatedHardware
import Testing

@Suite struct ModeCTests {
  static let identification = "/LMT5LASTMETER-1\r\n"
  static let breakMessage = "\u{01}B0\u{03}q"

  @Test("A request, the identification, an option select and the readout at the proposed speed")
  func readout() {
    var scene = PortScene(.iec62056)
    scene.readings = .full
    #expect(scene.port.speed == .bd300)
    #expect(scene.identify() == Self.identification)
    #expect(scene.port.speed == .bd300)
    scene.say("\u{06}050\r\n")
    #expect(scene.port.speed == .bd9600)
    scene.pass(2_300)
    #expect(scene.hear() == Expected.readout)
    #expect(scene.begun == 1)
    #expect(scene.spoilt == 0)
    // Nobody asks again: back to the first speed.
    scene.pass(1_800)
    #expect(scene.port.speed == .bd300)
    #expect(scene.identify() == Self.identification)
  }

  @Test("What nobody knows is left out of the readout")
  func emptyReadout() {
    var scene = PortScene(.iec62056)
    _ = scene.identify()
    scene.say("\u{06}050\r\n")
    scene.pass(1_300)
    #expect(scene.hear() == Expected.emptyReadout)
  }

  @Test(
    "Each speed of mode C is proposed by its digit and taken by it",
    arguments: [
      (.bd600, "1"), (.bd1200, "2"), (.bd2400, "3"), (.bd4800, "4"), (.bd9600, "5"),
      (.bd19200, "6"), (.bd300, "0"),
    ] as [(LineSpeed, String)])
  func speeds(speed: LineSpeed, digit: String) {
    var scene = PortScene(.iec62056, speed: speed)
    #expect(scene.identify() == "/LMT\(digit)LASTMETER-1\r\n")
    scene.say("\u{06}0\(digit)0\r\n")
    #expect(scene.port.speed == speed)
    scene.pass(1_300)
    #expect(scene.hear() == Expected.emptyReadout)
  }

  @Test("The meter answers 200 ms after a request, and 1 s after an option select")
  func reaction() {
    var scene = PortScene(.iec62056)
    scene.say("/?!\r\n")
    let asked = scene.milliseconds
    scene.pass(199)
    #expect(scene.heard.isEmpty)
    scene.pass(700)
    #expect(scene.firstAt == asked + 200)
    _ = scene.hear()
    scene.say("\u{06}050\r\n")
    let selected = scene.milliseconds
    scene.pass(1_300)
    #expect(scene.firstAt == selected + 1_000)
  }

  @Test("The identification leaves at 300 Bd: a character each 33 ms")
  func pace() {
    var scene = PortScene(.iec62056)
    scene.say("/?!\r\n")
    scene.pass(200)
    for _ in 0..<580 {
      scene.pass(1)
      let passed = scene.milliseconds - (scene.firstAt ?? scene.milliseconds)
      #expect(UInt64(scene.heard.count) <= 1 + (passed + 20) * 30 / 1_000)
    }
    #expect(scene.heard.count >= 17)
  }

  // The meter's address, the called one, whether it answers.
  static let addresses: [(String, String, Bool)] = [
    ("", "", true), ("12345", "", true), ("12345", "12345", true), ("12345", "0012345", true),
    ("0012345", "12345", true), ("12345", "12346", false), ("12345", "1234", false),
    ("12345", "123450", false), ("12345", "000", false), ("000", "0", true), ("0", "00000", true),
    ("", "0", false), ("", "1", false), ("Ab 9", "Ab 9", true), ("Ab 9", "AB 9", false),
    ("12345", String(repeating: "0", count: 27) + "12345", true),
    ("12345", String(repeating: "0", count: 28) + "12345", false),
  ]

  @Test("A request calls all meters, or the one of its address; leading zeros do not count")
  func address() {
    for (own, called, answers) in Self.addresses {
      var scene = PortScene(.iec62056, address: own)
      scene.say("/?\(called)!\r\n")
      scene.pass(1_000)
      #expect(scene.hear() == (answers ? Self.identification : ""), "\(own) called \(called)")
    }
  }

  @Test(
    "What is no request is passed over, and the request behind it is heard",
    arguments: [
      "/!\r\n", "?!\r\n", "/?!\n", "/?!\r", "/?\r\n", "//", "/?/?", "/?12", "\u{06}050\r\n",
      "\u{01}B0\u{03}q", "\u{15}", "\0\0\0\0\0\0",
      "/?" + String(repeating: "1", count: 60) + "!\r\n",
    ])
  func wrongRequests(text: String) {
    var scene = PortScene(.iec62056)
    scene.say(text)
    scene.pass(400)
    #expect(scene.hear() == "")
    #expect(scene.identify() == Self.identification)
  }

  @Test("A character 1.5 s after the last one is of another message")
  func slowRequest() {
    for (wait, answer) in [(1_490, Self.identification), (1_500, "")] as [(UInt64, String)] {
      var scene = PortScene(.iec62056)
      scene.say("/?")
      scene.pass(wait - 5)
      scene.say("!\r\n")
      scene.pass(1_000)
      #expect(scene.hear() == answer)
    }
  }

  @Test("A request with one wrong parity bit is no request")
  func parity() {
    for spoilt in 0..<5 {
      var scene = PortScene(.iec62056)
      var bytes: [UInt8] = [0xAF, 0x3F, 0x21, 0x8D, 0x0A]
      bytes[spoilt] ^= 0x80
      scene.say(bytes)
      scene.pass(1_000)
      #expect(scene.hear() == "", "byte \(spoilt)")
    }
  }

  // Option select, the speed of the answer, whether it is a break.
  static let options: [(String, LineSpeed, Bool)] = [
    ("\u{06}050\r\n", .bd9600, false), ("\u{06}051\r\n", .bd9600, true),
    ("\u{06}000\r\n", .bd300, false), ("\u{06}001\r\n", .bd300, true),
    ("\u{06}040\r\n", .bd300, false), ("\u{06}060\r\n", .bd300, false),
    ("\u{06}061\r\n", .bd300, true), ("\u{06}150\r\n", .bd300, false),
    ("\u{06}250\r\n", .bd300, false), ("\u{06}052\r\n", .bd300, false),
    ("\u{06}056\r\n", .bd300, false), ("\u{06}05Z\r\n", .bd300, false),
  ]

  @Test("Only the proposed speed is changed to; programming mode is refused by a break")
  func optionSelect() {
    for (option, speed, refuses) in Self.options {
      var scene = PortScene(.iec62056)
      _ = scene.identify()
      scene.say(option)
      scene.pass(150)
      #expect(scene.port.speed == speed, "\(option.debugDescription)")
      scene.pass(1_100)
      #expect(
        scene.hear() == (refuses ? Self.breakMessage : Expected.emptyReadout),
        "\(option.debugDescription)")
      #expect(scene.begun == (refuses ? 0 : 1))
      scene.pass(1_800)
      #expect(scene.port.speed == .bd300)
      #expect(scene.identify() == Self.identification)
    }
  }

  @Test("After a refusal the meter is at 300 Bd as soon as its last character has left")
  func afterRefusal() {
    var scene = PortScene(.iec62056)
    _ = scene.identify()
    scene.say("\u{06}051\r\n")
    scene.pass(1_003)
    #expect(scene.hear() == Self.breakMessage)
    #expect(scene.port.speed == .bd9600)
    // Five characters of 1.04 ms.
    scene.pass(4)
    #expect(scene.port.speed == .bd300)
  }

  @Test(
    "Without an option select the readout follows at 300 Bd, 1.5 to 2.2 s after the last character")
  func noOptionSelect() throws {
    for said in ["", "\u{06}05", "\u{06}050\n\r", "050\r\n", "\u{01}B0\u{03}p", "/?!\r\n"] {
      var scene = PortScene(.iec62056)
      scene.say("/?!\r\n")
      let asked = scene.milliseconds
      scene.pass(900)
      _ = scene.hear()
      scene.say(said)
      scene.pass(2_200)
      let first = try #require(scene.firstAt)
      // 200 ms and 18 characters of 33.3 ms after the request the identification has left.
      #expect(first > asked + 800 + 1_500 && first <= asked + 800 + 2_200)
      #expect(scene.port.speed == .bd300)
      #expect(scene.hear() == Expected.emptyReadout)
    }
  }

  @Test("An option select with one wrong parity bit leads to the readout at 300 Bd")
  func spoiltOption() {
    for spoilt in 0..<6 {
      var scene = PortScene(.iec62056)
      _ = scene.identify()
      var bytes: [UInt8] = [0x06, 0x30, 0x35, 0x30, 0x8D, 0x0A]
      bytes[spoilt] ^= 0x01
      scene.say(bytes)
      scene.pass(300)
      #expect(scene.hear() == "")
      #expect(scene.port.speed == .bd300)
      scene.pass(2_200)
      #expect(scene.hear() == Expected.emptyReadout)
    }
  }

  @Test("A break ends the session without an answer")
  func breaks() {
    var scene = PortScene(.iec62056)
    _ = scene.identify()
    scene.say(Self.breakMessage)
    scene.pass(5_000)
    #expect(scene.hear() == "")
    #expect(scene.identify() == Self.identification)
  }

  @Test("An option select that is there before the line has carried the identification is followed")
  func earlyOption() {
    var scene = PortScene(.iec62056)
    scene.say("/?!\r\n")
    // The last character is given at 767 ms and has left at 800 ms.
    scene.pass(749)
    scene.port.received(0x06, at: scene.now)
    for byte in [0x30, 0x35, 0x30, 0x8D, 0x0A] as [UInt8] {
      scene.port.received(byte, at: scene.now)
    }
    #expect(scene.hear() == Self.identification)
    #expect(scene.port.speed == .bd300)
    scene.pass(60)
    #expect(scene.port.speed == .bd9600)
    scene.pass(1_300)
    #expect(scene.hear() == Expected.emptyReadout)
  }
}
