// SPDX-License-Identifier: Apache-2.0

import Drivers
import Ledger
import LinuxHardware
import Parameters

/// A line of the board, as it is asked for.
struct BoardLine {
  /// Its name on the chip; nil where the sealed parameters say its number.
  let name: StaticString?
  let number: UInt32
}

/// Where the board's lines are: where its sealed parameters say, else where `Board/Pins.csv` does.
extension Options {
  /// A line of the reference board.
  func line(_ line: ReferenceBoard.Line) -> BoardLine { self.line(line.name, line.rawValue) }

  /// A line that the maker's board has.
  func line(_ line: MakerBoard.Line) -> BoardLine { self.line(line.name, line.rawValue) }

  private func line(_ name: StaticString, _ number: UInt32) -> BoardLine {
    guard let sealed = lines.number(of: name) else { return BoardLine(name: name, number: number) }
    return BoardLine(name: nil, number: UInt32(sealed))
  }

  /// The lines of the parameters in the store, which a meter that runs may hold; empty where there
  /// is no store, or it says none.
  ///
  /// - Errors: there is one, and nobody can know.
  func storedLines() throws(MissingDevice) -> LineTable {
    let failure: LinuxFailure
    do throws(LinuxFailure) {
      var file = try FileBlockStore(reading: store, capacity: StoreMap.capacity)
      var start = ParameterStart(converter)
      start.read(&file, .unknown)
      if start.isKnown { return start.lines }
      failure = LinuxFailure(.other)
    } catch {
      if error.kind == .noSuchDevice { return LineTable() }
      failure = error
    }
    throw MissingDevice(
      path: store, failure: failure,
      advice:
        "which lines its parameters say is not known: be the meter's user, or bring parameters")
  }
}
