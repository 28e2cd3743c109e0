// SPDX-License-Identifier: Apache-2.0

import LocalPort
import Quantities
import SimulatedHardware
import Testing

/// What follows a data message, and what must not disturb a session.
@Suite struct ModeCAfterDataTests {
  /// A readout of all readings has been heard, and its last character has left.
  static func readOut() -> PortScene {
    var scene = PortScene(.iec62056)
    scene.readings = .full
    _ = scene.identify()
    scene.say("\u{06}050\r\n")
    scene.pass(2_000)
    return scene
  }

  @Test("NAK brings the same data message again, from the same readings, three times at most")
  func repeats() throws {
    var scene = Self.readOut()
    #expect(scene.hear() == Expected.readout)
    scene.readings.activeImport_Wh[0] = 1
    for _ in 0..<3 {
      scene.say("\u{15}")
      let asked = scene.milliseconds
      scene.pass(1_200)
      let first = try #require(scene.firstAt)
      #expect(first == asked + 200)
      #expect(scene.port.speed == .bd9600)
      #expect(scene.hear() == Expected.readout)
    }
    scene.say("\u{15}")
    #expect(scene.port.speed == .bd300)
    scene.pass(2_000)
    #expect(scene.hear() == "")
    #expect(scene.begun == 1)
    #expect(scene.identify() == ModeCTests.identification)
  }

  @Test("The next readout may be repeated three times again")
  func repeatsAnew() {
    var scene = Self.readOut()
    for _ in 0..<4 {
      scene.say("\u{15}")
      scene.pass(1_200)
    }
    _ = scene.hear()
    _ = scene.identify()
    scene.say("\u{06}050\r\n")
    scene.pass(2_000)
    _ = scene.hear()
    scene.say("\u{15}")
    scene.pass(1_200)
    #expect(scene.hear() == Expected.readout)
  }

  @Test("ACK and a break end the session at once", arguments: ["\u{06}", "\u{01}B0\u{03}q"])
  func ends(text: String) {
    var scene = Self.readOut()
    _ = scene.hear()
    scene.say(text)
    #expect(scene.port.speed == .bd300)
    #expect(scene.identify() == ModeCTests.identification)
  }

  @Test(
    "Anything else is passed over, and the meter is back at 300 Bd after its waiting time",
    arguments: ["/?!\r\n", "A", "\u{01}B0\u{03}r", "\u{01}R1\u{02}1.8.0()\u{03}Z"])
  func others(text: String) {
    var scene = Self.readOut()
    _ = scene.hear()
    scene.say(text)
    #expect(scene.port.speed == .bd9600)
    scene.pass(1_800)
    #expect(scene.port.speed == .bd300)
    #expect(scene.hear() == "")
    #expect(scene.identify() == ModeCTests.identification)
  }

  @Test("A NAK with wrong parity is none")
  func spoiltRepeat() {
    var scene = Self.readOut()
    _ = scene.hear()
    scene.say([0x15])
    scene.pass(1_000)
    #expect(scene.hear() == "")
  }

  @Test("The waiting time for NAK is 1.5 to 2.2 s from when the last character has left")
  func waiting() {
    for (wait, isHeard) in [(1_500, true), (2_200, false)] as [(UInt64, Bool)] {
      var scene = PortScene(.iec62056)
      _ = scene.identify()
      scene.say("\u{06}050\r\n")
      // STX ! CR LF ETX and the block check: six characters of 1.04 ms, 1 s later.
      scene.pass(1_007)
      _ = scene.hear()
      scene.pass(wait - 5)
      scene.say("\u{15}")
      scene.pass(300)
      #expect(scene.hear() == (isHeard ? Expected.emptyReadout : ""))
    }
  }

  @Test("What an optical head echoes is not taken for the reader")
  func echo() {
    var scene = PortScene(.iec62056)
    scene.readings = .full
    // With this letter the block check is the character NAK.
    scene.readings.serialNumber = fixed("iM000042")
    scene.say("/?!\r\n")
    echo(&scene, 900)
    #expect(scene.hear() == ModeCTests.identification)
    scene.say("\u{06}050\r\n")
    echo(&scene, 4_000)
    let heard = scene.hear()
    #expect(heard.hasSuffix("!\r\n\u{03}\u{15}"))
    #expect(heard.utf8.count == Expected.readout.utf8.count)
    #expect(scene.begun == 1)
    #expect(scene.port.speed == .bd300)
  }

  /// All that is heard comes back a millisecond later.
  private func echo(_ scene: inout PortScene, _ duration: UInt64) {
    var echoed = 0
    for _ in 0..<duration {
      let bytes = scene.heard[echoed...].map { $0.nonzeroBitCount % 2 == 1 ? $0 | 0x80 : $0 }
      for byte in bytes { scene.port.received(byte, at: scene.now) }
      echoed += bytes.count
      scene.pass(1)
    }
  }

  @Test(
    "100,000 random bytes change nothing, and a readout right after works",
    arguments: 1...5 as ClosedRange<UInt64>)
  func garbage(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var scene = PortScene(.iec62056)
    scene.readings = .full
    for _ in 0..<100_000 {
      scene.port.received(UInt8.random(in: 0...255, using: &random), at: scene.now)
      if UInt8.random(in: 0...9, using: &random) == 0 { scene.pass(1) }
    }
    #expect(scene.hear() == "", "seed \(seed)")
    #expect(scene.begun == 0, "seed \(seed)")
    #expect(scene.identify() == ModeCTests.identification, "seed \(seed)")
    scene.say("\u{06}050\r\n")
    scene.pass(2_300)
    #expect(scene.hear() == Expected.readout, "seed \(seed)")
  }

  @Test(
    "Random bytes in any phase of a session leave a meter that answers after it",
    arguments: 1...5 as ClosedRange<UInt64>)
  func garbageInSession(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var scene = PortScene(.iec62056)
    scene.readings.activeImport_Wh[0] = 42
    for phase in 0..<20 {
      scene.say("/?!\r\n")
      if phase % 2 == 1 {
        scene.pass(UInt64.random(in: 0...1_000, using: &random))
        scene.say("\u{06}05\(phase % 3 == 0 ? 1 : 0)\r\n")
      }
      for _ in 0..<200 {
        scene.pass(UInt64.random(in: 0...9, using: &random))
        scene.port.received(UInt8.random(in: 0...255, using: &random), at: scene.now)
      }
      // The longest session: 28 characters at 300 Bd, told four times.
      scene.pass(15_000)
      _ = scene.hear()
      #expect(scene.port.speed == .bd300, "seed \(seed)")
    }
    #expect(scene.identify() == ModeCTests.identification, "seed \(seed)")
    scene.say("\u{06}050\r\n")
    scene.pass(2_300)
    #expect(scene.hear() == "\u{02}1.8.0(000000.042*kWh)\r\n!\r\n\u{03}|", "seed \(seed)")
    #expect(scene.spoilt == 0)
  }

  @Test("The request line of P1 is nothing to mode C")
  func requestLine() {
    var scene = PortScene(.iec62056)
    scene.port.requestLine(isHigh: true)
    scene.pass(3_000)
    #expect(scene.hear() == "")
    _ = scene.identify()
    scene.say("\u{06}050\r\n")
    scene.pass(1_003)
    scene.port.requestLine(isHigh: false)
    scene.pass(500)
    #expect(scene.hear() == Expected.emptyReadout)
  }
}
