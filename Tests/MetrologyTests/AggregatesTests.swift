// SPDX-License-Identifier: Apache-2.0

import Metrology
import Quantities
import SimulatedHardware
import Testing

@Suite struct AggregatesTests {
  /// Keeps all aggregates, by their period.
  struct Log: AggregateSink {
    var all: [Aggregate] = []
    mutating func aggregated(_ aggregate: Aggregate) { all.append(aggregate) }
    func of(_ period: AggregationPeriod) -> [Aggregate] { all.filter { $0.period == period } }
  }

  /// Blocks in a row, from a UTC on.
  struct Line {
    var aggregates = Aggregates()
    var log = Log()
    /// Unit: nanoseconds.
    var now: UInt64 = 5_000_000_000
    /// UTC less the monotonic clock, nil where unknown. Unit: milliseconds.
    var offset: Int64?

    /// Starts so that the first block begins at a UTC. Unit: milliseconds.
    init(at utc: Int64?) { offset = utc.map { $0 - 5_000 } }

    mutating func add(_ block: PlainBlock) {
      now += UInt64(block.nanoseconds)
      let utc = offset.map { UTC(milliseconds: Int64(now / 1_000_000) + $0) }
      aggregates.add(
        block.figures, end: Instant(nanoseconds: now), utc: utc, into: &log)
    }

    mutating func add(_ count: Int, _ block: PlainBlock = PlainBlock()) {
      for _ in 0..<count { add(block) }
    }
  }

  /// 2026-03-01T12:00:00Z.
  static let noon: Int64 = 1_772_366_400_000

