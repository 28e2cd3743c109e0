// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import meterbench

@Suite("The lines that the ether takes")
struct ControlLineTests {
  static let understood: [(String, ControlLine)] = [
    ("load 230 5", .load(voltage: 230, current: 5, lagDegrees: 0)),
    ("load 207.5 60 -30", .load(voltage: 207.5, current: 60, lagDegrees: -30)),
    ("load 0 0", .load(voltage: 0, current: 0, lagDegrees: 0)),
    ("load 500 100 180", .load(voltage: 500, current: 100, lagDegrees: 180)),
    ("cut 5", .cut(seconds: 5)), ("cut 86400", .cut(seconds: 86_400)),
    ("coordinator 0", .coordinator(seconds: 0)),
    ("loss 20", .loss(perMille: 200)), ("loss 0.1", .loss(perMille: 1)),
    ("loss 100", .loss(perMille: 1000)),
    ("speed 0.1", .speed(0.1)), ("speed 100", .speed(100)),
    ("reset", .reset), ("rename", .rename), ("quit", .quit), ("  quit \r", .quit),
  ]

  @Test("Each line means what the help says, its limits included")
  func meaning() {
    for (text, control) in Self.understood { #expect(ControlLine(text) == control, "\(text)") }
  }

  @Test(
    "A line beyond a limit, of too few or too many words, or of other words is not understood",
    arguments: [
      "", " ", "load", "load 230", "load 230 5 0 0", "load 501 5", "load 230 101", "load -1 5",
      "load 230 x", "load nan 5", "load 230 5 inf", "cut", "cut -1", "cut 86401", "cut 1 2",
      "coordinator", "loss 101", "loss -1", "loss", "reset 1", "Quit", "quit now",
      "speed", "speed 0", "speed 101", "speed 1 1",
    ])
  func refused(_ text: String) { #expect(ControlLine(text) == nil) }
}

@Suite("A pseudo-terminal")
struct PseudoTerminalTests {
  @Test("What nobody reads is kept up to a limit, the oldest bytes dropped; none waits")
  func unread() throws {
    let terminal = try PseudoTerminal()
    #expect(terminal.path.hasPrefix("/dev/pts/"))
    #expect(terminal.take() == [])
    for _ in 0..<100 { terminal.give([UInt8](repeating: 0x7E, count: 1_000)) }
    #expect(terminal.take() == [])
  }
}
