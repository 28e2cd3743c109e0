// SPDX-License-Identifier: Apache-2.0

import Bytes
import Drivers
import HardwareInterface
import Quantities
import SimulatedHardware
import Testing

/// A display behind its expander, on one clock.
private struct Scene: ~Copyable {
  typealias Driver = HD44780<PCF8574<SimulatedPCF8574Target>, VirtualTime>
  let clock = VirtualClock()
  let display: SimulatedHD44780
  let chip: SimulatedPCF8574
  var driver: Driver

  init(clockHertz: UInt64 = 100_000, address: UInt8 = 0x27) {
    display = SimulatedHD44780(clock: clock)
    chip = SimulatedPCF8574(display, clock: clock, clockHertz: clockHertz)
    driver = HD44780(PCF8574(chip.target(address: address)), pause: clock.clock)
  }
}

/// A screen with this text in its first row.
private func screen(_ text: StaticString) -> TextScreen {
  var screen = TextScreen()
  screen.write(text, row: 0, column: 0)
  return screen
}

private func padded(_ text: String) -> String {
  text + String(repeating: " ", count: 20 - text.count)
}

/// A line of the display on a board whose chips fail as its lines do.
private struct BoardLine: DigitalOutput {
  var line: SimulatedHD44780Line

  mutating func set(_ level: Level) throws(I2CFault) {
    do throws(LineFault) { try line.set(level) } catch { throw .notAcknowledged }
  }
}

@Suite("PCF8574 driver")
struct PCF8574Tests {
  @Test(
    "A full page is shown at each SCL without a timing fault, and R/W is never high",
    arguments: [10_000, 100_000, 400_000] as [UInt64])
  func shows(clockHertz: UInt64) throws {
    var scene = Scene(clockHertz: clockHertz)
    for character in [UInt8(0x41), 0x42] {
      var screen = TextScreen()
      for row in 0..<4 { for column in 0..<20 { screen[row, column] = character } }
      try scene.driver.show(screen)
      let line = String(repeating: Character(UnicodeScalar(character)), count: 20)
      #expect(scene.display.lines == [line, line, line, line])
    }
    #expect(scene.display.faults == [])
    #expect(scene.chip.written.count > 900)
    #expect(scene.chip.written.allSatisfy { $0 & 0x02 == 0 })
  }

  @Test("Above the SCL for which the times hold, the controller's model tells that they do not")
  func tooFast() throws {
    var scene = Scene(clockHertz: 1_000_000)
    try scene.driver.show(screen("AB"))
    #expect(scene.display.faults != [])
  }

