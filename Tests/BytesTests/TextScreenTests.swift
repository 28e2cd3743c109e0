// SPDX-License-Identifier: Apache-2.0

import Bytes
import Testing

@Suite("Text screen")
struct TextScreenTests {
  private func line(_ screen: TextScreen, _ row: Int) -> String {
    String((0..<20).map { Character(UnicodeScalar(screen[row, $0])) })
  }

  @Test("Text lands at its place; what lies outside is not written")
  func writes() {
    var screen = TextScreen()
    screen.write("hello", row: 1, column: 17)
    screen.write("left", row: 2, column: -2)
    screen.write("nowhere", row: 4, column: 0)
    screen.write("nowhere", row: -1, column: 0)
    #expect(line(screen, 0) == "                    ")
    #expect(line(screen, 1) == "                 hel")
    #expect(line(screen, 2) == "ft                  ")
    #expect(line(screen, 3) == "                    ")
  }

  @Test("ISO 8859-1 is kept, other characters become question marks")
  func latin() {
    var screen = TextScreen()
    screen.write("°µ€Ωx😀y", row: 0, column: 0)
    let bytes = (0..<7).map { screen[0, $0] }
    #expect(bytes == [0xB0, 0xB5, 0x3F, 0x3F, 0x78, 0x3F, 0x79])
  }

  @Test(
    "A number is shown right-aligned with all its digits, or as stars",
    arguments: [
      (0, 0, 3, "  0"), (7, 0, 3, "  7"), (123, 0, 3, "123"), (1234, 0, 3, "***"),
      (-7, 0, 3, " -7"), (-99, 0, 3, "-99"), (-100, 0, 3, "***"),
      (0, 2, 5, " 0.00"), (5, 2, 5, " 0.05"), (-5, 2, 5, "-0.05"), (12345, 2, 6, "123.45"),
      (12345, 2, 5, "*****"), (1, 3, 5, "0.001"), (1, 3, 4, "****"), (100, 1, 4, "10.0"),
      (5, -1, 3, "***"), (5, 19, 3, "***"), (9, 0, 0, ""), (1, 0, 1, "1"),
      (Int64.max, 0, 20, " 9223372036854775807"), (Int64.min, 0, 20, "-9223372036854775808"),
      (Int64.min, 6, 20, "********************"), (1, 18, 20, "0.000000000000000001"),
    ] as [(Int64, Int, Int, String)])
  func decimals(_ row: (value: Int64, places: Int, width: Int, text: String)) {
    var screen = TextScreen()
    let field = TextField(row: 3, column: 0, width: row.width)
    screen.writeDecimal(row.value, places: row.places, in: field)
    #expect(line(screen, 3).prefix(row.width) == row.text)
    #expect(line(screen, 3).dropFirst(row.width).allSatisfy { $0 == " " })
  }

  @Test("A shorter number leaves nothing of a longer one before it")
  func overwrites() {
    var screen = TextScreen()
    let field = TextField(row: 0, column: 4, width: 6)
    screen.writeDecimal(-12345, places: 0, in: field)
    screen.writeDecimal(7, places: 0, in: field)
    #expect(line(screen, 0) == "         7          ")
  }

  @Test("A field that leaves the screen shows stars, never a part of a number")
  func fieldOutside() {
    var screen = TextScreen()
    screen.writeDecimal(1234, places: 0, in: TextField(row: 0, column: 18, width: 6))
    screen.writeDecimal(1234, places: 0, in: TextField(row: 9, column: 0, width: 6))
    screen.writeDecimal(1234, places: 0, in: TextField(row: 1, column: 0, width: -3))
    screen.writeDecimal(1, places: 0, in: TextField(row: 2, column: -1, width: 3))
    screen.writeDecimal(1, places: 0, in: TextField(row: 3, column: 0, width: 21))
    screen.writeDecimal(1, places: 0, in: TextField(row: 3, column: Int.max, width: 3))
    #expect(line(screen, 0) == "                  **")
    #expect(line(screen, 1) == "                    ")
    #expect(line(screen, 2) == "**                  ")
    #expect(line(screen, 3) == "********************")
  }

  @Test("Bytes are written as they are")
  func bytes() {
    var screen = TextScreen()
    screen.write([0x00, 0x41].span, row: 0, column: 18)
    screen.write([UInt8](repeating: 0x42, count: 100).span, row: 1, column: -1)
    #expect(screen[0, 18] == 0x00)
    #expect(screen[0, 19] == 0x41)
    #expect(line(screen, 1) == "BBBBBBBBBBBBBBBBBBBB")
  }

  @Test("Screens are equal when all characters are, and clearing makes them empty")
  func equality() {
    var screen = TextScreen()
    screen.write("x", row: 3, column: 19)
    #expect(screen != TextScreen())
    screen.clear()
    #expect(screen == TextScreen())
  }
}
