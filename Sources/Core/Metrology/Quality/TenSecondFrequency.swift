// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// The cycles of one block and when they began and ended.
public struct BlockCycles: Equatable, Sendable {
  /// The crossing at which the first cycle began.
  public var start: Instant
  /// The crossing at which the last cycle ended.
  public var end: Instant
  /// Whole cycles from `start` to `end`.
  public var cycles: Int
  /// The block's refined frequency; nil where there is none.
  public var frequency: Frequency?
  /// Where the fundamental, as fitted over the block, crosses zero upwards after half of the
  /// cycles; nil where that is not known.
  public var fundamentalCrossing: Instant?

  /// Makes the cycles of a block.
  public init(
    start: Instant, end: Instant, cycles: Int, frequency: Frequency? = nil,
    fundamentalCrossing: Instant? = nil
  ) {
    self.start = start
    self.end = end
    self.cycles = cycles
    self.frequency = frequency
    self.fundamentalCrossing = fundamentalCrossing
  }
}

/// The frequency over one interval of 10 s.
public struct FrequencyInterval: Equatable, Sendable {
  /// Begin of the first block in it.
  public var start: Instant
  /// Cycles over their duration; nil where blocks are missing. Rounding: nearest.
  public var frequency: Frequency?
  /// What the interval is aligned to.
  public var alignment: IntervalAlignment
}

/// Counts whole cycles in each interval of 10 s, over their exact duration.
///
/// A block belongs to the interval in which it begins. Only the two ends of the interval bear on
/// the result, as the definition has it; so what is known of the blocks makes the ends sharper:
///
/// - With the fundamental's own crossings the interval reaches from that of its first block to
///   that of the next interval's first. They come from a window over a whole block, so what lies
///   between the harmonics moves them far less than it moves the crossings of the voltage.
/// - Without, the ends are the means of the first and of the last 5 crossings, each carried to
///   the end by the refined frequencies between. The mean of refined frequencies alone would keep
///   what is wrong in all of them: an interharmonic in step with the blocks shifts them alike.
///
/// - Source: [IEC 61000-4-30], 5.1. Allocates: never.
public struct TenSecondFrequency: Sendable {
  /// Unit: nanoseconds.
  static let length: Int64 = 10_000_000_000
  /// Blocks whose ends lie closer than this follow each other. Unit: nanoseconds.
  static let gapNanosecondsMax: Int64 = 1_000
  /// Crossings that are averaged at either end.
  static let crossings = 5
  /// A block that lasts longer than this, or holds as many cycles, is none.
  static let blockNanosecondsMax: Int64 = 1_000_000_000
  static let cyclesMax = 100

  private var clock = IntervalClock()
  private var index: Int64 = 0
  private var sums: CycleSums?
  private var previous: BlockCycles?

  /// Starts with no block.
  public init() {}

  /// Takes the next block; tells the interval before, once this block begins behind it.
  ///
  /// - Parameters: `utc` is the time at the block's end, nil where unknown.
  public mutating func add(_ block: BlockCycles, utc: UTC?) -> FrequencyInterval? {
    let alignment = clock.alignment
    let hasStepped = clock.set(utc, at: block.end)
    let position = clock.position(block.start)
    let newIndex = position.flooredQuotient(Self.length)
    let follows = !hasStepped && isContinuing(block)
    defer { (index, previous) = (newIndex, block) }
    if let open = sums, newIndex == index, !hasStepped {
      sums = follows ? open.adding(block) : open.broken()
      return nil
    }
    let isWhole = follows && newIndex == index + 1
    let finished = sums.map {
      FrequencyInterval(
        start: $0.start, frequency: isWhole ? $0.frequency(next: block) : nil,
        alignment: alignment)
    }
    // The first block after a pause may stand anywhere in its interval: the head is missing.
    let behindTick = position % Self.length
    let isAtTick = behindTick >= 0 && behindTick < Self.gapNanosecondsMax
    sums = CycleSums(block)
    if !(isWhole || isAtTick) || !Self.isUsable(block) { sums = sums?.broken() }
    return finished
  }

  private func isContinuing(_ block: BlockCycles) -> Bool {
    guard let previous, Self.isUsable(block), Self.isUsable(previous) else { return false }
    let away = block.start.signedNanoseconds(since: previous.end)
    return away.magnitude <= UInt64(Self.gapNanosecondsMax)
  }

  private static func isUsable(_ block: BlockCycles) -> Bool {
    let nanoseconds = block.end.signedNanoseconds(since: block.start)
    return nanoseconds > 0 && nanoseconds <= blockNanosecondsMax && block.cycles > 0
      && block.cycles <= cyclesMax
  }
}
