// SPDX-License-Identifier: Apache-2.0

/// The block check character: the exclusive or of 7-bit characters, from the one after the first
/// SOH or STX to ETX, both included.
///
/// Source: [IEC 62056-21] block check character; ISO 1155 and ISO 1745 behind it.
public struct BlockCheck: Equatable, Sendable {
  /// The character so far, without parity.
  public private(set) var value: UInt8 = 0

  /// Starts with no characters.
  public init() {}

  /// Takes one more character; its parity bit does not count.
  public mutating func update(_ byte: UInt8) { value ^= byte & 0x7F }
}