  // P7 to P4 are D7 to D4; then light 8, E 4, R/W 2, RS 1.
  @Test("The first bytes on the bus, and those of a character, are the backpack's")
  func bytes() throws {
    var scene = Scene()
    try scene.driver.start()
    #expect(
      Array(scene.chip.written.prefix(19)) == [
        0x08,  // all low but the light
        0x38, 0x3C, 0x38, 0x38, 0x3C, 0x38, 0x38, 0x3C, 0x38,  // 8 bits, three times
        0x28, 0x2C, 0x28,  // 4 bits
        0x28, 0x2C, 0x28, 0x88, 0x8C, 0x88,  // 0x28: two lines, 5×8
      ])
    let (count, calls) = (scene.chip.written.count, scene.chip.calls)
    try scene.driver.show(screen("A"))
    #expect(Array(scene.chip.written.dropFirst(count)) == [0x49, 0x4D, 0x49, 0x19, 0x1D, 0x19])
    #expect(scene.chip.calls == calls + 1)
  }

  @Test("A character takes 65 SCL periods; what is sent at once takes 2.6 ms at 100 kHz")
  func cost() throws {
    var scene = Scene()
    try scene.driver.start()
    let start = scene.clock.now
    try scene.driver.show(screen("A"))
    #expect(scene.clock.now.since(start) == 650_000)
    #expect(PCF8574Timing.byteClocks == 65)
    let isFitting = 2 * PCF8574Timing.byteClocks * scene.driver.charactersPerPass <= 260
    #expect(isFitting)
  }

  @Test("The backlight goes out and on, the text stays, and E does not move")
  func backlight() throws {
    var scene = Scene()
    try scene.driver.show(screen("12345.678"))
    #expect(scene.display.isLit)
    let count = scene.chip.written.count
    for level in [Level.low, .high, .low] {
      try scene.driver.setBacklight(level)
      #expect(scene.display.isLit == (level == .high))
    }
    #expect(Array(scene.chip.written.dropFirst(count)) == [0x00, 0x08, 0x00])
    try scene.driver.show(screen("12345.679"))
    #expect(scene.display.lines[0] == padded("12345.679"))
    #expect(!scene.display.isLit)
    #expect(scene.display.charactersWritten == 10)
    #expect(scene.display.faults == [])
  }

  @Test("A NACK anywhere in a character is told, and the next screen starts from nothing")
  func notAcknowledged() throws {
    for bytes in -1..<6 {
      var scene = Scene()
      try scene.driver.show(screen("before"))
      let fault: SimulatedPCF8574.Fault =
        bytes < 0 ? .notAcknowledged : .notAcknowledgedAfter(bytes: bytes)
      scene.chip.plan(fault, call: scene.chip.calls + 2)
      #expect(throws: I2CFault.notAcknowledged) { try scene.driver.show(screen("after!")) }
      let isStarted = scene.driver.isStarted
      #expect(!isStarted)
      try scene.driver.show(screen("after!"))
      #expect(scene.display.lines[0] == padded("after!"), "after \(bytes) bytes")
      // Where E was left high, nobody knows what its fall writes: the start makes it good.
      #expect(scene.display.faults.allSatisfy { $0 == .unstable }, "after \(bytes) bytes")
    }
  }

  @Test("A display that lost its supply together with the expander is started again")
  func powerCut() throws {
    var scene = Scene()
    try scene.driver.show(screen("before"))
    scene.chip.setConnected(false)
    #expect(throws: I2CFault.notAcknowledged) { try scene.driver.show(screen("after")) }
    let calls = scene.chip.calls
    #expect(throws: I2CFault.notAcknowledged) { try scene.driver.show(screen("after")) }
    #expect(scene.chip.calls == calls + 1, "one message asks whether it is there")
    scene.chip.cutPower()
    scene.chip.setConnected(true)
    try scene.driver.show(screen("after"))
    #expect(scene.display.lines[0] == padded("after"))
    #expect(scene.display.faults == [])
  }

  @Test("A backlight that could not be switched is asked for with the next screen")
  func lateBacklight() throws {
    var scene = Scene()
    try scene.driver.show(screen("text"))
    scene.chip.plan(.notAcknowledged, call: scene.chip.calls)
    #expect(throws: I2CFault.notAcknowledged) { try scene.driver.setBacklight(.low) }
    #expect(scene.display.isLit)
    try scene.driver.show(screen("text"))
    #expect(!scene.display.isLit)
    #expect(scene.display.lines[0] == padded("text"))
  }

  @Test("Ended, the display is off and dark")
  func ends() throws {
    var scene = Scene()
    try scene.driver.show(screen("12345.678"))
    try scene.driver.end()
    #expect(!scene.display.isOn && !scene.display.isLit)
    #expect(scene.chip.pins == 0)
    #expect(scene.display.faults == [])
  }

  @Test("A chip at another address does not answer, and asking moves no pin")
  func addresses() throws {
    var scene = Scene(address: 0x26)
    #expect(throws: I2CFault.notAcknowledged) { try scene.driver.start() }
    var there = PCF8574(scene.chip.target())
    try there.check()
    var elsewhere = PCF8574(scene.chip.target(address: 0x3F))
    #expect(throws: I2CFault.notAcknowledged) { try elsewhere.check() }
    #expect(scene.chip.written == [])
    let valid = (0...0x7F).filter { PCF8574Address.contains($0) }
    #expect(valid == Array(0x20...0x27) + Array(0x38...0x3F))
  }

  @Test("A board has its display on lines or behind an expander, and moves nothing of the other")
  func wiring() throws {
    let clock = VirtualClock()
    let (onLines, expanded) = (SimulatedHD44780(clock: clock), SimulatedHD44780(clock: clock))
    let chip = SimulatedPCF8574(expanded, clock: clock)
    func line(_ pin: SimulatedHD44780.Pin) -> BoardLine { BoardLine(line: onLines.line(pin)) }
    typealias Wiring = HD44780Wiring<BoardLine, SimulatedPCF8574Target>
    let lines = HD44780Lines(
      registerSelect: line(.rs), enable: line(.e),
      data: HD44780DataLines(line(.d4), line(.d5), line(.d6), line(.d7)),
      backlight: line(.backlight))
    var first = HD44780(Wiring(lines), pause: clock.clock)
    try first.show(screen("lines"))
    try first.setBacklight(.high)
    #expect(onLines.lines[0] == padded("lines") && onLines.isLit)
    #expect(chip.calls == 0)
    var second = HD44780(Wiring(PCF8574(chip.target())), pause: clock.clock)
    try second.show(screen("expander"))
    try second.setBacklight(.low)
    #expect(expanded.lines[0] == padded("expander") && !expanded.isLit)
    #expect(onLines.lines[0] == padded("lines") && onLines.isLit)
    let parts = [first.charactersPerPass, second.charactersPerPass]
    #expect(parts == [4, 2])
    #expect(onLines.faults == [] && expanded.faults == [])
  }
}
