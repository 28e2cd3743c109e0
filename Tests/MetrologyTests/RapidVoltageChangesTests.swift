// SPDX-License-Identifier: Apache-2.0

import Metrology
import Quantities
import SimulatedHardware
import Testing

@Suite struct RapidVoltageChangesTests {
  /// Times in milliseconds, voltages in hundredths of a percent.
  struct Truth: Sendable {
    var start: Int
    var duration: Int
    var maximum: Int64
    var steady: Int64
  }

  static let cases: [([(Int64, Int)], [Truth])] = [
    // a step beyond 5 %, both ways, and one that only reaches it against the mean
    (
      [(10_000, 150), (9_400, 150)],
      [Truth(start: 1_520, duration: 0, maximum: 600, steady: -600)]
    ),
    ([(9_500, 150), (10_300, 150)], [Truth(start: 1_520, duration: 0, maximum: 800, steady: 800)]),
    ([(10_000, 150), (9_500, 150)], []),
    // a motor starts: 20 half cycles at 93 %, then 99 %
    (
      [(10_000, 150), (9_300, 20), (9_900, 150)],
      [Truth(start: 1_520, duration: 190, maximum: 700, steady: -100)]
    ),
    // not yet steady again, or never steady before
    ([(10_000, 150), (9_400, 90)], []),
    ([(10_000, 99), (9_400, 150)], []),
    // a dip or a swell in it, also while it settles
    ([(10_000, 150), (8_900, 20), (9_900, 150)], []),
    ([(10_000, 150), (9_400, 50), (8_900, 2), (9_400, 150)], []),
    ([(10_000, 150), (11_100, 20), (9_900, 150)], []),
  ]

  @Test("A change between two steady voltages has its two deltas and its time", arguments: cases)
  func change(_ levels: [(Int64, Int)], _ truths: [Truth]) throws {
    var (events, log) = (try #require(VoltageEvents(VoltageRun.limits)), VoltageLog())
    VoltageRun(levels.map { (hundredths: $0.0, count: $0.1) }).feed(&events, &log)
    #expect(log.changes.count == truths.count)
    for (change, truth) in zip(log.changes, truths) {
      #expect(change.start == VoltageRun.milliseconds(truth.start))
      #expect(change.nanoseconds == Int64(truth.duration) * 1_000_000)
      #expect(change.deltaMaximum.microvolts == truth.maximum * 23_000)
      #expect(change.deltaSteady.microvolts == truth.steady * 23_000)
    }
  }

  @Test("A gap forgets the steady voltage before it")
  func gap() throws {
    var (events, log) = (try #require(VoltageEvents(VoltageRun.limits)), VoltageLog())
    let run = VoltageRun([(10_000, 150), (9_400, 150)])
    for index in run.values.indices {
      if index == 150 { events.interrupted(into: &log) }
      events.add(run.half(index), into: &log)
    }
    #expect(log.changes.isEmpty)
  }

  @Test(
    "Changes of a wandering voltage are those of a search by the definition",
    arguments: 0..<20 as Range<UInt64>)
  func random(_ seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    var values: [Int64] = []
    while values.count < 1_500 {
      let level = Int64.random(in: 209_000_000...251_000_000, using: &generator)
      let count = Int.random(in: 1...250, using: &generator)
      for _ in 0..<count {
        values.append(level + Int64.random(in: -1_000_000...1_000_000, using: &generator))
      }
    }
    var (events, log) = (try #require(VoltageEvents(VoltageRun.limits)), VoltageLog())
    VoltageRun(microvolts: values).feed(&events, &log)
    let truths = Self.search(values.map { Double($0) / 1e6 })
    #expect(log.changes.count == truths.count, "seed \(seed)")
    for (change, truth) in zip(log.changes, truths) {
      #expect(change.start == VoltageRun.milliseconds(10 * truth.start + 20), "seed \(seed)")
      #expect(change.nanoseconds == Int64(truth.halves) * 10_000_000, "seed \(seed)")
      let maximum = Double(change.deltaMaximum.microvolts) / 1e6
      let steady = Double(change.deltaSteady.microvolts) / 1e6
      #expect(abs(maximum - truth.maximum) < 2e-6, "seed \(seed)")
      #expect(abs(steady - truth.steady) < 2e-6, "seed \(seed)")
    }
  }

  private static func search(
    _ values: [Double]
  ) -> [(start: Int, halves: Int, maximum: Double, steady: Double)] {
    var found: [(start: Int, halves: Int, maximum: Double, steady: Double)] = []
    var isSteady = false
    var open: (start: Int, mean: Double)?
    for index in 99..<values.count {
      let window = values[(index - 99)...index]
      let mean = window.reduce(0, +) / 100
      let limit = isSteady ? 11.5 : 5.75
      let isNowSteady = window.allSatisfy { abs($0 - mean) <= limit }
      if isSteady && !isNowSteady {
        open = (index, values[(index - 100)..<index].reduce(0, +) / 100)
      }
      isSteady = isNowSteady
      guard isSteady, let (start, before) = open else { continue }
      open = nil
      let maximum = values[start...index].map { abs($0 - before) }.max() ?? 0
      found.append((start, max(0, index - start - 100), maximum, mean - before))
    }
    return found
  }
}
