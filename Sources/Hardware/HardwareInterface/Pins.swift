// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// The state of a line.
public enum Level: UInt8, Sendable {
  /// Near ground.
  case low = 0
  /// Near the supply.
  case high = 1
}

/// An output line, owned.
public protocol DigitalOutput: ~Copyable {
  /// What can go wrong.
  associatedtype Failure: Error

  /// Drives the line.
  mutating func set(_ level: Level) throws(Failure)
}

/// An input line, owned.
public protocol DigitalInput: ~Copyable {
  /// What can go wrong.
  associatedtype Failure: Error

  /// Reads the line now.
  mutating func level() throws(Failure) -> Level

  /// Takes the oldest change that nobody has taken; nil where there is none. It never waits.
  ///
  /// Changes may be missing, where more came than are kept: `level` tells where the line is.
  mutating func nextChange() throws(Failure) -> LevelChange?
}

extension DigitalInput where Self: ~Copyable {
  /// A line whose changes nobody sees but by looking.
  public mutating func nextChange() throws(Failure) -> LevelChange? { nil }
}

/// A change of a line.
public struct LevelChange: Equatable, Sendable {
  /// What it changed to.
  public var level: Level
  /// When, on the clock that the board's `Clock` reads.
  public var at: Instant

  /// Makes a change.
  public init(_ level: Level, at: Instant) {
    self.level = level
    self.at = at
  }
}