  @Test("Intervals of 10 minutes and 2 hours are cut at the ticks of UTC")
  func ticks() throws {
    // From 11:59:50 on: 50 blocks to noon, then 3,000 to each tick.
    var line = Line(at: Self.noon - 10_000)
    line.add(50 + 36_000 + 1)
    let minutes = line.log.of(.minutes10)
    #expect(minutes.map(\.blocks) == [50] + Array(repeating: 3_000, count: 12))
    #expect(minutes.map(\.coveredMillionths) == [16_666] + Array(repeating: 1_000_000, count: 12))
    #expect(minutes.allSatisfy { $0.ending == .complete && $0.alignment == .utc })
    #expect(
      minutes.map(\.startUTC?.milliseconds)
        == [Self.noon - 10_000] + (0..<12).map { Self.noon + $0 * 600_000 })
    let hours = line.log.of(.hours2)
    #expect(hours.map(\.blocks) == [50, 36_000])
    #expect(hours.map(\.coveredMillionths) == [1_388, 1_000_000])
    #expect(hours.last?.startUTC == UTC(milliseconds: Self.noon))
    #expect(hours.last?.end.nanoseconds == 5_000_000_000 + 7_210_000_000_000)
  }

  @Test("A block over a tick belongs to the interval in which it begins")
  func overTick() throws {
    var line = Line(at: Self.noon - 10_000 - 100)
    line.add(60)
    #expect(line.log.of(.minutes10).map(\.blocks) == [51])
    #expect(line.log.of(.minutes10).first?.end.nanoseconds == 5_000_000_000 + 51 * 200_000_000)
  }

  @Test("15 blocks in a row make 150 cycles, over the tick as well")
  func cycles150() throws {
    var line = Line(at: Self.noon - 1_000)
    line.add(46)
    let intervals = line.log.of(.cycles150)
    #expect(intervals.map(\.blocks) == [15, 15, 15])
    #expect(intervals.allSatisfy { $0.ending == .complete && $0.coveredMillionths == 1_000_000 })
    #expect(intervals.map { $0.end.since($0.start) } == [3, 3, 3].map { $0 * 1_000_000_000 })
    #expect(intervals[1].start == intervals[0].end && intervals[2].start == intervals[1].end)
  }

  @Test("A gap ends 150 cycles early and lowers the cover of longer intervals")
  func gap() throws {
    var line = Line(at: Self.noon)
    line.add(10)
    line.now += 290_000_000_000
    line.add(1_540)
    line.aggregates.stop(into: &line.log)
    #expect(line.log.of(.cycles150).prefix(2).map(\.ending) == [.gap, .complete])
    #expect(line.log.of(.cycles150).map(\.blocks).prefix(2) == [10, 15])
    #expect(line.log.of(.minutes10).map(\.blocks) == [1_550])
    #expect(line.log.of(.minutes10).map(\.coveredMillionths) == [516_666])
    #expect(line.log.of(.minutes10).map(\.ending) == [.stopped])
  }

  @Test("Without UTC intervals are aligned to the monotonic clock and say so")
  func unknownTime() throws {
    var line = Line(at: nil)
    line.add(2_976)
    let interval = try #require(line.log.of(.minutes10).first)
    #expect(interval.blocks == 2_975 && interval.alignment == .monotonic)
    #expect(interval.startUTC == nil)
  }

  /// A change of the offset in milliseconds (nil: UTC is lost), and whether it is a step.
  static let steps: [(Int64?, Bool)] = [
    (0, false), (49, false), (-49, false), (51, true), (-51, true), (3_600_000, true),
    (-86_400_000, true), (nil, true),
  ]

  @Test(
    "A clock that is set ends all intervals, marked; one that is slewed does not", arguments: steps)
  func clockStep(_ step: Int64?, _ isStep: Bool) throws {
    var line = Line(at: Self.noon + 1_000)
    line.add(20)
    line.offset = step.flatMap { change in line.offset.map { $0 + change } }
    line.add(20)
    let ended = line.log.all.filter { $0.ending == .clockStep }
    #expect(ended.map(\.period) == (isStep ? [.cycles150, .minutes10, .hours2] : []))
    #expect(ended.map(\.blocks) == (isStep ? [5, 20, 20] : []))
    #expect(ended.allSatisfy { $0.startUTC != nil })
  }

  @Test("UTC that is found ends the intervals of the monotonic clock")
  func timeFound() throws {
    var line = Line(at: nil)
    line.add(20)
    line.offset = Self.noon
    line.add(1)
    #expect(line.log.all.map(\.ending) == [.complete, .clockStep, .clockStep, .clockStep])
    #expect(line.log.all.last?.alignment == .monotonic)
  }

  @Test("Means and extremes are those of a float search", arguments: 0..<10 as Range<UInt64>)
  func means(_ seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    var line = Line(at: Self.noon)
    var blocks: [PlainBlock] = []
    for _ in 0..<15 {
      var block = PlainBlock()
      block.voltage = Int64.random(in: 0...400_000_000, using: &generator)
      block.current = Int64.random(in: 0...60_000_000, using: &generator)
      block.power = Int64.random(in: -14_000_000_000...14_000_000_000, using: &generator)
      block.frequency = Int64.random(in: 45_000_000...65_000_000, using: &generator)
      block.nanoseconds = Int64.random(in: 150_000_000...220_000_000, using: &generator)
      block.reactivePower = Int64.random(in: -9_000_000_000...9_000_000_000, using: &generator)
      blocks.append(block)
      line.add(block)
    }
    let found = try #require(line.log.of(.cycles150).first)
    func root(_ values: [Int64]) -> Double {
      (values.map { Double($0) * Double($0) }.reduce(0, +) / 15).squareRoot()
    }
    let seconds = blocks.map { Double($0.nanoseconds) }
    func mean(_ values: [Int64]) -> Double {
      zip(values, seconds).map { Double($0) * $1 }.reduce(0, +) / seconds.reduce(0, +)
    }
    #expect(abs(Double(found.voltage.mean.microvolts) - root(blocks.map(\.voltage))) <= 0.51)
    #expect(abs(Double(found.current.mean.microamperes) - root(blocks.map(\.current))) <= 0.51)
    #expect(abs(Double(found.activePower.mean.microwatts) - mean(blocks.map(\.power))) <= 0.51)
    let frequency = try #require(found.frequency)
    #expect(abs(Double(frequency.mean.microhertz) - mean(blocks.map(\.frequency))) <= 0.51)
    let reactive = try #require(found.reactivePower)
    let reactives = blocks.compactMap(\.reactivePower)
    #expect(abs(Double(reactive.mean.microvars) - mean(reactives)) <= 0.51, "seed \(seed)")
    #expect(found.voltage.minimum.microvolts == blocks.map(\.voltage).min())
    #expect(found.voltage.maximum.microvolts == blocks.map(\.voltage).max())
    #expect(found.activePower.minimum.microwatts == blocks.map(\.power).min())
    #expect(frequency.maximum.microhertz == blocks.map(\.frequency).max())
    #expect(reactive.minimum.microvars == reactives.min())
    #expect(found.voltageDistortion?.mean == Distortion(millionths: 30_000))
    #expect(found.currentDistortion == nil)
  }

  @Test("One doubtful block makes its intervals doubtful and no other")
  func flags() throws {
    var line = Line(at: Self.noon)
    line.add(17)
    line.add(PlainBlock(flags: .event))
    line.add(PlainBlock(flags: .clipped))
    line.add(40)
    let both = BlockFlags.event.rawValue | BlockFlags.clipped.rawValue
    #expect(line.log.of(.cycles150).map(\.flags.rawValue) == [0, both, 0])
  }

  @Test("A quantity that some blocks lack is the mean of those that have it")
  func missing() throws {
    var line = Line(at: Self.noon)
    line.add(14, PlainBlock(frequency: 0))
    line.add(PlainBlock(frequency: 49_990_000, reactivePower: 7))
    let found = try #require(line.log.of(.cycles150).first)
    #expect(found.frequency?.mean.microhertz == 49_990_000)
    #expect(found.reactivePower?.mean.microvars == 7)
    var dead = Line(at: Self.noon)
    dead.add(15, PlainBlock(frequency: 0))
    #expect(dead.log.of(.cycles150).first.map { $0.frequency == nil } == true)
  }

  @Test("Two hours at the ends of the ranges overflow no sum")
  func bounds() throws {
    var line = Line(at: Self.noon)
    line.add(
      47_000,
      PlainBlock(
        voltage: 1 << 40, power: .min, current: 1 << 40, frequency: .max, nanoseconds: 153_000_000,
        reactivePower: .min))
    line.aggregates.stop(into: &line.log)
    let found = try #require(line.log.of(.hours2).first)
    #expect(found.voltage.mean.microvolts == 1 << 40)
    #expect(found.activePower.mean.microwatts == .min)
    #expect(found.frequency?.mean.microhertz == .max)
  }

  @Test("Absurd blocks and clocks end in aggregates, not in a trap")
  func absurd() {
    var (aggregates, log) = (Aggregates(), Log())
    for value in [Int64.max, .min, 0, -1, 1 << 41] {
      for end in [UInt64.max, 0, 1 << 63] {
        let block = PlainBlock(
          voltage: value, power: value, current: 1, frequency: value, nanoseconds: value)
        aggregates.add(
          block.figures, end: Instant(nanoseconds: end), utc: UTC(milliseconds: value), into: &log)
      }
    }
    aggregates.stop(into: &log)
    #expect(log.all.allSatisfy { $0.coveredMillionths >= 0 && $0.coveredMillionths <= 1_000_000 })
    #expect(log.of(.minutes10).map(\.blocks).reduce(0, +) == 15)
  }

  @Test("The state stays below 2 KB")
  func size() { #expect(MemoryLayout<Aggregates>.size <= 2_048) }
}
