// SPDX-License-Identifier: Apache-2.0

import Parameters
import Testing

@Suite("GPIO lines of the parameters")
struct LineTableTests {
  private static func table(_ rows: (String, UInt8)...) -> LineTable? {
    var table = LineTable()
    for (name, number) in rows {
      guard table.append(Array(name.utf8).span, number) else { return nil }
    }
    return table
  }

  @Test("A line is found by its whole name, and no other")
  func found() throws {
    let table = try #require(Self.table(("coverSwitch", 1), ("metrologyLED", 255), ("z", 0)))
    #expect(table.number(of: "coverSwitch") == 1)
    #expect(table.number(of: "metrologyLED") == 255)
    #expect(table.number(of: "z") == 0)
    #expect(table.number(of: "metrologyLE") == nil)
    #expect(table.number(of: "metrologyLEDs") == nil)
    #expect(table.number(of: "") == nil)
    #expect(table.number(of: "aNameOfMoreThanTwentyFourBytes") == nil)
    #expect(rows(table) == ["coverSwitch 1", "metrologyLED 255", "z 0"])
    #expect(LineTable().number(of: "z") == nil && LineTable().isEmpty && !table.isEmpty)
  }

  @Test("Names ascend and are letters and digits, 1 to 24 of them; no number is there twice")
  func ranges() {
    #expect(Self.table(("a", 1), ("a", 2)) == nil)
    #expect(Self.table(("b", 1), ("a", 2)) == nil)
    #expect(Self.table(("a", 1), ("B", 2)) == nil)
    #expect(Self.table(("a", 1), ("aa", 2)) != nil)
    #expect(Self.table(("aa", 1), ("a", 2)) == nil)
    #expect(Self.table(("a", 1), ("b", 2), ("c", 1)) == nil)
    #expect(Self.table(("", 1)) == nil)
    #expect(Self.table((String(repeating: "a", count: 24), 1)) != nil)
    #expect(Self.table((String(repeating: "a", count: 25), 1)) == nil)
    for name in ["a b", "a/b", "a-b", "a_b", "[", "`", "é", "{", "@", ":"] {
      #expect(Self.table((name, 1)) == nil, "\(name)")
    }
  }

  @Test("A table takes 512 bytes, and no row more")
  func full() {
    var table = LineTable()
    // 18 rows of 26 bytes.
    for index in UInt8(0)..<18 {
      let name = String(repeating: "a", count: 23) + String(UnicodeScalar(0x61 + index))
      let isTaken = table.append(Array(name.utf8).span, index)
      #expect(isTaken)
    }
    let long = table.append(Array(("b" + String(repeating: "c", count: 23)).utf8).span, 100)
    #expect(long)
    // Of 512 bytes 494 are taken: a name of 17 does not fit, one of 16 does.
    let tooLong = table.append(Array(("c" + String(repeating: "c", count: 16)).utf8).span, 101)
    #expect(!tooLong)
    let fits = table.append(Array(("c" + String(repeating: "c", count: 15)).utf8).span, 101)
    #expect(fits)
    let more = table.append(Array("d".utf8).span, 102)
    #expect(!more)
    #expect(table.number(of: "cccccccccccccccc") == 101)
  }
}
