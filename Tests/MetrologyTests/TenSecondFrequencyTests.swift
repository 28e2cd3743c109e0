// SPDX-License-Identifier: Apache-2.0

import Foundation
import Metrology
import Quantities
import SimulatedHardware
import Testing

@Suite struct TenSecondFrequencyTests {
  /// A line of steady frequency, as its blocks tell of it.
  struct Line {
    var hertz = 50.0
    var cycles = 10
    /// By how much crossings are off. Unit: seconds RMS.
    var crossingNoise = 0.0
    /// By how much refined frequencies are off. Unit: hertz RMS; nil where there are none.
    var refinedNoise: Double? = 0
    /// By how much all refined frequencies are off. Unit: hertz.
    var refinedBias = 0.0
    /// By how much the fundamental's crossings are off; nil where there are none. Unit: seconds.
    var fundamentalNoise: Double?
    var seed: UInt64 = 1
    /// The blocks that are missing.
    var missing: Set<Int> = []
    /// Milliseconds of the 10 s that have passed at the monotonic origin; nil without UTC.
    var utcOffset: Int64? = 0

    func blocks(_ count: Int) -> [BlockCycles] {
      var noise = GaussianNoise(seed: seed)
      let length = Double(cycles) / hertz
      let crossings = (0...count).map { 7.003 + Double($0) * length + crossingNoise * noise.next() }
      return (0..<count).map { index in
        let refined = refinedNoise.map { hertz + refinedBias + $0 * noise.next() }
        let middle = fundamentalNoise.map {
          7.003 + (Double(index) + 0.5) * length + $0 * noise.next()
        }
        return BlockCycles(
          start: Self.instant(crossings[index]), end: Self.instant(crossings[index + 1]),
          cycles: cycles,
          frequency: refined.map { Frequency(microhertz: Int64(($0 * 1e6).rounded())) },
          fundamentalCrossing: middle.map(Self.instant))
      }
    }

    static func instant(_ seconds: Double) -> Instant {
      Instant(nanoseconds: UInt64((seconds * 1e9).rounded()))
    }

    /// The intervals of so many blocks.
    func intervals(_ count: Int) -> [FrequencyInterval] {
      var counter = TenSecondFrequency()
      return blocks(count).enumerated().compactMap { index, block in
        guard !missing.contains(index) else { return nil }
        let utc = utcOffset.map {
          UTC(milliseconds: 1_772_366_400_000 + $0 + Int64(block.end.nanoseconds / 1_000_000))
        }
        return counter.add(block, utc: utc)
      }
    }

    /// Errors of whole intervals. Unit: millihertz.
    func errors(_ count: Int) -> [Double] {
      intervals(count).compactMap { interval in
        interval.frequency.map { (Double($0.microhertz) / 1e6 - hertz) * 1e3 }
      }
    }
  }

  static func rootMeanSquare(_ values: [Double]) -> Double {
    (values.map { $0 * $0 }.reduce(0, +) / Double(max(1, values.count))).squareRoot()
  }

  @Test(
    "Exact stamps give the frequency to a microhertz",
    arguments: [(45.0, 10), (47.5, 10), (49.987, 10), (50, 10), (52.5, 10), (60, 12), (65, 12)])
  func exact(_ hertz: Double, _ cycles: Int) {
    let line = Line(hertz: hertz, cycles: cycles, refinedNoise: nil)
    let errors = line.errors(260)
    #expect(errors.count >= 3)
    #expect(errors.allSatisfy { abs($0) <= 0.001 })
  }

  @Test("The first interval, which began before the first block, is nil")
  func first() {
    let intervals = Line().intervals(120)
    #expect(intervals.map { $0.frequency == nil } == [true, false, false])
    #expect(intervals.allSatisfy { $0.alignment == .utc })
    #expect(Line(utcOffset: nil).intervals(120).allSatisfy { $0.alignment == .monotonic })
  }

  @Test(
    "1 mHz RMS of noise on each block's frequency leaves 0.05 mHz",
    arguments: 1...5 as ClosedRange<UInt64>)
  func refinedNoise(_ seed: UInt64) {
    let errors = Line(hertz: 49.97, refinedNoise: 1e-3, seed: seed).errors(5_000)
    #expect(errors.count > 95)
    #expect(Self.rootMeanSquare(errors) < 0.05, "seed \(seed)")
  }

  @Test(
    "Noise of crossings alone is halved by the refined frequencies between",
    arguments: 1...5 as ClosedRange<UInt64>)
  func crossingNoise(_ seed: UInt64) {
    // Two crossings of 20 µs RMS over 10 s: 50 · 20e-6 · √2 / 10 = 0.141 mHz.
    let alone = Line(crossingNoise: 20e-6, refinedNoise: nil, seed: seed).errors(5_000)
    let helped = Line(crossingNoise: 20e-6, refinedNoise: 0, seed: seed).errors(5_000)
    let (rootAlone, rootHelped) = (Self.rootMeanSquare(alone), Self.rootMeanSquare(helped))
    #expect(abs(rootAlone - 0.141) < 0.03 && rootHelped < 0.08, "seed \(seed)")
  }

