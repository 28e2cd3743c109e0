// SPDX-License-Identifier: Apache-2.0

public import Bytes

/// What is to be written, and where.
public struct EventImage: Sendable {
  /// Room for the longest of them.
  public typealias Bytes = FixedBytes<256>

  /// What it is.
  public enum Part: Equatable, Sendable {
    /// An entry of this number, in the log area.
    case entry(UInt64)
    /// The head, in the head area.
    case head(LogCopy)
    /// An anchor of this entry, in the log area.
    case anchor(UInt64)
  }

  /// Its bytes.
  public let bytes: Bytes
  /// What it is.
  public let part: Part
  /// Where they begin in the area of that part. Unit: bytes.
  public let offset: Int
  /// The number by which it is confirmed or given up.
  public let number: UInt64

  /// Whether it belongs to the head area, else to the log area.
  public var isHead: Bool {
    if case .head = part { true } else { false }
  }
}
