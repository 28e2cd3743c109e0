// SPDX-License-Identifier: Apache-2.0

import Bytes
import Drivers
import HardwareInterface
import SimulatedHardware
import Testing

@Suite("HD44780 driver")
struct HD44780Tests {
  private typealias Driver = HD44780<HD44780Lines<SimulatedHD44780Line>, VirtualTime>

  private func driver(of display: SimulatedHD44780, _ clock: VirtualClock) -> Driver {
    HD44780(
      HD44780Lines(
        registerSelect: display.line(.rs), enable: display.line(.e),
        data: HD44780DataLines(
          display.line(.d4), display.line(.d5), display.line(.d6), display.line(.d7)),
        backlight: display.line(.backlight)),
      pause: clock.clock)
  }

  private static let empty = String(repeating: " ", count: 20)

  @Test("A started display is on, empty, and saw no timing fault")
  func starts() throws {
    let clock = VirtualClock()
    let display = SimulatedHD44780(clock: clock)
    var driver = driver(of: display, clock)
    try driver.start()
    #expect(display.isOn)
    #expect(display.faults == [])
    #expect(display.lines == [String](repeating: Self.empty, count: 4))
  }

  @Test("A screen is shown on all four lines, with the characters that ASCII lacks")
  func shows() throws {
    let clock = VirtualClock()
    let display = SimulatedHD44780(clock: clock)
    var driver = driver(of: display, clock)
    var screen = TextScreen()
    screen.write("LastMeter", row: 0, column: 0)
    screen.write("230.1 V", row: 1, column: 13)
    screen.write("21.5 °C  3 µA ¥ ~\\", row: 2, column: 0)
    screen.write("abcdefghijklmnopqrst", row: 3, column: 0)
    try driver.show(screen)
    #expect(
      display.lines == [
        "LastMeter           ", "             230.1 V", "21.5 °C  3 µA ¥ ??  ",
        "abcdefghijklmnopqrst",
      ])
    #expect(display.faults == [])
  }

  @Test("Only characters that changed are written again")
  func writesChanges() throws {
    let clock = VirtualClock()
    let display = SimulatedHD44780(clock: clock)
    var driver = driver(of: display, clock)
    var screen = TextScreen()
    screen.write("1234.56", row: 0, column: 3)
    try driver.show(screen)
    #expect(display.charactersWritten == 7)
    screen.write("1235.56", row: 0, column: 3)
    try driver.show(screen)
    #expect(display.charactersWritten == 8)
    try driver.show(screen)
    #expect(display.charactersWritten == 8)
    #expect(display.lines[0] == "   1235.56          ")
  }

  @Test("A full screen needs no address but where memory jumps, and stays right")
  func fullScreen() throws {
    let clock = VirtualClock()
    let display = SimulatedHD44780(clock: clock)
    var driver = driver(of: display, clock)
    for character in [UInt8(0x41), 0x42] {
      var screen = TextScreen()
      for row in 0..<4 { for column in 0..<20 { screen[row, column] = character } }
      try driver.show(screen)
      let line = String(repeating: Character(UnicodeScalar(character)), count: 20)
      #expect(display.lines == [line, line, line, line])
    }
    #expect(display.faults == [])
  }

  @Test("A character lands in its place wherever the one before it was", arguments: 0..<80)
  func anyOrder(_ first: Int) throws {
    let clock = VirtualClock()
    let display = SimulatedHD44780(clock: clock)
    var driver = driver(of: display, clock)
    var screen = TextScreen()
    for second in [0, 1, 19, 20, 21, 39, 40, 41, 59, 60, 61, 79] where second != first {
      for (place, character) in [(first, UInt8(0x41)), (second, 0x42)] {
        screen[place / 20, place % 20] = character
        try driver.show(screen)
      }
      var expected = [Character](repeating: " ", count: 80)
      expected[first] = "A"
      expected[second] = "B"
      #expect(display.lines.joined() == String(expected), "\(first), then \(second)")
      screen.clear()
      try driver.show(screen)
    }
    #expect(display.faults == [])
  }

  @Test("After a failed line the next screen starts the display anew")
  func recovers() throws {
    let clock = VirtualClock()
    let display = SimulatedHD44780(clock: clock)
    var driver = driver(of: display, clock)
    var screen = TextScreen()
    screen.write("before", row: 0, column: 0)
    try driver.show(screen)
    display.setConnected(false)
    screen.write("after ", row: 0, column: 0)
    #expect(throws: LineFault.disconnected) { try driver.show(screen) }
    let isStarted = driver.isStarted
    #expect(!isStarted)
    display.setConnected(true)
    display.cutPower()
    try driver.show(screen)
    #expect(display.lines[0] == "after               ")
    #expect(display.faults == [])
  }

  @Test("Starting again works in whatever state the interface is, even between two nibbles")
  func restartsBetweenNibbles() throws {
    let clock = VirtualClock()
    let display = SimulatedHD44780(clock: clock)
    var driver = driver(of: display, clock)
    try driver.start()
    var enable = display.line(.e)
    try enable.set(.high)
    clock.advance(nanoseconds: 1000)
    try enable.set(.low)
    clock.advance(nanoseconds: 1000)
    try driver.start()
    var screen = TextScreen()
    screen.write("again", row: 3, column: 15)
    try driver.show(screen)
    #expect(display.lines[3] == "               again")
    #expect(display.faults == [])
  }

  @Test("An own glyph lands in its slot and the screen stays as it was")
  func glyphs() throws {
    let clock = VirtualClock()
    let display = SimulatedHD44780(clock: clock)
    var driver = driver(of: display, clock)
    var screen = TextScreen()
    screen.write("x", row: 0, column: 0)
    try driver.show(screen)
    let bars: InlineArray<8, UInt8> = [0x01, 0x03, 0x07, 0x0F, 0x1F, 0xFF, 0x00, 0x15]
    try driver.define(bars, slot: 5)
    screen[0, 1] = 5
    try driver.show(screen)
    #expect(display.glyph(5) == [0x01, 0x03, 0x07, 0x0F, 0x1F, 0x1F, 0x00, 0x15])
    #expect(display.glyph(4) == [UInt8](repeating: 0, count: 8))
    #expect(display.lines[0] == "x▯                  ")
    #expect(display.faults == [])
  }

  @Test("The mark of legal values is drawn at each start: an M between two bars")
  func legalMark() throws {
    let clock = VirtualClock()
    let display = SimulatedHD44780(clock: clock)
    var driver = driver(of: display, clock)
    let dots: [UInt8] = [0x1F, 0x00, 0x11, 0x1B, 0x15, 0x11, 0x00, 0x1F]
    for _ in 0..<2 {
      display.cutPower()
      clock.advance(nanoseconds: 1_000_000)
      try driver.start()
      #expect(display.glyph(1) == dots)
      var screen = TextScreen()
      screen[2, 0] = TextScreen.legalMark
      try driver.show(screen)
      #expect(display.lines[2] == "§                   ")
    }
    #expect(display.faults == [])
  }

  @Test("Ended, the display is off and dark; shown again, it starts from nothing")
  func ends() throws {
    let clock = VirtualClock()
    let display = SimulatedHD44780(clock: clock)
    var driver = driver(of: display, clock)
    var screen = TextScreen()
    screen.write("12345.678", row: 1, column: 0)
    try driver.show(screen)
    try driver.setBacklight(.high)
    try driver.end()
    #expect(!display.isOn && !display.isLit)
    #expect(display.lines == [String](repeating: Self.empty, count: 4))
    try driver.show(screen)
    #expect(display.lines[1] == "12345.678           ")
    #expect(display.faults == [])
  }

  @Test("The backlight follows its line")
  func backlight() throws {
    let clock = VirtualClock()
    let display = SimulatedHD44780(clock: clock)
    var driver = driver(of: display, clock)
    try driver.setBacklight(.high)
    #expect(display.isLit)
    try driver.setBacklight(.low)
    #expect(!display.isLit)
  }
}
