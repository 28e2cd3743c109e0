// SPDX-License-Identifier: Apache-2.0

import Quantities
import Testing

@testable import Metrology

@Suite struct SampleStreamTests {
  /// Runs of 1,000 sets at 10,000 a second, with what the clock said of each.
  static func measure(
    _ stamps: [(start: UInt64, end: UInt64)]
  ) throws -> (gap: UInt64, refused: UInt32, wattHours: Double) {
    let wave = SineWave(rate: 10_000)
    var stream = try SampleStream(wave.frontEnd)
    var sink = try Measurements(wave, sets: 0)
    for (index, stamp) in stamps.enumerated() {
      let sets = (0..<1_000).map { wave.set(index * 1_000 + $0) }
      let interval = SampleStamp(
        start: Instant(nanoseconds: stamp.start * 1_000),
        end: Instant(nanoseconds: stamp.end * 1_000))
      stream.add(sets.span, interval, into: &sink)
    }
    stream.finish(into: &sink)
    return (stream.gapNanoseconds, stream.refusedRuns, sink.wattHours)
  }

  /// 1,150 W over 100 ms.
  static let runWattHours = 1150 * 0.1 / 3600

  @Test("Runs end to end are all energy and no gap")
  func continuous() throws {
    let result = try Self.measure((0..<10).map { ($0 * 100_000, $0 * 100_000 + 100_000) })
    #expect(result.gap == 0 && result.refused == 0)
    #expect(abs(result.wattHours / Self.runWattHours - 10) < 1e-3)
  }

  @Test("Dead time between bursts passes with the mean power")
  func dead() throws {
    let result = try Self.measure((0..<10).map { ($0 * 101_000 + 1_000, $0 * 101_000 + 101_000) })
    #expect(result.gap == 0)
    #expect(abs(result.wattHours / Self.runWattHours - 10.09) < 2e-2)
  }

  @Test("A gap is counted in time and never filled")
  func gap() throws {
    let result = try Self.measure([(0, 100_000), (400_000, 500_000)])
    #expect(result.gap == 300_000_000)
    #expect(abs(result.wattHours / Self.runWattHours - 2) < 1e-3)
  }

  @Test("A run whose duration is wrong is refused and its time is a gap")
  func refused() throws {
    // Nor is the millisecond after it dead time: there is no block that its power would be of.
    let result = try Self.measure([(0, 100_000), (100_000, 250_000), (251_000, 351_000)])
    #expect(result.refused == 1)
    #expect(result.gap == 151_000_000)
    // One that begins a millisecond too early, as a stamp may be wrong, has so much less of it.
    let early = try Self.measure([(0, 100_000), (100_000, 250_000), (249_000, 349_000)])
    #expect(early.gap == 150_000_000)
    #expect(abs(early.wattHours / Self.runWattHours - 1.99) < 1e-3)
    #expect(abs(result.wattHours / Self.runWattHours - 2) < 1e-3)
  }

  @Test(
    "Time is measured once: a run that ends before the last one, or overlaps it, is refused",
    arguments: [
      [(500_000, 600_000), (100_000, 200_000)], [(0, 100_000), (0, 100_000)],
      [(0, 100_000), (97_000, 197_000)],
    ] as [[(start: UInt64, end: UInt64)]])
  func backwards(_ stamps: [(start: UInt64, end: UInt64)]) throws {
    let result = try Self.measure(stamps)
    #expect(result.refused == 1)
    #expect(abs(result.wattHours / Self.runWattHours - 1) < 1e-3)
  }

  /// Runs of so many sets at 8,000 a second, each with its stamp in nanoseconds.
  static func measure(
    _ stamps: [(start: UInt64, end: UInt64)], setsPerRun: Int
  ) throws -> (gap: UInt64, wattHours: Double) {
    let wave = SineWave(rate: 8_000)
    var stream = try SampleStream(wave.frontEnd)
    var sink = try Measurements(wave, sets: 0)
    for (index, stamp) in stamps.enumerated() {
      let sets = (0..<setsPerRun).map { wave.set(index * setsPerRun + $0) }
      let interval = SampleStamp(
        start: Instant(nanoseconds: stamp.start), end: Instant(nanoseconds: stamp.end))
      stream.add(sets.span, interval, into: &sink)
    }
    stream.finish(into: &sink)
    return (stream.gapNanoseconds, sink.wattHours)
  }

  @Test("The same stamp again and again is neither a division by nothing nor energy")
  func repeated() throws {
    let stamps = [(start: UInt64, end: UInt64)](repeating: (0, 5_000_000), count: 400)
    let result = try Self.measure(stamps, setsPerRun: 40)
    #expect(result.wattHours < 1150 * 0.02 / 3600)
  }

  @Test("Runs without sets pass no time")
  func empty() throws {
    let stamps = (1...1_000).map { (start: $0 * 4_900_000, end: $0 * 4_900_000) }
    #expect(try Self.measure(stamps.map { (UInt64($0.0), UInt64($0.1)) }, setsPerRun: 0).gap == 0)
  }

  @Test("Short runs far apart are gaps, not dead time: energy is what the sets hold")
  func sparse() throws {
    // 37 sets take 4.6 ms; 4.9 ms pass between two runs.
    let stamps = (0..<400).map { run -> (start: UInt64, end: UInt64) in
      let start = UInt64(run) * 9_525_000
      return (start, start + 4_625_000)
    }
    let result = try Self.measure(stamps, setsPerRun: 37)
    let measured = 1150 * 400 * 4.625e-3 / 3600
    #expect(abs(result.wattHours) < 1.13 * measured)
    // What is in no energy is a gap: the 399 pauses of 4.9 ms, less what was billed with them.
    let billed = (result.wattHours / measured - 1) * 400 * 4.625e-3
    #expect(abs(Double(result.gap) / 1e9 + billed - 399 * 4.9e-3) < 0.03)
  }
}
