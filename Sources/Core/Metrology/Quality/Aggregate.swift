// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// How long blocks are aggregated. Source: [IEC 61000-4-30], 4.4.
public enum AggregationPeriod: UInt8, Sendable {
  /// 15 blocks, 150 cycles at 50 Hz and 180 cycles at 60 Hz.
  case cycles150
  /// 10 minutes.
  case minutes10
  /// 2 hours.
  case hours2

  /// The length of those that are aligned to ticks; nil for those counted in cycles.
  var nanoseconds: Int64? {
    switch self {
    case .cycles150: nil
    case .minutes10: 600_000_000_000
    case .hours2: 7_200_000_000_000
    }
  }
}

/// Why an interval ended.
public enum AggregateEnding: UInt8, Sendable {
  /// It ran its time.
  case complete
  /// Blocks were missing in the midst of a count of blocks.
  case gap
  /// A clock was set, found or lost: the interval is shorter or longer than its name.
  case clockStep
  /// The measurement was stopped.
  case stopped
}

/// The mean of a quantity over an interval, and the least and the largest of its blocks.
public struct Spread<Value: Equatable & Sendable>: Equatable, Sendable {
  /// The mean over the blocks. Rounding: nearest.
  public var mean: Value
  /// Of the block with the least.
  public var minimum: Value
  /// Of the block with the largest.
  public var maximum: Value
}

/// The blocks of one interval in one set of figures.
///
/// Means of RMS values and distortions are the root of the mean of the blocks' squares
/// [IEC 61000-4-30, 4.5]; those of powers and frequency are weighted by the blocks' duration, so
/// that power times covered time is the energy of the blocks.
public struct Aggregate: Equatable, Sendable {
  /// The kind of interval.
  public var period: AggregationPeriod
  /// Why it ended.
  public var ending: AggregateEnding
  /// What it is aligned to.
  public var alignment: IntervalAlignment
  /// Begin of its first block.
  public var start: Instant
  /// End of its last block.
  public var end: Instant
  /// Begin of its first block. Rounding: down. nil without UTC.
  public var startUTC: UTC?
  /// RMS voltage.
  public var voltage: Spread<Voltage>
  /// RMS current.
  public var current: Spread<Current>
  /// Active power.
  public var activePower: Spread<ActivePower>
  /// Apparent power.
  public var apparentPower: Spread<ApparentPower>
  /// Reactive power of the fundamental, over the blocks that have a spectrum.
  public var reactivePower: Spread<ReactivePower>?
  /// Frequency, over the blocks that have one.
  public var frequency: Spread<Frequency>?
  /// THD of the voltage, over the blocks that have it.
  public var voltageDistortion: Spread<Distortion>?
  /// THD of the current, over the blocks that have it.
  public var currentDistortion: Spread<Distortion>?
  /// The flags of all its blocks: what makes one block doubtful makes the interval so.
  public var flags: BlockFlags
  /// How many blocks it holds.
  public var blocks: Int
  /// The share of its time that blocks cover. Unit: one millionth. Range: at most 1,000,000.
  ///
  /// Blocks do not end at ticks, so a whole interval may lack or exceed by one block; what
  /// exceeds is not told.
  public var coveredMillionths: Int
}

/// Takes aggregates as their intervals end.
public protocol AggregateSink: ~Copyable {
  /// Takes an interval that is over.
  mutating func aggregated(_ aggregate: Aggregate)
}
