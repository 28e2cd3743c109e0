// SPDX-License-Identifier: Apache-2.0

import Bytes
import LocalPort
import Quantities
import SimulatedHardware
import Testing

@Suite struct P1Tests {
  @Test("All readings stand in the telegram as DSMR and its neighbours write them")
  func fullTelegram() {
    var scene = PortScene(.p1)
    scene.readings = .full
    scene.port.requestLine(isHigh: true)
    scene.pass(500)
    #expect(scene.hear() == Expected.telegram)
    #expect(scene.port.speed == .bd115200)
  }

  @Test("What nobody knows is left out")
  func emptyTelegram() {
    var scene = PortScene(.p1)
    scene.port.requestLine(isHigh: true)
    scene.pass(500)
    #expect(scene.hear() == Expected.emptyTelegram)
  }

  @Test("Nothing is said while the request line is low")
  func lineLow() {
    var scene = PortScene(.p1)
    scene.pass(3_000)
    scene.port.requestLine(isHigh: false)
    scene.pass(3_000)
    #expect(scene.hear() == "")
    #expect(scene.begun == 0)
  }

  @Test("A telegram begins each second while the line is high, each from readings of its own")
  func eachSecond() {
    var scene = PortScene(.p1)
    scene.pass(5_000)
    scene.port.requestLine(isHigh: true)
    for second in 0..<5 {
      scene.pass(1)
      #expect(scene.begun == second + 1)
      scene.pass(999)
      #expect(scene.hear() == Expected.emptyTelegram)
    }
  }

  @Test("A telegram of all readings is over within its second")
  func duration() {
    var scene = PortScene(.p1)
    scene.readings = .full
    scene.port.requestLine(isHigh: true)
    // 1,117 bytes take 97 ms at 11,520 a second; the UART has the last ones 20 ms before.
    scene.pass(76)
    #expect(scene.port.isSending)
    scene.pass(4)
    #expect(!scene.port.isSending)
  }

  @Test("Readings that change on the way change nothing in the telegram")
  func oneMoment() {
    var scene = PortScene(.p1)
    scene.readings = .full
    scene.port.requestLine(isHigh: true)
    scene.pass(5)
    scene.readings.activeImport_Wh[0] = 999_999_999
    scene.pass(500)
    #expect(scene.hear() == Expected.telegram)
  }

  @Test("A line that falls stops the telegram at once, and the next one begins at its beginning")
  func lineFalls() {
    var scene = PortScene(.p1)
    scene.readings = .full
    scene.port.requestLine(isHigh: true)
    scene.pass(30)
    let begun = scene.hear()
    #expect(begun.utf8.count > 100 && begun.utf8.count < 700)
    #expect(Expected.telegram.hasPrefix(begun))
    scene.port.requestLine(isHigh: false)
    scene.pass(2_000)
    #expect(scene.hear() == "")
    scene.port.requestLine(isHigh: true)
    scene.pass(500)
    #expect(scene.hear() == Expected.telegram)
  }

  @Test("A line that bounces asks for no more than a telegram a second")
  func lineBounces() {
    var scene = PortScene(.p1)
    for _ in 0..<100 {
      scene.port.requestLine(isHigh: true)
      scene.pass(5)
      scene.port.requestLine(isHigh: false)
      scene.pass(5)
    }
    #expect(scene.begun == 1)
    scene.port.requestLine(isHigh: true)
    scene.pass(2)
    #expect(scene.begun == 2)
  }

  @Test("A UART that takes little at a time gets the same bytes", arguments: [1, 2, 7, 63])
  func pieces(bytesAPass: Int) {
    var scene = PortScene(.p1)
    scene.readings = .full
    scene.uartTakes = bytesAPass
    scene.port.requestLine(isHigh: true)
    scene.pass(1_118)
    scene.port.requestLine(isHigh: false)
    #expect(scene.hear().hasPrefix(Expected.telegram))
  }

  @Test("A telegram that takes longer than a second delays the next one, and none is owed")
  func slowUART() {
    var scene = PortScene(.p1)
    scene.readings = .full
    scene.uartTakes = 1
    scene.port.requestLine(isHigh: true)
    scene.pass(1_117)
    #expect(scene.begun == 1)
    #expect(scene.hear() == Expected.telegram)
    scene.pass(1)
    #expect(scene.begun == 2)
    scene.uartTakes = .max
    scene.pass(800)
    #expect(scene.begun == 2)
    scene.pass(1_000)
    #expect(scene.begun == 3)
  }

  @Test("Bytes are given at most 20 ms before the line can carry them")
  func pace() {
    var scene = PortScene(.p1)
    scene.readings = .full
    scene.port.requestLine(isHigh: true)
    for _ in 0..<60 {
      scene.pass(1)
      #expect(UInt64(scene.heard.count) <= 231 + scene.milliseconds * 11_520 / 1_000)
    }
    #expect(scene.heard.count > 600)
  }

  @Test("What comes in changes nothing", arguments: [1, 2, 3] as [UInt64])
  func garbage(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var scene = PortScene(.p1)
    scene.readings = .full
    scene.port.requestLine(isHigh: true)
    for _ in 0..<100_000 {
      scene.port.received(UInt8.random(in: 0...255, using: &random), at: .zero)
    }
    scene.say("/?!\r\n")
    scene.pass(500)
    #expect(scene.hear() == Expected.telegram, "seed \(seed)")
  }

  @Test("Readings nobody asked for are not told")
  func uncalled() {
    var port = LocalPort(
      LocalPortParameters(
        mode: .p1, manufacturer: fixed("LMT"), identification: fixed("LASTMETER-1")))
    port.begin(.full, at: .zero)
    #expect(!port.isSending)
    port.requestLine(isHigh: true)
    port.begin(.full, at: .zero)
    #expect(port.isSending)
    port.begin(LocalReadings(), at: .zero)
    let first = port.outgoing(at: .zero)
    #expect(first.count == 20)
  }

  @Test("The port takes less than 2,500 bytes of memory")
  func memory() { #expect(MemoryLayout<LocalPort>.size < 2_500) }
}
