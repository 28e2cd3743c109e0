// SPDX-License-Identifier: Apache-2.0

/// What became of one converter's conversions since the start.
public struct ConversionCounts: Equatable, Sendable {
  /// Conversions whose time came, with a code or without.
  public var conversions: UInt64 = 0
  /// Those of them without a code: no edge, no answer, read too late, or the range was changed.
  public var lost: UInt64 = 0
  /// Those of the lost ones that were bridged from their neighbours.
  public var bridged: UInt64 = 0
  /// Edges that came twice.
  public var repeatedEdges: UInt64 = 0
  /// Edges that came where no conversion ends.
  public var unplacedEdges: UInt64 = 0
  /// How often the fit of the converter's clock had to start anew, the first time included.
  public var starts: UInt64 = 0

  /// Nothing yet.
  public static let zero = ConversionCounts()
}
