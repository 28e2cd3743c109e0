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
  /// is no store, or it says none; nil where there is one, and nobody can know.
  func storedLines() -> LineTable? {
    do throws(LinuxFailure) {
      var file = try FileBlockStore(reading: store, capacity: StoreMap.capacity)
      var start = ParameterStart(converter)
      start.read(&file, .unknown)
      return start.trouble == nil ? start.lines : nil
    } catch { return error.kind == .noSuchDevice ? LineTable() : nil }
  }

  /// The same options with these lines. Where nobody can know them it says so, and takes those of
  /// the table: after a crash that is better than nothing.
  func withStoredLines() -> Options {
    var options = self
    if let stored = storedLines() {
      options.lines = stored
    } else {
      LinuxProgram.complain(
        "meterd: \(store): its parameters are not known: the lines are those of the board's table")
    }
    return options
  }
}
