// SPDX-License-Identifier: Apache-2.0

import Drivers
import Ledger
import LinuxHardware
import Parameters

/// Where the board's lines are: where its sealed parameters say, else where `Board/Pins.csv` does.
extension Options {
  /// The number of a line on its chip.
  func number(of line: ReferenceBoard.Line) -> UInt32 {
    lines.number(of: line.name).map(UInt32.init) ?? line.rawValue
  }

  /// The number of a line that the maker's board has.
  func number(of line: MakerBoard.Line) -> UInt32 {
    lines.number(of: line.name).map(UInt32.init) ?? line.rawValue
  }

  /// Takes the lines of the parameters in the store, which a meter that runs may hold.
  ///
  /// Without a store, and where it says nothing that can be read, those of the table stay.
  mutating func takeStoredLines() {
    do throws(LinuxFailure) {
      var file = try FileBlockStore(reading: store, capacity: StoreMap.capacity)
      var start = ParameterStart(converter)
      start.read(&file, .unknown)
      lines = start.lines
    } catch {}
  }
}
