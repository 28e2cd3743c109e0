// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `meterbench radio`.
struct RadioCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "radio",
    abstract: "Play the radio of a board in a virtual machine, and the gateway it reports to.",
    discussion: """
      TERMINAL is the other end of the board's UART. A simulated XBee 3 is there, in an ether with \
      a coordinator and a gateway, which lets devices join for 254 s from the start. On standard \
      output comes what the gateway reads, one JSON object a line. Standard input takes: \
      \(RadioLine.usage).
      """)

  @Argument(help: "The pseudo-terminal that Board/machine names with the label radio.")
  var terminal: String

  @Option(help: "The seed of all chance.")
  var seed: UInt64 = 1

  func run() throws {
    try reporting { try RadioSession(terminal, seed: seed).run() }
  }
}
