// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `meterbench chips`.
struct ChipsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "chips",
    abstract: "Play the chips of a board in a virtual machine.",
    discussion: """
      FOLDER/i2c-1 and FOLDER/i2c-6 are the machine's buses, with a simulated AD7991 on the first \
      and a simulated MB85RC256V on the second. The machine may be cut off and start again: the \
      chips keep what they hold. One line on standard output says that both are there. Standard \
      input takes: \(ChipsLine.usage).
      """)

  @Argument(help: "The folder of the sockets.")
  var folder: String

  @Option(help: "The mains. Unit: volts.")
  var volts = 230.0

  @Option(help: "The load. Unit: amperes.")
  var amperes = 5.0

  @Option(help: "By how many degrees the current lags.")
  var lag = 0.0

  @Option(help: "The seed of all chance.")
  var seed: UInt64 = 1

  func validate() throws {
    guard (0...500.0).contains(volts), (0...100.0).contains(amperes), (-180...180.0).contains(lag)
    else { throw ValidationError("--volts is 0 to 500, --amperes 0 to 100, --lag -180 to 180") }
  }

  func run() throws {
    try reporting {
      let load = ChangeableLoad(voltage: volts, current: amperes, lagDegrees: lag)
      try ChipsSession(folder, load, seed: seed).run()
    }
  }
}