  @Test(
    "The fundamental's own crossings decide where they are known",
    arguments: 1...5 as ClosedRange<UInt64>)
  func fundamental(_ seed: UInt64) {
    var line = Line(hertz: 50.01, crossingNoise: 30e-6, refinedNoise: 1e-3, seed: seed)
    line.fundamentalNoise = 1e-6
    let errors = line.errors(5_000)
    #expect(errors.count > 95)
    #expect(Self.rootMeanSquare(errors) < 0.01, "seed \(seed)")
  }

  @Test("A common error of the refined frequencies comes in by a tenth")
  func bias() {
    let errors = Line(refinedNoise: 0, refinedBias: 1e-3).errors(120)
    #expect(errors.count == 2)
    // Of 50 blocks some 2 at each end are carried over: 4 of 50 parts of 1 mHz.
    #expect(errors.allSatisfy { abs($0) < 0.1 })
  }

  /// The first block begins 7.003 s after a tick: block 15 is the first behind the next tick.
  static let losses: [(Int, [Bool])] = [
    (35, [true, true, false, false]), (60, [true, true, false, false]),
    (64, [true, true, true, false]), (65, [true, true, true, false]),
    (83, [true, false, true, false]), (15, [true, true, false, false]),
  ]

  @Test("An interval with a block missing is nil, those beside it are not", arguments: losses)
  func missing(_ block: Int, _ lost: [Bool]) {
    let intervals = Line(missing: [block]).intervals(170)
    #expect(intervals.map { $0.frequency == nil } == lost)
  }

  @Test("Where the frequency changes the result is cycles over duration")
  func change() throws {
    // 20 blocks of 10 cycles at 50 Hz, then at 49 Hz: a whole interval in between.
    var (counter, now, found) = (TenSecondFrequency(), 0.0, [FrequencyInterval]())
    var starts: [Double] = []
    for index in 0..<120 {
      let hertz = index < 70 ? 50.0 : 49.0
      let (start, end) = (now, now + 10 / hertz)
      starts.append(start)
      let block = BlockCycles(
        start: Line.instant(start), end: Line.instant(end), cycles: 10,
        frequency: Frequency(microhertz: Int64(hertz * 1e6)))
      let utc = UTC(milliseconds: 1_772_366_400_000 + Int64(end * 1e3))
      if let interval = counter.add(block, utc: utc) { found.append(interval) }
      now = end
    }
    let first = try #require(starts.firstIndex { $0 >= 10 })
    let next = try #require(starts.firstIndex { $0 >= 20 })
    let truth = Double(next - first) * 10 / (starts[next] - starts[first])
    let frequency = try #require(found.last?.frequency)
    #expect(abs(Double(frequency.microhertz) / 1e6 - truth) < 2e-6)
  }

  @Test(
    "A clock that is set, lost or found ends the interval without a result",
    arguments: [3_000, -3_000, nil])
  func clockStep(_ step: Int64?) {
    var (counter, found) = (TenSecondFrequency(), [FrequencyInterval]())
    for (index, block) in Line().blocks(150).enumerated() {
      let milliseconds = Int64(block.end.nanoseconds / 1_000_000)
      var utc: UTC? = UTC(milliseconds: 1_772_366_400_000 + milliseconds)
      if index >= 40 { utc = step.map { UTC(milliseconds: 1_772_366_400_000 + milliseconds + $0) } }
      if let interval = counter.add(block, utc: utc) { found.append(interval) }
    }
    #expect(found.count >= 3)
    // Before the first tick; up to the step; from the step to its next tick; then whole ones.
    #expect(found.prefix(3).allSatisfy { $0.frequency == nil })
    #expect(found.dropFirst(3).allSatisfy { $0.frequency != nil })
  }

  @Test("Absurd blocks give no frequency and no trap")
  func absurd() {
    var counter = TenSecondFrequency()
    let instants = [UInt64.max, 0, 1 << 63, 10_000_000_000, 30_000_000_000].map {
      Instant(nanoseconds: $0)
    }
    for start in instants {
      for end in instants {
        for cycles in [Int.max, .min, 0, 10] {
          let block = BlockCycles(
            start: start, end: end, cycles: cycles, frequency: Frequency(microhertz: .min),
            fundamentalCrossing: end)
          let interval = counter.add(
            block, utc: UTC(milliseconds: Int64(truncatingIfNeeded: cycles)))
          #expect(interval?.frequency == nil)
        }
      }
    }
  }

  @Test("The state stays below 512 bytes")
  func size() { #expect(MemoryLayout<TenSecondFrequency>.size <= 512) }
}
