// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// What a sample source had to give.
public enum SampleRun: Equatable, Sendable {
  /// So many sets, with their stamp.
  case sets(Int, SampleStamp)
  /// Nothing yet.
  case none
  /// The converter failed: samples are missing.
  case failed
  /// The converter's bus is stuck or its adapter is gone: samples are missing.
  case unreachable
  /// Nobody took the runs in time: the newest are missing. The stamps of the next show the gap.
  case overrun
}

/// Where runs of samples come from: a converter read in place, or a thread that reads it.
///
/// Metering must not wait for anything: on hardware the source is a thread of its own, and what
/// the main loop does between two calls costs no sample.
public protocol SampleSource: ~Copyable {
  /// Whether runs are read while the main loop does something else: then the loop does little at
  /// once, so as to be there for each. One that is read in place makes it wait anyway.
  static var readsAhead: Bool { get }

  /// How many runs were lost since the start because nobody took them, modulo 2³².
  var overruns: UInt32 { get }

  /// Begins to read samples; before, `next` has none. To be called once, when whoever takes the
  /// runs is ready for them.
  mutating func begin()

  /// Waits for the next run, but not much longer than a burst takes, and fills it in. What cannot
  /// wait, an edge of a line that is watched, ends it with `.none`.
  mutating func next(into sets: inout MutableSpan<SampleSet>) -> SampleRun

  /// Waits for the next run, so long at most; false where `next` would still have to wait. What
  /// cannot wait ends it.
  mutating func wait(nanoseconds: UInt64) -> Bool
}

extension SampleSource where Self: ~Copyable {
  /// A converter that is read in place is read by the loop.
  public static var readsAhead: Bool { false }

  /// A converter that is read in place loses none.
  public var overruns: UInt32 { 0 }

  /// A converter that is read in place is read when it is asked.
  public mutating func begin() {}

  /// A converter that is read in place has a run whenever it is asked.
  public mutating func wait(nanoseconds: UInt64) -> Bool { true }
}
