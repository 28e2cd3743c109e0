// SPDX-License-Identifier: Apache-2.0

public import HardwareInterface

/// Any output line of the simulated board: one type, as on a real GPIO chip.
public enum SimulatedBoardLine: DigitalOutput, Sendable {
  /// A line of the display.
  case display(SimulatedHD44780Line)
  /// A line that anything else reads.
  case line(SimulatedOutput)

  /// Drives the line.
  public mutating func set(_ level: Level) throws(LineFault) {
    switch self {
    case .display(var line): try line.set(level)
    case .line(var line): try line.set(level)
    }
  }
}
