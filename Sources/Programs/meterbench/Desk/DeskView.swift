// SPDX-License-Identifier: Apache-2.0

import Foundation
import Ledger
import Meter
import MeterBoard
import Metrology
import Quantities
import SimulatedHardware

/// The live picture on a terminal: the display, the readings beside it, what the gateway hears.
struct DeskView {
  private static let linesOfGateway = 6
  private static let interval = Duration.milliseconds(200)
  private let recording: String
  private var drawn: ContinuousClock.Instant?
  /// Why the terminal took no more; nothing is drawn after it.
  private(set) var failure: BenchError?

  /// A picture that is not drawn yet.
  init(recording: String) { self.recording = recording }

  /// Draws, at most five times a second.
  mutating func draw<Port: ~Copyable, Store: ~Copyable>(_ run: borrowing DeskRun<Port, Store>) {
    let now = ContinuousClock.now
    if let drawn, now - drawn < DeskView.interval { return }
    // Clears the screen and hides the cursor.
    if drawn == nil { write("\u{1B}[2J\u{1B}[?25l") }
    drawn = now
    write("\u{1B}[H" + picture(run).map { $0 + "\u{1B}[K\r\n" }.joined() + "\u{1B}[J")
  }

  /// Puts the cursor back.
  mutating func end() { if drawn != nil { write("\u{1B}[?25h") } }

  /// The lines of the picture.
  func picture<Port: ~Copyable, Store: ~Copyable>(
    _ run: borrowing DeskRun<Port, Store>
  ) -> [String] {
    let faults = run.desk.board.observer.faultTexts
    return ["LastMeter: \(recording)   \(String(format: "%.1f", run.elapsed)) s", ""]
      + beside(LCDFrame.lines(run.desk.display.lines), readings(run))
      + ["", "What the gateway receives:"] + gateway(run.room)
      + (faults.isEmpty ? [] : ["", cut("Faults: " + faults.joined(separator: ", "))])
      + ["", "Ctrl-C ends and keeps the registers."]
  }

  private func beside(_ left: [String], _ right: [String]) -> [String] {
    left.indices.map { left[$0] + "   " + ($0 < right.count ? right[$0] : "") }
  }

  private func readings<Port: ~Copyable, Store: ~Copyable>(
    _ run: borrowing DeskRun<Port, Store>
  ) -> [String] {
    let block = run.desk.board.meter.latest
    let registers = run.desk.board.meter.registers
    return [
      line("voltage", block.map { Double($0.voltage.microvolts) / 1e6 }, 3, "V"),
      line("current", block.map { Double($0.current.microamperes) / 1e6 }, 4, "A"),
      line("power", block.map { Double($0.activePower.microwatts) / 1e6 }, 2, "W"),
      line("frequency", (block?.frequency).map { Double($0.microhertz) / 1e6 }, 4, "Hz"),
      line("import", registers.energyImport.wattHoursExact, 4, "Wh"),
      line("export", registers.energyExport.wattHoursExact, 4, "Wh"),
    ]
  }

  private func line(_ name: String, _ value: Double?, _ places: Int, _ unit: String) -> String {
    let number = value.map { String(format: "%.\(places)f", $0) } ?? "-"
    let label = name.padding(toLength: 10, withPad: " ", startingAt: 0)
    return label + String(repeating: " ", count: max(0, 14 - number.count)) + number + " " + unit
  }

  private func gateway(_ room: Room?) -> [String] {
    guard let room else { return ["  (the radio is on the line named with --radio)"] }
    let lines = room.readings.suffix(DeskView.linesOfGateway).map { "  " + cut($0.brief) }
    return lines.isEmpty ? ["  nothing yet"] : Array(lines)
  }

  /// Cut to the terminal's width, so that no line wraps.
  private func cut(_ line: String) -> String {
    var size = winsize()
    let known = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 8
    return String(line.prefix(known ? Int(size.ws_col) - 4 : 76))
  }

  private mutating func write(_ text: String) {
    guard failure == nil else { return }
    do { try Terminal.put(text) } catch { failure = error }
  }
}
