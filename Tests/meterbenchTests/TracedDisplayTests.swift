// SPDX-License-Identifier: Apache-2.0

import Bytes
import Drivers
import HardwareInterface
import Quantities
import SimulatedHardware
import Testing

@testable import meterbench

/// Writes each level as the kernel's trace does; time passes with the driver's pauses.
private final class Trace {
  var text = ""
  var nanoseconds: UInt64 = 3_000_000_000

  func put(_ line: UInt32, _ level: Level) {
    let (seconds, rest) = (nanoseconds / 1_000_000_000, nanoseconds / 1_000 % 1_000_000)
    let digits = "\(1_000_000 + rest)".dropFirst()
    text += "  meterd-213  [000] .....  \(seconds).\(digits): gpio_value: "
    text += "\(485 + line) set \(level == .high ? 1 : 0)\n"
  }
}

private struct TracedLine: DigitalOutput {
  let trace: Trace
  let line: ReferenceBoard.Line

  mutating func set(_ level: Level) { trace.put(line.rawValue, level) }
}

private struct TracedPause: Delay {
  let trace: Trace

  mutating func pause(nanoseconds: UInt64) { trace.nanoseconds += nanoseconds }
}

@Suite("The display by the kernel's trace of its lines")
struct TracedDisplayTests {
  /// What the driver of the meter sends to show a text in the second line.
  private static func trace(_ text: StaticString) throws -> String {
    let trace = Trace()
    func line(_ line: ReferenceBoard.Line) -> TracedLine { TracedLine(trace: trace, line: line) }
    let lines = HD44780Lines(
      registerSelect: line(.displayRegisterSelect), enable: line(.displayEnable),
      data: HD44780DataLines(
        line(.displayD4), line(.displayD5), line(.displayD6), line(.displayD7)),
      backlight: line(.displayBacklight))
    var display = HD44780(lines, pause: TracedPause(trace: trace))
    var screen = TextScreen()
    screen.write(text, row: 1, column: 0)
    display.start()
    display.show(screen)
    return trace.text
  }

  @Test("What the driver shows is decoded, without a fault")
  func shown() throws {
    let trace = "# entries-in-buffer/entries-written: 9/9   #P:1\n" + (try Self.trace("12.5 kWh"))
    let display = try TracedDisplay(trace: trace, first: 485, from: "trace")
    let empty = String(repeating: " ", count: 20)
    #expect(display.lines == [empty, "12.5 kWh            ", empty, empty])
    #expect(display.faults.isEmpty && display.changes > 100)
  }

  @Test("A pulse of E that is missing garbles the text, and one that comes too soon is told")
  func wrong() throws {
    var lines = try Self.trace("12.5 kWh").split(separator: "\n")
    let pulses = lines.indices.filter { lines[$0].contains("gpio_value: 510 set 1") }
    lines.remove(at: pulses[pulses.count - 2])
    let garbled = try TracedDisplay(
      trace: lines.joined(separator: "\n"), first: 485, from: "trace")
    #expect(!garbled.lines.contains("12.5 kWh            "))
    let soon = try Self.trace("1").replacing("3.050", with: "3.000")
    #expect(try !TracedDisplay(trace: soon, first: 485, from: "trace").faults.isEmpty)
  }

  @Test("A trace that lacks a part, and one of other lines, are refused")
  func refused() throws {
    let trace = try Self.trace("1")
    let late = "# entries-in-buffer/entries-written: 9/12   #P:1\n" + trace
    let gap = "CPU:0 [LOST 3 EVENTS]\n" + trace
    for (text, first) in [(late, 485), (gap, 485), (trace, 0), ("", 485)] {
      #expect(throws: BenchError.self) {
        try TracedDisplay(trace: text, first: first, from: "trace")
      }
    }
  }

  @Test("Only a level that is put on a line is a change")
  func changes() {
    let cases: [(Substring, LineChange?)] = [
      (
        "  meterd-213 [000] ..... 11.886168: gpio_value: 501 set 1",
        LineChange(number: 501, isHigh: true, instant: Instant(nanoseconds: 11_886_168_000))
      ),
      ("  meterd-213 [000] ..... 11.886168: gpio_value: 501 get 1", nil),
      ("  meterd-213 [000] ..... 11.886168: gpio_direction: 501 out (0)", nil),
      ("  meterd-213 [000] ..... 11.8861: gpio_value: 501 set 1", nil),
      ("  meterd-213 [000] ..... 11.886168: gpio_value: 501 set 2", nil),
      ("CPU:0 [LOST 3 EVENTS]", nil), ("", nil),
    ]
    for (text, change) in cases { #expect(LineChange(text) == change, "\(text)") }
  }
}
