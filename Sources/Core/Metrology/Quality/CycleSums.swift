// SPDX-License-Identifier: Apache-2.0

import Quantities

/// The cycles of one interval, and where their crossings stand against their frequencies.
///
/// A crossing's offset is where it lies behind the sum of the refined durations before it; it is
/// the noise of the crossing, less that of the durations. Unit of all times: nanoseconds.
struct CycleSums {
  /// Begin of the first block.
  let start: Instant
  private let firstCrossing: Instant?
  private let firstCycles: Int
  private var cycles: Int64 = 0
  /// The sum of refined durations. Range: at most 2^34, blocks are shorter than a second.
  private var refined: Int64 = 0
  /// Offsets of the first crossings.
  private var head = Offsets()
  /// Offsets of the last crossings.
  private var tail = Offsets()
  private var isBroken = false

  init(_ block: BlockCycles) {
    start = block.start
    firstCrossing = block.fundamentalCrossing
    firstCycles = block.cycles
    head.add(0)
    tail.add(0)
    add(block)
  }

  /// With one more block, which follows the last.
  func adding(_ block: BlockCycles) -> CycleSums {
    var sums = self
    sums.add(block)
    return sums
  }

  /// With something missing.
  func broken() -> CycleSums {
    var sums = self
    sums.isBroken = true
    return sums
  }

  /// Cycles over their duration, with the first block of the next interval.
  func frequency(next: BlockCycles) -> Frequency? {
    guard !isBroken else { return nil }
    var duration = refined + tail.mean - head.mean
    if let firstCrossing, let crossing = next.fundamentalCrossing, next.cycles == firstCycles {
      duration = crossing.signedNanoseconds(since: firstCrossing)
    }
    guard duration > 0 else { return nil }
    let microhertz = (Int128(cycles) * 1_000_000_000_000_000).roundedQuotient(Int128(duration))
    return Frequency(microhertz: Int64(clamping: microhertz))
  }

  private mutating func add(_ block: BlockCycles) {
    let stamped = block.end.signedNanoseconds(since: block.start)
    cycles += Int64(block.cycles)
    refined += Self.duration(block, stamped)
    let offset = block.end.signedNanoseconds(since: start) - refined
    if head.count < Offsets.countMax { head.add(offset) }
    tail.add(offset)
  }

  /// How long the block's cycles last at its refined frequency; as stamped where that is absurd.
  private static func duration(_ block: BlockCycles, _ stamped: Int64) -> Int64 {
    guard let frequency = block.frequency, frequency.microhertz > 0 else { return stamped }
    let duration = (Int128(block.cycles) * 1_000_000_000_000_000)
      .roundedQuotient(Int128(frequency.microhertz))
    let isNear = abs(duration - Int128(stamped)) * 10 < Int128(stamped)
    return isNear ? Int64(duration) : stamped
  }
}

/// The last few offsets.
private struct Offsets {
  static let countMax = TenSecondFrequency.crossings

  private var values = InlineArray<5, Int64>(repeating: 0)
  private(set) var count = 0
  private var next = 0

  mutating func add(_ value: Int64) {
    values[next] = value
    next = (next + 1) % Self.countMax
    count = min(count + 1, Self.countMax)
  }

  /// Rounding: nearest.
  var mean: Int64 {
    var sum: Int64 = 0
    for index in 0..<count { sum += values[index] }
    return count == 0 ? 0 : sum.roundedQuotient(Int64(count))
  }
}
