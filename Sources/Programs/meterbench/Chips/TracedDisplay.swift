// SPDX-License-Identifier: Apache-2.0

import Drivers
import HardwareInterface
import Quantities
import SimulatedHardware

/// The display of a board, from the kernel's trace of its lines: the simulated controller decodes
/// them, and judges them by the kernel's stamps.
struct TracedDisplay {
  /// What stands on it.
  let lines: [String]
  /// What the driver did wrong.
  let faults: [SimulatedHD44780.Fault]
  /// Levels that were put on its lines.
  let changes: Int

  /// Reads a trace; the supply comes with the first level that is put on a line.
  ///
  /// - Parameters: `first` is the kernel's number of line 0.
  /// - Errors: a trace that lacks a part, and one without a line of the display.
  init(trace: String, first: Int, from file: String) throws(BenchError) {
    let clock = VirtualClock()
    var display: SimulatedHD44780?
    var changes = 0
    for line in trace.split(separator: "\n") {
      try Self.checkWhole(line, file)
      guard let change = LineChange(line), let pin = Self.pin(change.number - first) else {
        continue
      }
      clock.advance(to: change.instant)
      let here = display ?? SimulatedHD44780(clock: clock)
      display = here
      changes += 1
      var output = here.line(pin)
      // A model that is connected takes every level.
      try? output.set(change.isHigh ? .high : .low)
    }
    guard let display else {
      throw BenchError(
        file, "no line of the display is in it", advice: "give line 0's number with --first"
      )
    }
    (lines, faults, self.changes) = (display.lines, display.faults, changes)
  }

  /// `# entries-in-buffer/entries-written: 12/12   #P:1`: what was overwritten is missing, and so
  /// is what `CPU:0 [LOST 3 EVENTS]` tells of.
  private static func checkWhole(_ line: Substring, _ file: String) throws(BenchError) {
    let isLost = line.hasPrefix("CPU:") && line.contains("LOST")
    guard isLost || line.hasPrefix("# entries-in-buffer/entries-written: ") else { return }
    let counts = line.split(separator: " ").dropFirst(2).first?.split(separator: "/") ?? []
    guard !isLost, counts.count == 2, counts[0] == counts[1] else {
      throw BenchError(file, "a part of it is lost", advice: "give the trace a larger buffer")
    }
  }

  private static func pin(_ line: Int) -> SimulatedHD44780.Pin? {
    switch ReferenceBoard.Line(rawValue: UInt32(clamping: line)) {
    case .displayRegisterSelect: .rs
    case .displayEnable: .e
    case .displayD4: .d4
    case .displayD5: .d5
    case .displayD6: .d6
    case .displayD7: .d7
    case .displayBacklight: .backlight
    default: nil
    }
  }
}
