// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import LocalPort

/// `meterbench read`.
struct ReadCommand: ParsableCommand {
  /// What the port speaks.
  enum Mode: String, CaseIterable, ExpressibleByArgument {
    case p1
    case iec
  }

  static let configuration = CommandConfiguration(
    commandName: "read",
    abstract: "Read a meter's registers at its local port.",
    discussion: """
      With --mode p1 the next telegrams of DSMR 5 are read, 115200 Bd; the reader's cable holds \
      the request line high. With --mode iec a readout in mode C of IEC 62056-21 is asked for, \
      from 300 Bd on; parity is made and checked by this program, so that a pseudo-terminal \
      serves too. A message with a wrong checksum is refused.

      Exit code: 65 for a refused message, 66 where the port cannot be opened, 69 where nobody \
      answers.
      """)

  @Option(help: "The serial port, as /dev/ttyUSB0.", completion: .file())
  var port: String

  @Option(help: "What the port speaks: p1 or iec.")
  var mode = Mode.p1

  @Flag(help: "Print a JSON object for each message instead of a table.")
  var json = false

  @Option(help: "How many messages are read.")
  var count = 1

  func validate() throws {
    guard count > 0 else { throw ValidationError("--count is at least 1") }
  }

  func run() throws {
    try reporting {
      let reader = PortReader(line: try PortLine(port, mode == .p1 ? .bd115200 : .bd300))
      for _ in 0..<count {
        let message = try mode == .p1 ? reader.telegram() : reader.readout()
        try Terminal.print(json ? try message.jsonLine() : message.table)
      }
    }
  }
}

extension LocalMessage {
  /// One object in one line.
  func jsonLine() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}
