// SPDX-License-Identifier: Apache-2.0

import LinuxHardware
import Meter
import MeterBoard
import Quantities
import Testing

@testable import meterd

/// How many lines of one kind a log gets, and what is said of those that it does not get.
@Suite("The limit of lines on standard error")
struct FaultReportTests {
  private static let second: UInt64 = 1_000_000_000
  private static let note = RadioNote.bindingsChanged(count: 2)
  private static let noteText = "meterd: the radio now reports by 2 bindings"
  private static let displayText = "meterd: the display cannot be written"

  private static func text(_ line: LogLine) -> String {
    let bytes = line.span
    return String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self)
  }

  private static func said(
    _ report: inout FaultReport, _ fault: BoardFault, _ nanoseconds: UInt64
  ) -> String? {
    report.line(of: fault, at: Instant(nanoseconds: nanoseconds)).map(text)
  }

  /// All that is said of so many notes at one time.
  private static func said(
    _ report: inout FaultReport, notes: Int, at nanoseconds: UInt64
  ) -> [String] {
    var all: [String] = []
    for _ in 0..<notes {
      let more = report.lineOfMoreNotes(at: Instant(nanoseconds: nanoseconds))
      all += [more, report.line(of: note)].compactMap { $0.map(text) }
    }
    return all
  }

  @Test("A fault is told when it comes, then once in ten seconds, with how often it came between")
  func faults() {
    var report = FaultReport()
    let begin = 5 * Self.second
    var lines: [UInt64: String] = [:]
    for tenths: UInt64 in 0...250 {
      lines[tenths] = Self.said(&report, .display, begin + tenths * Self.second / 10)
    }
    let repeated = "\(Self.displayText) (99 more since the last such line)"
    #expect(lines == [0: Self.displayText, 100: repeated, 200: repeated])
  }

  @Test("The next line comes after ten seconds, not one nanosecond sooner")
  func edge() {
    var report = FaultReport()
    #expect(Self.said(&report, .display, 7) == Self.displayText)
    #expect(Self.said(&report, .display, 6 + 10 * Self.second) == nil)
    #expect(
      Self.said(&report, .display, 7 + 10 * Self.second)
        == "\(Self.displayText) (1 more since the last such line)")
    #expect(Self.said(&report, .display, 7 + 20 * Self.second) == Self.displayText)
  }

  @Test("No kind of fault keeps another from being told")
  func kinds() {
    var report = FaultReport()
    let faults = (UInt8.min...UInt8.max).compactMap(BoardFault.init)
    for round in [1, 0] {
      let told = faults.filter { Self.said(&report, $0, Self.second) != nil }
      #expect(told.count == round * faults.count)
    }
  }

  @Test("An overrun is told with how many runs were lost since the start, the largest count too")
  func lostRuns() {
    var report = FaultReport()
    let said = [(1, 3), (2, 9), (11, 40), (30, UInt32.max)].map { seconds, runs in
      report.line(ofLost: runs, at: Instant(nanoseconds: seconds * Self.second)).map(Self.text)
    }
    let begin = "meterd: samples were not taken in time: the newest are missing, "
    #expect(
      said == [
        "\(begin)3 runs since the start", nil,
        "\(begin)40 runs since the start (1 more since the last such line)",
        "\(begin)4294967295 runs since the start",
      ])
  }

  @Test("A fault that came again before the end is told at the end, once")
  func end() {
    var report = FaultReport()
    let kind = BoardFault.display.rawValue
    for _ in 0..<4 { _ = Self.said(&report, .display, Self.second) }
    let last = (0..<2).map { _ in report.lastLine(kind).map(Self.text) }
    #expect(last == ["\(Self.displayText) (2 more since the last such line)", nil])
    #expect(report.lastLine(BoardFault.radio.rawValue) == nil)
  }

  @Test("What is done by radio has twenty lines in a minute; the next minute tells of the others")
  func notes() {
    for (count, more) in [(20, 0), (21, 1), (75, 55)] {
      var report = FaultReport()
      let begin = 100 * Self.second
      let told = Array(repeating: Self.noteText, count: 20)
      #expect(Self.said(&report, notes: count - 1, at: begin) == Array(told.prefix(count - 1)))
      let last = Self.said(&report, notes: 1, at: begin + 60 * Self.second - 1)
      #expect(last == (more == 0 ? [Self.noteText] : []))
      let left = "meterd: \(more) more things were done by radio within a minute"
      let next = Self.said(&report, notes: 20, at: begin + 60 * Self.second)
      #expect(next == (more == 0 ? [] : [left]) + told)
    }
  }

  /// How much the lines with a text tell: each itself, and what it has before ` more `.
  private static func told(_ lines: [String], _ text: String) -> Int {
    lines.filter { $0.contains(text) }.reduce(0) { sum, line in
      let words = line.split { " (".contains($0) }
      let more = words.firstIndex(of: "more").flatMap { Int(words[$0 - 1]) }
      return sum + (more ?? 0) + (line.contains("things were done") ? 0 : 1)
    }
  }

  @Test("Until the end each fault and each note is told or counted, in few lines")
  func all() async throws {
    let result = await #expect(
      processExitsWith: .success, observing: [\.standardErrorContent]
    ) {
      var log = BoardLog()
      for _ in 0..<1_000 {
        log.failed(.display)
        log.noted(.bindingsChanged(count: 2))
      }
      log.end()
    }
    let output = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
    let lines = output.split(separator: "\n").map(String.init)
    #expect(Self.told(lines, "the display cannot be written") == 1_000)
    #expect(Self.told(lines, "radio") == 1_000)
    #expect(lines.count < 1_000)
  }
}
