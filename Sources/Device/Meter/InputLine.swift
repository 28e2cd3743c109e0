// SPDX-License-Identifier: Apache-2.0

/// Input lines of which the meter hears, by their number in a recording.
public enum InputLine: UInt8, Sendable {
  /// The contact that follows the supply relay K1: high is closed.
  case supplyFeedback = 0
  /// The page button S1: low is pressed.
  case pageButton = 1
}
