// SPDX-License-Identifier: Apache-2.0

import Foundation
import LinuxHardware

/// One `meterbench chips`: the buses of a board, and the load at its terminals.
final class ChipsSession {
  /// How long a signal may go unnoticed. Unit: milliseconds.
  private static let signalMilliseconds: Int32 = 250

  private let load: ChangeableLoad
  private let sockets: [BusSocket]
  private var input = ControlInput()
  private var isEnding = false

  /// Opens both buses in a folder.
  init(_ folder: String, _ load: ChangeableLoad, seed: UInt64) throws(BenchError) {
    self.load = load
    sockets = [
      try BusSocket("\(folder)/i2c-1", BusChips(converterOf: load, seed: seed)),
      try BusSocket("\(folder)/i2c-6", BusChips()),
    ]
  }

  /// Runs until `quit`, the end of standard input, or a signal.
  func run() throws(BenchError) {
    LinuxProgram.catchStop()
    try Terminal.print("the buses are at " + sockets.map(\.path).joined(separator: " and "))
    while !isEnding, !LinuxProgram.isStopAsked {
      let descriptors = [STDIN_FILENO] + sockets.map(\.descriptor)
      var polled = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      guard poll(&polled, nfds_t(polled.count), Self.signalMilliseconds) > 0 else { continue }
      if polled[0].revents != 0 { input.lines().forEach(obey) }
      for (socket, state) in zip(sockets, polled.dropFirst()) where state.revents != 0 {
        socket.advance()
      }
    }
  }

  private func obey(_ line: String) {
    switch ControlLine(line) {
    case .load(let voltage, let current, let lagDegrees):
      load.change(voltage: voltage, current: current, lagDegrees: lagDegrees)
    case .quit: isEnding = true
    default: Terminal.report("not understood: \(line) (\(ChipsCommand.usage))")
    }
  }
}
