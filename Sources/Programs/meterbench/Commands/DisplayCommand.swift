// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation

/// `meterbench display`.
struct DisplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "display",
    abstract: "Show what stands on the display of a board, by the kernel's trace of its lines.",
    discussion: """
      The trace, of the event gpio_value, comes on standard input, from before meterd was started. \
      On standard output come the four lines of the display. What the HD44780's timing or \
      instructions forbid is told on standard error. Exit code: 65 where something was forbidden, \
      or where the trace lacks a part or has no line of the display.
      """)

  @Option(help: "The kernel's number of line 0.")
  var first: Int

  func validate() throws {
    guard first >= 0 else { throw ValidationError("--first is a number from 0") }
  }

  func run() throws {
    try reporting {
      let trace = String(decoding: FileHandle.standardInput.readDataToEndOfFile(), as: UTF8.self)
      let display = try TracedDisplay(trace: trace, first: first, from: "trace")
      try Terminal.print(display.lines.joined(separator: "\n"))
      guard display.faults.isEmpty else {
        let texts = display.faults.prefix(Self.faultsMax).map { "\($0)" }
        throw BenchError(
          "trace", "\(display.faults.count) faults: " + texts.joined(separator: ", "))
      }
    }
  }

  /// Faults that are told by name.
  private static let faultsMax = 5
}
