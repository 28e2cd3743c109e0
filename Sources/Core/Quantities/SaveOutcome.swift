// SPDX-License-Identifier: Apache-2.0

/// What the meter asks to be kept.
public enum SavedPart: UInt8, Sendable {
  /// The registers.
  case registers = 0
  /// All else that outlives a power cut.
  case state = 1
  /// The image of an upgrade in the staging store, read back; its number is its version. One that
  /// could not be written has the number 0.
  case staging = 2
  /// The first bytes of that image, while it comes; their number is how many are safe.
  case stagedBytes = 3
  /// A snapshot of the registers; its number is its own.
  case snapshot = 4
}

/// What became of a save that the meter asked for.
public struct SaveOutcome: Equatable, Sendable {
  /// What was to be saved.
  public var part: SavedPart
  /// The number under which the meter asked.
  public var number: UInt64
  /// Whether it is safe now: written and synced. Else it was refused, or the store failed.
  public var isSafe: Bool

  /// Makes an outcome.
  public init(_ part: SavedPart, number: UInt64, isSafe: Bool) {
    self.part = part
    self.number = number
    self.isSafe = isSafe
  }
}
