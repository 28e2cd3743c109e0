// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `meterbench ether`.
struct EtherCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ether",
    abstract: "Open a virtual ether to a gateway of another project.",
    discussion: """
      The whole simulated meter is in an ether with a coordinator's XBee 3, factory new, on a \
      pseudo-terminal: the first line on standard output names it. A gateway opens that path as \
      its radio (XBee, API mode), forms a network, permits joining, and the meter joins.

      On standard output comes one JSON object a line: what happened, and the meter's own figures \
      after each block. Standard input takes: \(ControlLine.usage).
      """)

  @Option(help: "How much faster than real time the meter's time goes.")
  var speed = 1.0

  @Option(help: "The seed of all chance.")
  var seed: UInt64 = 1

  func validate() throws {
    if !ControlLine.speeds.contains(speed) { throw ValidationError("--speed is 0.1 to 100") }
  }

  func run() throws {
    try reporting { try EtherSession(speed: speed, seed: seed).run() }
  }
}
