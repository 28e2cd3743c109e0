// SPDX-License-Identifier: Apache-2.0

import Bytes
import Drivers
import HardwareInterface
import Quantities
import SimulatedHardware
import Testing

/// What the driver puts on its lines, nibble by nibble, against figure 24 of the datasheet.
@Suite("HD44780 on the wire")
struct HD44780WireTests {
  /// RS (0 or 1) and the nibble, latched where E falls.
  private func nibbles(_ lines: [SimulatedLine]) -> [[UInt8]] {
    lines[1].edges.filter { $0.level == .low }.map { edge in
      let level = { (line: SimulatedLine) -> UInt8 in
        line.edges.last { $0.at < edge.at }?.level == .high ? 1 : 0
      }
      let data = (0..<4).reduce(UInt8(0)) { $0 | level(lines[2 + $1]) << UInt8($1) }
      return [level(lines[0]), data]
    }
  }

  @Test("Start and the first character are the nibbles of the datasheet")
  func startSequence() throws {
    let clock = VirtualClock()
    let lines = (0..<6).map { _ in SimulatedLine(clock: clock) }
    var driver = HD44780(
      HD44780Lines(
        registerSelect: lines[0].output, enable: lines[1].output,
        data: HD44780DataLines(
          lines[2].output, lines[3].output, lines[4].output, lines[5].output),
        backlight: nil),
      pause: clock.clock)
    var screen = TextScreen()
    screen.write("A", row: 1, column: 2)
    try driver.show(screen)
    #expect(
      nibbles(lines) == [
        [0, 0x3], [0, 0x3], [0, 0x3], [0, 0x2],
        [0, 0x2], [0, 0x8],  // 4 bits, two lines, 5×8
        [0, 0x0], [0, 0x8],  // display off
        [0, 0x0], [0, 0x1],  // clear
        [0, 0x0], [0, 0x6],  // increment, no shift
        [0, 0x4], [0, 0x8],  // glyph 1, the mark of legal values
        [1, 0x1], [1, 0xF], [1, 0x0], [1, 0x0], [1, 0x1], [1, 0x1], [1, 0x1], [1, 0xB],
        [1, 0x1], [1, 0x5], [1, 0x1], [1, 0x1], [1, 0x0], [1, 0x0], [1, 0x1], [1, 0xF],
        [0, 0x8], [0, 0x0],  // address 0
        [0, 0x0], [0, 0xC],  // display on
        [0, 0xC], [0, 0x2],  // address 0x42
        [1, 0x4], [1, 0x1],  // A
      ])
  }

  @Test("The pauses of the start are no shorter than the datasheet's")
  func startPauses() throws {
    let clock = VirtualClock()
    let lines = (0..<6).map { _ in SimulatedLine(clock: clock) }
    var driver = HD44780(
      HD44780Lines(
        registerSelect: lines[0].output, enable: lines[1].output,
        data: HD44780DataLines(
          lines[2].output, lines[3].output, lines[4].output, lines[5].output),
        backlight: nil),
      pause: clock.clock)
    try driver.start()
    let rises = lines[1].edges.filter { $0.level == .high }.map(\.at)
    #expect(rises[0].nanoseconds >= 40_000_000)
    #expect(rises[1].since(rises[0]) >= 4_100_000)
    #expect(rises[2].since(rises[1]) >= 100_000)
    #expect(rises[10].since(rises[9]) >= 1_520_000)
  }
}
