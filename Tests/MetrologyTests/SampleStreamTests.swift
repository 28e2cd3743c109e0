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
    let result = try Self.measure([(0, 100_000), (100_000, 250_000), (250_000, 350_000)])
    #expect(result.refused == 1)
    #expect(result.gap == 150_000_000)
    #expect(abs(result.wattHours / Self.runWattHours - 2) < 1e-3)
  }

  @Test("A clock that steps back gives no energy twice and does not trap")
  func backwards() throws {
    let result = try Self.measure([(500_000, 600_000), (100_000, 200_000), (700_000, 600_000)])
    #expect(result.refused == 1)
    #expect(result.wattHours < 3 * Self.runWattHours)
  }
}
