// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// One edge of a line, with the time at which the kernel's interrupt saw it.
///
/// - Source: GPIO character device v2, `struct gpio_v2_line_event`: `timestamp_ns`, `line_seqno`.
public struct StampedEdge: Equatable, Sendable {
  /// Which of the lines that were asked for, counted from 0.
  public var line: UInt8
  /// When. On the clock that the board's `Clock` reads: GPIO v2 stamps with CLOCK_MONOTONIC, so
  /// whoever reads another clock has to translate.
  public var at: Instant
  /// The number of this edge among those of its line, modulo 2³². One that is missing was dropped
  /// because nobody read in time; an edge that no interrupt saw leaves no gap here.
  public var sequence: UInt32

  /// Makes an edge.
  public init(line: UInt8, at: Instant, sequence: UInt32) {
    self.line = line
    self.at = at
    self.sequence = sequence
  }
}

/// The edges of one or more lines in the order in which they came. Owned.
public protocol StampedEdges: ~Copyable {
  /// What can go wrong.
  associatedtype Failure: Error

  /// Takes the oldest edge; where there is none, waits for it, so long at most; nil where none
  /// came.
  mutating func next(timeoutNanoseconds: UInt64) throws(Failure) -> StampedEdge?
}
