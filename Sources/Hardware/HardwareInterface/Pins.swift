// SPDX-License-Identifier: Apache-2.0

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
}
