// SPDX-License-Identifier: Apache-2.0

@testable import Metrology
import Quantities
import SimulatedHardware
import Testing

@Suite struct VoltageEventsTests {
  /// What an event should be: times in milliseconds, voltage in hundredths of a percent.
  struct Truth: Sendable {
    var kind: VoltageEvent.Kind
    var start: Int
    var duration: Int?
    var extreme: Int64
  }

  static let cases: [([(Int64, Int)], [Truth])] = [
    // steady, and exactly at the thresholds
    ([(10_000, 9)], []),
    ([(10_000, 3), (9_000, 5), (10_000, 3)], []),
    ([(10_000, 3), (11_000, 5), (10_000, 3)], []),
    // one step beyond them, for one value
    (
      [(10_000, 3), (8_999, 1), (10_000, 3)],
      [Truth(kind: .dip, start: 50, duration: 10, extreme: 8_999)]
    ),
    (
      [(10_000, 3), (11_001, 1), (10_000, 3)],
      [Truth(kind: .swell, start: 50, duration: 10, extreme: 11_001)]
    ),
    // the hysteresis: 92 % and 108 % end, one step before does not
    (
      [(10_000, 3), (8_000, 2), (9_199, 4), (9_200, 1), (10_000, 2)],
      [Truth(kind: .dip, start: 50, duration: 60, extreme: 8_000)]
    ),
    (
      [(10_000, 3), (12_000, 2), (10_801, 4), (10_800, 1), (10_000, 2)],
      [Truth(kind: .swell, start: 50, duration: 60, extreme: 12_000)]
    ),
    // chatter about the threshold is one event
    (
      [(10_000, 1), (8_990, 1), (9_100, 1), (8_995, 1), (9_199, 1), (8_980, 1), (9_300, 1)],
      [Truth(kind: .dip, start: 30, duration: 50, extreme: 8_980)]
    ),
    // from a dip into a swell and back, with no value between
    (
      [(10_000, 5), (5_000, 4), (12_000, 4), (7_000, 2), (10_000, 5)],
      [
        Truth(kind: .dip, start: 70, duration: 40, extreme: 5_000),
        Truth(kind: .swell, start: 110, duration: 40, extreme: 12_000),
        Truth(kind: .dip, start: 150, duration: 20, extreme: 7_000),
      ]
    ),
    // at the first value; never over; dead from the start
    ([(8_000, 3), (10_000, 1)], [Truth(kind: .dip, start: 20, duration: 30, extreme: 8_000)]),
    ([(10_000, 2), (8_000, 3)], [Truth(kind: .dip, start: 40, duration: nil, extreme: 8_000)]),
    ([(4, 10)], [Truth(kind: .dip, start: 20, duration: nil, extreme: 4)]),
  ]

