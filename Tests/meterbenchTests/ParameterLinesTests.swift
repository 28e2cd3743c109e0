// SPDX-License-Identifier: Apache-2.0

import Foundation
import Parameters
import Testing

@testable import meterbench

@Suite("GPIO lines of a parameter file")
struct ParameterLinesTests {
  private static let pins = URL(fileURLWithPath: ParametersCommandTests.example)
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Board/Pins.csv").path

  /// The smallest file, of this rate, with these lines.
  private static func text(_ lines: String, rate: String = "200000/27") -> String {
    ParametersCommandTests.small.replacingOccurrences(of: "200000/27", with: rate)
      + "lines: \(lines)\n"
  }

  private static func rows(_ text: String, pins: String? = nil) throws -> [String] {
    let bench = try Bench()
    if let pins { _ = try bench.file("pins.csv", pins) }
    let lines = try ParameterFile(try bench.file("p.yaml", text)).settings.lines
    return rows(of: lines)
  }

  private static func rows(of lines: LineTable) -> [String] {
    guard case .group(let pairs) = lines.shown else { return [] }
    return pairs.map { key, value in
      if case .whole(let number) = value { "\(key) \(number)" } else { key }
    }
  }

  /// The error, without the folder.
  private static func said(_ text: String, pins: String? = nil) throws -> String {
    do {
      return try rows(text, pins: pins).joined(separator: " ")
    } catch let error as BenchError {
      let said = error.description
      let name = said.contains("pins.csv") ? "pins.csv" : "p.yaml"
      return String(said[(said.range(of: name)?.lowerBound ?? said.startIndex)...])
    }
  }

  @Test("The example's lines are those of the board's table, by their names")
  func table() throws {
    let example = Self.rows(of: try ParameterFile(ParametersCommandTests.example).settings.lines)
    #expect(example.count == 18 && example == example.sorted())
    let table = try String(contentsOfFile: Self.pins, encoding: .utf8)
    for row in example {
      #expect(table.contains("\n\(row.replacing(" ", with: ",")),"), "\(row)")
    }
    #expect(try Self.rows(Self.text(Self.pins)) == example)
  }

  @Test("A table of pins is looked for from the file's folder; what it has no GPIO for is left out")
  func path() throws {
    let table = try String(contentsOfFile: Self.pins, encoding: .utf8)
    let moved = table.replacingOccurrences(of: "metrologyLED,19,", with: "metrologyLED,40,")
    let rows = try Self.rows(Self.text("pins.csv"), pins: moved)
    #expect(rows.contains("metrologyLED 40") && rows.contains("pageButton 10"))
    #expect(rows.count == 18)
    #expect(
      try Self.said(Self.text("pins.csv")) == "pins.csv: there is no such file")
  }

  @Test("The maker's board has its ready lines in place of those of K1 and K2")
  func maker() throws {
    let table = try String(contentsOfFile: Self.pins, encoding: .utf8)
    for rate in ["4000", "1000"] {
      #expect(
        try Self.said(Self.text("pins.csv", rate: rate), pins: table)
          == "p.yaml: line 14: lines: the line voltageReady has no GPIO (give each line its number)"
      )
    }
    let ready = table.replacingOccurrences(of: "voltageReady,-,", with: "voltageReady,26,")
      .replacingOccurrences(of: "currentReady,-,", with: "currentReady,27,")
    let found = try Self.rows(Self.text("pins.csv", rate: "4000"), pins: ready)
    #expect(found.contains("voltageReady 26") && found.contains("currentReady 27"))
    #expect(found.count == 16)
    // One table may be for both boards: of each the other's lines are left out.
    let reference = try Self.rows(Self.text("pins.csv"), pins: ready)
    #expect(reference.count == 18 && reference.contains("disconnectFeedback 26"))
  }

  @Test("What else is on the header has its GPIO: the buses, and lines of the command line")
  func others() throws {
    let table = try String(contentsOfFile: Self.pins, encoding: .utf8)
    for (row, number, other) in [
      ("secondSDA,22,", 22, "secondSDA"), ("localRequest,-,", 41, "localRequest"),
      ("gasPulse,-,", 41, "gasPulse"),
    ] {
      let taken = table.replacingOccurrences(of: row, with: "\(other),\(number),")
      #expect(try Self.rows(Self.text("pins.csv"), pins: taken).count == 18)
      let moved = taken.replacingOccurrences(
        of: "metrologyLED,19,", with: "metrologyLED,\(number),")
      let said = try Self.said(Self.text("pins.csv"), pins: moved)
      #expect(said.contains("GPIO \(number), too"), "\(said)")
    }
  }

  @Test("What is wrong in a table of pins is told with its file and line")
  func wrongTable() throws {
    let head = "line,gpio,direction,refdes,purpose\n"
    let cases = [
      ("a,b\n", "line 1: no row of a table of pins (write line,gpio,direction,refdes,purpose)"),
      ("", "line 1: no row of a table of pins (write line,gpio,direction,refdes,purpose)"),
      (head + "pageButton\n", "line 2: no row of a table of pins (write line,gpio,"),
      (head + "pageButton,x,in,S1,\n", "line 2: x is no number of a line (write 0 to 255, or"),
      (head + "pageButton,256,in,S1,\n", "line 2: 256 is no number of a line"),
      (head + "\npagebutton,2,in,S1,\n", "line 3: the firmware asks for no line pagebutton "),
      (head + "pageButton,2,in,S1,\ncoverSwitch,2,in,S3,\n", "line 3: pageButton has GPIO 2, too"),
      (head + "pageButton,2,in,S1,\npageButton,3,in,S1,\n", "line 3: pageButton is there twice"),
    ]
    for (pins, wanted) in cases {
      let said = try Self.said(Self.text("pins.csv"), pins: pins)
      #expect(said.hasPrefix("pins.csv: " + wanted), "\(said)")
    }
  }

  @Test("Lines that are no group and no path are refused")
  func neither() throws {
    #expect(try Self.said(Self.text("[1]")).hasPrefix("p.yaml: line 14: lines: it is no single"))
    #expect(try Self.said(Self.text("")).hasPrefix("p.yaml: line 14: lines: it has no value"))
    let missing = try Self.said(Self.text("{pageButton: 10}"))
    #expect(
      missing.hasPrefix("p.yaml: line 14: lines: the line magnetSensor has no GPIO"), "\(missing)")
  }
}
