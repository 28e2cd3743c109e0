// SPDX-License-Identifier: Apache-2.0

/// Input lines of which the meter hears, by their number in a recording.
public enum InputLine: UInt8, Sendable {
  /// The contact that follows the supply relay K1: high is closed.
  case supplyFeedback = 0
  /// The page button S1: low is pressed.
  case pageButton = 1
  /// The calibration seal S2: low is open.
  case calibrationSeal = 2
  /// The cover S3: low is open.
  case cover = 3
  /// The magnet sensor S4: low is a magnet.
  case magnet = 4
  /// The power-fail comparator PF: low is a supply that fails.
  case powerFail = 5
}
