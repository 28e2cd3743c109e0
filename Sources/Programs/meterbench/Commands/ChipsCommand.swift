// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import LinuxHardware

/// `meterbench chips`.
struct ChipsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "chips",
    abstract: "Play the chips of a board in a virtual machine.",
    discussion: """
      FOLDER/i2c-1 and FOLDER/i2c-6 are the machine's buses, with a simulated AD7991 on the first \
      and a simulated MB85RC256V on the second. The machine may be cut off and start again: the \
      chips keep what they hold. One line on standard output says that both are there; a signal \
      ends it.
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

  /// How long a signal may go unnoticed. Unit: milliseconds.
  private static let signalMilliseconds: Int32 = 250

  func validate() throws {
    guard (0...500.0).contains(volts), (0...100.0).contains(amperes), (-180...180.0).contains(lag)
    else { throw ValidationError("--volts is 0 to 500, --amperes 0 to 100, --lag -180 to 180") }
  }

  func run() throws {
    try reporting {
      let load = ChangeableLoad(voltage: volts, current: amperes, lagDegrees: lag)
      let sockets = [
        try BusSocket("\(folder)/i2c-1", BusChips(converterOf: load, seed: seed)),
        try BusSocket("\(folder)/i2c-6", BusChips()),
      ]
      LinuxProgram.catchStop()
      try Terminal.print("the buses are at " + sockets.map(\.path).joined(separator: " and "))
      while !LinuxProgram.isStopAsked {
        var polled = sockets.map {
          pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0)
        }
        _ = poll(&polled, nfds_t(polled.count), Self.signalMilliseconds)
        for (socket, state) in zip(sockets, polled) where state.revents != 0 { socket.advance() }
      }
    }
  }
}
