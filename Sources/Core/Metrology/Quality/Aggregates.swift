// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// Aggregates blocks over 150/180 cycles, 10 minutes and 2 hours.
///
/// A block belongs to the interval in which it begins, also where it reaches over the tick at its
/// end. As class S allows, blocks are not restarted at a tick, and 15 blocks in a row make an
/// interval of 150/180 cycles with neither gap nor overlap at the 10-minute tick. The intervals of
/// 2 hours hold the blocks of their twelve intervals of 10 minutes. Intervals without a block
/// are not told.
///
/// - Source: [IEC 61000-4-30], 4.4 and 4.5. Rounding: sums exact, means to nearest.
public struct Aggregates: Sendable {
  /// Blocks in an interval of 150/180 cycles.
  static let blocksPer150Cycles = 15
  /// Blocks that lie closer than this follow each other. Unit: nanoseconds.
  static let gapNanosecondsMin: Int64 = 1_000_000

  private var clock = IntervalClock()
  private var cycles150 = AggregateSums()
  private var minutes10 = AggregateSums()
  private var hours2 = AggregateSums()
  /// How many whole periods the time line has behind it.
  private var indexMinutes10: Int64 = 0
  private var indexHours2: Int64 = 0

  /// Starts with no block.
  public init() {}

  /// Takes the next block.
  ///
  /// - Parameters: `end` is where its last cycle ended, `utc` the time then, nil where unknown.
  public mutating func add(
    _ block: BlockFigures, end: Instant, utc: UTC?,
    into sink: inout some AggregateSink & ~Copyable
  ) {
    let start = end.earlier(by: block.nanoseconds)
    var newClock = clock
    if newClock.set(utc, at: end) { stop(.clockStep, into: &sink) }
    let away = start.signedNanoseconds(since: cycles150.end)
    if cycles150.blocks > 0, away.magnitude >= UInt64(Self.gapNanosecondsMin) {
      close(.cycles150, .gap, &sink)
    }
    closePassed(newClock.position(start), &sink)
    clock = newClock
    cycles150.add(block, from: start, to: end)
    minutes10.add(block, from: start, to: end)
    hours2.add(block, from: start, to: end)
    if cycles150.blocks == Self.blocksPer150Cycles { close(.cycles150, .complete, &sink) }
  }

  /// Ends all intervals as they are.
  public mutating func stop(into sink: inout some AggregateSink & ~Copyable) {
    stop(.stopped, into: &sink)
  }

  private mutating func stop(
    _ ending: AggregateEnding, into sink: inout some AggregateSink & ~Copyable
  ) {
    close(.cycles150, ending, &sink)
    close(.minutes10, ending, &sink)
    close(.hours2, ending, &sink)
  }

  private mutating func closePassed(
    _ position: Int64, _ sink: inout some AggregateSink & ~Copyable
  ) {
    let minutes = position.flooredQuotient(600_000_000_000)
    if minutes != indexMinutes10 { close(.minutes10, .complete, &sink) }
    let hours = minutes.flooredQuotient(12)
    if hours != indexHours2 { close(.hours2, .complete, &sink) }
    (indexMinutes10, indexHours2) = (minutes, hours)
  }

  private mutating func close(
    _ period: AggregationPeriod, _ ending: AggregateEnding,
    _ sink: inout some AggregateSink & ~Copyable
  ) {
    switch period {
    case .cycles150:
      tell(cycles150.aggregate(period, ending), &sink)
      cycles150 = AggregateSums()
    case .minutes10:
      tell(minutes10.aggregate(period, ending), &sink)
      minutes10 = AggregateSums()
    case .hours2:
      tell(hours2.aggregate(period, ending), &sink)
      hours2 = AggregateSums()
    }
  }

  private func tell(_ aggregate: Aggregate?, _ sink: inout some AggregateSink & ~Copyable) {
    guard var aggregate else { return }
    aggregate.alignment = clock.alignment
    if clock.alignment == .utc {
      let position = clock.position(aggregate.start)
      aggregate.startUTC = UTC(milliseconds: position.flooredQuotient(1_000_000))
    }
    sink.aggregated(aggregate)
  }
}
