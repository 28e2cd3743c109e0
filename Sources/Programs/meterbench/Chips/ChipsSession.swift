// SPDX-License-Identifier: Apache-2.0

import Foundation
import LinuxHardware

/// One `meterbench chips`: the buses of a board, and the load at its terminals.
final class ChipsSession {
  /// How long a signal may go unnoticed. Unit: milliseconds.
  private static let signalMilliseconds: Int32 = 250

  private let load: ChangeableLoad
  private let sockets: [BusSocket]
  /// In the order of `ChipsLine.buses`.
  private let chips: [BusChips]
  private var input = ControlInput()
  private var isEnding = false

  /// Opens both buses in a folder.
  init(_ folder: String, _ load: ChangeableLoad, seed: UInt64) throws(BenchError) {
    self.load = load
    chips = [BusChips(converterOf: load, seed: seed), BusChips()]
    sockets = [
      try BusSocket("\(folder)/i2c-1", chips[0]), try BusSocket("\(folder)/i2c-6", chips[1]),
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
    switch ChipsLine(line) {
    case .load(let voltage, let current, let lagDegrees):
      load.change(voltage: voltage, current: current, lagDegrees: lagDegrees)
    case .fail(let bus, let failure, let transfers):
      guard let index = ChipsLine.buses.firstIndex(of: bus) else { return }
      chips[index].failuresToCome = (failure, transfers)
    case .quit: isEnding = true
    case nil: Terminal.report("not understood: \(line) (\(ChipsLine.usage))")
    }
  }
}