  @Test("An event begins beyond its threshold and ends inside by the hysteresis", arguments: cases)
  func thresholds(_ levels: [(Int64, Int)], _ truths: [Truth]) throws {
    var (events, log) = (try #require(VoltageEvents(VoltageRun.limits)), VoltageLog())
    VoltageRun(levels.map { (hundredths: $0.0, count: $0.1) }).feed(&events, &log)
    let found = log.ended + [events.underWay].compactMap { $0 }
    #expect(found.count == truths.count && log.began.count == truths.count)
    for (event, truth) in zip(found, truths) {
      #expect(event.kind == truth.kind)
      #expect(event.start == VoltageRun.milliseconds(truth.start))
      #expect(event.nanoseconds == truth.duration.map { Int64($0) * 1_000_000 })
      #expect(event.extreme.microvolts == truth.extreme * 23_000)
      #expect(event.depthMillionths == abs(10_000 - truth.extreme) * 100)
      #expect(event.reference == VoltageRun.limits.declaredVoltage)
    }
  }

  //                                levels of one dip               start  ms   count
  static let interruptions: [([(Int64, Int)], (start: Int, duration: Int, count: Int)?)] = [
    ([(10_000, 2), (5_000, 2), (500, 4), (5_000, 2), (10_000, 1)], nil),
    ([(10_000, 2), (5_000, 2), (499, 1), (5_000, 2), (10_000, 1)], (60, 10, 1)),
    ([(10_000, 2), (5_000, 2), (300, 4), (699, 2), (700, 1), (10_000, 1)], (60, 60, 1)),
    ([(10_000, 2), (4, 4), (10_000, 1)], (40, 40, 1)),
    ([(4, 4), (10_000, 1)], (20, 40, 1)),
    ([(10_000, 1), (4, 2), (5_000, 3), (4, 1), (10_000, 1)], (30, 30, 2)),
  ]

  @Test("A dip that deepens stays one dip and tells its interruption", arguments: interruptions)
  func interruption(
    _ levels: [(Int64, Int)], _ truth: (start: Int, duration: Int, count: Int)?
  ) throws {
    var (events, log) = (try #require(VoltageEvents(VoltageRun.limits)), VoltageLog())
    VoltageRun(levels.map { (hundredths: $0.0, count: $0.1) }).feed(&events, &log)
    let event = try #require(log.ended.first)
    #expect(log.ended.count == 1 && event.kind == .dip)
    #expect(event.interruption?.start == truth.map { VoltageRun.milliseconds($0.start) })
    #expect(event.interruption?.nanoseconds == truth.map { UInt64($0.duration) * 1_000_000 })
    #expect(event.interruption?.count == truth?.count)
    #expect(event.interruption?.isUnderWay != true)
  }

  @Test("A dead line is under way as a dip with its interruption under way")
  func deadLine() throws {
    var (events, log) = (try #require(VoltageEvents(VoltageRun.limits)), VoltageLog())
    VoltageRun([(4, 10)]).feed(&events, &log)
    let event = try #require(events.underWay)
    #expect(event.isStartUnknown && event.interruption?.isUnderWay == true)
    #expect(event.interruption?.nanoseconds == 90_000_000)
  }

  @Test("Events of random voltages are those of a plain search", arguments: 0..<50 as Range<UInt64>)
  func random(_ seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let values = (0..<400).map { _ in Int64.random(in: 190_000_000...270_000_000, using: &generator)
    }
    var (events, log) = (try #require(VoltageEvents(VoltageRun.limits)), VoltageLog())
    VoltageRun(microvolts: values).feed(&events, &log)
    var truths: [(VoltageEvent.Kind, Int, Int)] = []
    var open: (VoltageEvent.Kind, Int)?
    for (index, value) in values.map({ Double($0) / 230e6 }).enumerated() {
      if let (kind, start) = open, kind == .dip ? value >= 0.92 : value <= 1.08 {
        truths.append((kind, start, index))
        open = nil
      }
      if open == nil, value < 0.9 || value > 1.1 { open = (value < 1 ? .dip : .swell, index) }
    }
    #expect(log.ended.map(\.kind) == truths.map(\.0), "seed \(seed)")
    #expect(
      log.ended.map(\.start) == truths.map { VoltageRun.milliseconds(10 * $0.1 + 20) },
      "seed \(seed)")
    #expect(
      log.ended.map(\.nanoseconds) == truths.map { Int64($0.2 - $0.1) * 10_000_000 },
      "seed \(seed)")
  }

  @Test("A gap ends what is known of an event, and what goes on behind it is a new one")
  func gap() throws {
    var (events, log) = (try #require(VoltageEvents(VoltageRun.limits)), VoltageLog())
    let run = VoltageRun([(10_000, 2), (8_000, 40)])
    for index in 0..<6 { events.add(run.half(index), into: &log) }
    events.interrupted(into: &log)
    #expect(events.underWay == nil)
    let first = try #require(log.ended.first)
    #expect(first.isEndUnknown && !first.isStartUnknown && first.nanoseconds == 30_000_000)
    for index in 30..<33 { events.add(run.half(index), into: &log) }
    let second = try #require(events.underWay)
    #expect(second.isStartUnknown && second.start == VoltageRun.milliseconds(320))
    events.interrupted(into: &log)
    events.interrupted(into: &log)
    #expect(log.ended.count == 2 && log.ended[1].nanoseconds == 20_000_000)
  }

  //                    from   to    the dip touches 50 ms ... 110 ms
  static let stretches = [
    (0, 50, false), (0, 51, true), (60, 70, true), (40, 200, true), (109, 300, true),
    (110, 300, false), (0, 10, false), (500, 700, false),
  ]

  @Test("A stretch is flagged where an event begins, ends or lasts in it", arguments: stretches)
  func overlap(_ from: Int, _ to: Int, _ isTouched: Bool) throws {
    var (events, log) = (try #require(VoltageEvents(VoltageRun.limits)), VoltageLog())
    VoltageRun([(10_000, 5), (8_000, 4), (10_000, 5)]).feed(&events, &log)
    let (start, end) = (VoltageRun.milliseconds(from), VoltageRun.milliseconds(to))
    #expect(events.overlaps(from: start, to: end) == isTouched)
  }

  @Test("An event under way touches all that comes after its begin")
  func overlapUnderWay() throws {
    var (events, log) = (try #require(VoltageEvents(VoltageRun.limits)), VoltageLog())
    VoltageRun([(10_000, 5), (8_000, 4)]).feed(&events, &log)
    let times = [40, 50, 60, 100_000].map { VoltageRun.milliseconds($0) }
    let (before, beyond) = (
      events.overlaps(from: times[0], to: times[1]), events.overlaps(from: times[2], to: times[3])
    )
    #expect(!before && beyond)
  }

  @Test("A block of 12 cycles with an event in each half cycle is flagged, also long after")
  func manyEvents() throws {
    var (events, log) = (try #require(VoltageEvents(VoltageRun.limits)), VoltageLog())
    VoltageRun((0..<200).map { ($0 % 2 == 0 ? 8_000 : 12_000, 1) }).feed(&events, &log)
    #expect(log.ended.count == 199)
    let (end, early) = (VoltageRun.milliseconds(2_010), VoltageRun.milliseconds(1_770))
    let isTouched = events.overlaps(from: early, to: end)
    let isForgotten = events.overlaps(from: .zero, to: VoltageRun.milliseconds(10))
    #expect(isTouched && isForgotten)
  }

  @Test("The sliding reference follows the blocks with 0.9967 and moves the thresholds")
  func slidingReference() throws {
    var limits = VoltageRun.limits
    limits.usesSlidingReference = true
    var (events, log) = (try #require(VoltageEvents(limits)), VoltageLog())
    var truth = 230.0
    for _ in 0..<500 {
      events.add(block: Voltage(microvolts: 210_000_000), isFlagged: false)
      events.add(block: Voltage(microvolts: 20_000_000), isFlagged: true)
      truth = 0.9967 * truth + 0.0033 * 210
    }
    let reference = Double(events.slidingReference.voltage.microvolts) / 1e6
    #expect(abs(reference - truth) < 2e-6)
    // 190 V lie 17 % below 230 V, but not 10 % below the reference of some 214 V.
    VoltageRun(microvolts: [Int64(truth * 0.901e6), Int64(truth * 0.899e6)]).feed(&events, &log)
    #expect(log.began.map(\.start) == [VoltageRun.milliseconds(30)])
    #expect(log.began.first?.reference == events.slidingReference.voltage)
  }

  @Test("The declared voltage stays the reference where the sliding one is not asked for")
  func fixedReference() throws {
    var events = try #require(VoltageEvents(VoltageRun.limits))
    for _ in 0..<500 { events.add(block: Voltage(microvolts: 200_000_000), isFlagged: false) }
    #expect(events.slidingReference.voltage == VoltageRun.limits.declaredVoltage)
  }

  static let unusable: [@Sendable (inout VoltageEventLimits) -> Void] = [
    { $0.declaredVoltage.microvolts = 999_999 }, { $0.declaredVoltage.microvolts = .max },
    { $0.declaredVoltage.microvolts = -230_000_000 }, { $0.dip = 980_001 },
    { $0.swell = 1_019_999 }, { $0.hysteresis = 0 }, { $0.interruption = 880_001 },
    { $0.interruption = 0 }, { $0.swell = .max }, { $0.rapidChange = 1_999 },
    { $0.rapidChange = 100_001 }, { $0.rapidChangeHysteresis = 50_000 },
    { $0.rapidChangeHysteresis = -1 }, { $0.steadyValues = 121 }, { $0.steadyValues = 1 },
  ]

  @Test("Limits that contradict each other are refused", arguments: unusable.indices)
  func range(_ index: Int) {
    var limits = VoltageRun.limits
    #expect(limits.isUsable)
    Self.unusable[index](&limits)
    #expect(!limits.isUsable && VoltageEvents(limits) == nil)
  }

  @Test("Voltages and instants beyond all sense end in events, not in a trap")
  func absurd() throws {
    var (events, log) = (try #require(VoltageEvents(VoltageRun.limits)), VoltageLog())
    for value in [Int64.max, .min, 0, .max, 230_000_000, .min, -1] {
      for end in [UInt64.max, 0, 5] {
        let half = HalfCycle(
          voltage: Voltage(microvolts: value), start: Instant(nanoseconds: 3),
          end: Instant(nanoseconds: end))
        events.add(half, into: &log)
        events.add(block: half.voltage, isFlagged: false)
      }
    }
    #expect(log.began.count > 2)
  }

  @Test("The state stays below 1.5 KB")
  func size() { #expect(MemoryLayout<VoltageEvents>.size <= 1_536) }
}
