// SPDX-License-Identifier: Apache-2.0

import Quantities
import Recording
import Testing

/// What came out of a recorder that was fed sets numbered from 0, one each millisecond.
private struct Given: Equatable {
  var snapshot: UInt32
  var numbers: [Int32] = []
  var stamps: [SampleStamp] = []
  var isEnded = false
}

private func milliseconds(_ count: Int) -> Instant {
  Instant(nanoseconds: UInt64(count) * 1_000_000)
}

/// The lengths are beyond their limits.
private struct Refused: Error {}

/// A recorder, and what it gave.
private struct Feed: ~Copyable {
  var recorder: SnapshotRecorder
  var given: [Given] = []
  private(set) var fed = 0

  init(before: UInt32 = 200, after: UInt32 = 200) throws {
    guard
      let made = SnapshotRecorder(beforeMilliseconds: before, afterMilliseconds: after)
    else { throw Refused() }
    recorder = made
  }

  /// Feeds runs up to a number, and takes what is due after each.
  mutating func feed(to end: Int, run: Int = 100, takes: Bool = true) {
    while fed < end {
      let count = min(run, end - fed)
      let sets = (fed..<fed + count).map { SampleSet(voltage: Int32($0), current: 7) }
      let stamp = SampleStamp(start: milliseconds(fed), end: milliseconds(fed + count))
      recorder.add(sets.span, stamp)
      fed += count
      if takes { takeAll() }
    }
  }

  mutating func takeAll() { while takeOne() {} }

  mutating func takeOne() -> Bool {
    var buffer = [SampleSet](repeating: .zero, count: RecordingFormat.setsMax)
    var span = buffer.mutableSpan
    switch recorder.next(into: &span) {
    case .sets(let count, let stamp, let snapshot):
      if given.last?.snapshot != snapshot { given.append(Given(snapshot: snapshot)) }
      let last = given.count - 1
      given[last].numbers += buffer[..<count].map(\.voltage)
      given[last].stamps.append(stamp)
    case .ended(let snapshot):
      if given.last?.snapshot != snapshot { given.append(Given(snapshot: snapshot)) }
      given[given.count - 1].isEnded = true
    case nil: return false
    }
    return true
  }
}

@Suite struct SnapshotRecorderTests {
  @Test(
    "A mark gives the sets from so long before to so long after, whatever the runs",
    arguments: [1, 7, 100, 333, 1_365])
  func window(run: Int) throws {
    var feed = try Feed(before: 200, after: 150)
    feed.feed(to: 1_100, run: run)
    feed.recorder.mark(at: milliseconds(1_050))
    feed.feed(to: 3_000, run: run)
    let given = feed.given
    #expect(given.map(\.numbers) == [Array(850..<1_200)])
    #expect(given.map(\.isEnded) == [true])
    #expect(given[0].stamps.first?.start == milliseconds(850))
    #expect(given[0].stamps.last?.end == milliseconds(1_200))
    for (one, next) in zip(given[0].stamps, given[0].stamps.dropFirst()) {
      #expect(one.end == next.start)
    }
  }

  @Test("A run is cut at the window's edges, its stamps to whole sets")
  func cut() throws {
    var feed = try Feed()
    feed.feed(to: 1_100)
    feed.recorder.mark(at: Instant(nanoseconds: 1_050_500_000))
    feed.feed(to: 1_400)
    let given = feed.given
    #expect(given.map(\.numbers) == [Array(851..<1_251)])
    let first = SampleStamp(start: milliseconds(851), end: milliseconds(900))
    let last = SampleStamp(start: milliseconds(1_200), end: milliseconds(1_251))
    #expect(given[0].stamps.first == first)
    #expect(given[0].stamps.last == last)
  }

  @Test("At the start of the record a window begins with the first set")
  func start() throws {
    var feed = try Feed()
    feed.feed(to: 100)
    feed.recorder.mark(at: milliseconds(50))
    feed.feed(to: 500)
    let (given, shortened) = (feed.given, feed.recorder.shortenedMarks)
    #expect(given.map(\.numbers) == [Array(0..<250)])
    #expect(shortened == 0)
  }

  @Test("Marks whose windows overlap share a snapshot, each set once")
  func overlap() throws {
    var feed = try Feed()
    feed.feed(to: 1_100)
    let first = feed.recorder.mark(at: milliseconds(1_050))
    feed.feed(to: 1_240)
    let second = feed.recorder.mark(at: milliseconds(1_230))
    feed.feed(to: 2_000)
    let given = feed.given
    #expect(first == second)
    #expect(given.map(\.numbers) == [Array(850..<1_430)])
  }

  @Test("A mark in the middle of a delivery is not lost, near or far")
  func duringDelivery() throws {
    var feed = try Feed()
    feed.feed(to: 1_500, takes: false)
    feed.recorder.mark(at: milliseconds(1_050))
    let isBegun = feed.takeOne()
    #expect(isBegun)
    feed.recorder.mark(at: milliseconds(1_100))
    feed.feed(to: 2_300, takes: false)
    feed.recorder.mark(at: milliseconds(2_000))
    feed.feed(to: 2_600)
    let given = feed.given
    #expect(given.map(\.numbers) == [Array(850..<1_300), Array(1_800..<2_200)])
    #expect(given.map(\.isEnded) == [true, true])
  }

  @Test("A window that reaches back into a snapshot that is over has all its sets again")
  func again() throws {
    var feed = try Feed()
    feed.feed(to: 1_100)
    feed.recorder.mark(at: milliseconds(1_050))
    feed.feed(to: 1_300)
    feed.recorder.mark(at: milliseconds(1_290))
    feed.feed(to: 1_600)
    let given = feed.given
    #expect(given.map(\.numbers) == [Array(850..<1_250), Array(1_090..<1_490)])
  }

  @Test("More windows than can wait join the last: nothing between is left out")
  func manyWindows() throws {
    var feed = try Feed(before: 50, after: 50)
    feed.feed(to: 7_000, takes: false)
    for index in 1...12 { feed.recorder.mark(at: milliseconds(500 * index)) }
    feed.takeAll()
    var expected: [[Int32]] = []
    for middle in stride(from: Int32(500), through: 3_500, by: 500) {
      expected.append(Array(middle - 50..<middle + 50))
    }
    expected.append(Array(3_950..<6_050))
    let given = feed.given
    #expect(given.map(\.numbers) == expected)
  }

  @Test("Events without a pause become snapshots of bounded length that meet")
  func chain() throws {
    var feed = try Feed()
    for index in 1...400 {
      feed.feed(to: 100 * index)
      feed.recorder.mark(at: milliseconds(100 * index))
    }
    feed.feed(to: 41_000)
    let given = feed.given
    #expect(given.count == 2)
    #expect(given.flatMap(\.numbers) == Array(0..<40_200))
    #expect(given.allSatisfy { $0.numbers.count <= 30_000 })
  }

  @Test("What is forgotten is counted: a whole mark, a beginning, and sets not taken in time")
  func counts() throws {
    var feed = try Feed(before: 100, after: 100)
    // 163 runs of 100 sets are kept of 170: the first 700 sets are forgotten.
    feed.feed(to: 17_000, takes: false)
    #expect(feed.recorder.mark(at: milliseconds(600)) == nil)
    #expect(feed.recorder.mark(at: milliseconds(650)) != nil)
    feed.takeAll()
    let given = feed.given
    #expect(given.map(\.numbers) == [Array(700..<750)])
    let (missed, shortened) = (feed.recorder.missedMarks, feed.recorder.shortenedMarks)
    #expect(missed == 1 && shortened == 1)
    feed.recorder.mark(at: milliseconds(17_050))
    feed.feed(to: 40_000, takes: false)
    feed.takeAll()
    let lost = feed.recorder.lostSets
    #expect(lost == 200)
    #expect(feed.given.last?.isEnded == true)
  }

  @Test("At the end a window closes with what there is")
  func finish() throws {
    var feed = try Feed()
    feed.feed(to: 1_100)
    feed.recorder.mark(at: milliseconds(1_050))
    feed.takeAll()
    #expect(feed.given.last?.isEnded == false)
    feed.recorder.finish()
    feed.takeAll()
    let given = feed.given
    #expect(given == [given[0]] && given[0].isEnded)
    #expect(given[0].numbers == Array(850..<1_100))
  }

  @Test("Lengths, runs and instants beyond the limits are refused or clamped, and nothing crashes")
  func limits() throws {
    for (before, after) in [(UInt32(1_001), UInt32(0)), (0, 10_001), (.max, .max)] {
      let isNone = SnapshotRecorder(beforeMilliseconds: before, afterMilliseconds: after) == nil
      #expect(isNone)
    }
    var feed = try Feed()
    let long = [SampleSet](repeating: .zero, count: RecordingFormat.setsMax + 1)
    feed.recorder.add(long.span, SampleStamp(start: .zero, end: milliseconds(1)))
    feed.recorder.add([SampleSet]().span, SampleStamp(start: .zero, end: milliseconds(1)))
    feed.recorder.mark(at: .zero)
    feed.recorder.mark(at: Instant(nanoseconds: .max))
    feed.recorder.finish()
    feed.takeAll()
    #expect(feed.given.flatMap(\.numbers).isEmpty)
  }

  @Test(
    "Whatever the stamps, what is given is what rational arithmetic picks", arguments: 0..<200)
  func oracle(seed: UInt64) throws {
    var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    func below(_ limit: UInt64) -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (state >> 33) % limit
    }
    var feed = try Feed(before: 3, after: 2)
    var expected: [Int32] = []
    let mark = 5_000_000 + below(20_000_000)
    let (from, to) = (UInt128(mark - 3_000_000), UInt128(mark + 2_000_000))
    var (now, number) = (UInt64(0), Int32(0))
    for _ in 0..<40 {
      let (count, length) = (1 + below(30), below(1_500_000))
      let sets = (0..<Int32(count)).map { SampleSet(voltage: number + $0, current: 0) }
      let stamp = SampleStamp(
        start: Instant(nanoseconds: now), end: Instant(nanoseconds: now + length))
      feed.recorder.add(sets.span, stamp)
      for index in 0..<UInt128(count) {
        // When the set was taken, times the run's count.
        let instant = UInt128(now) * UInt128(count) + UInt128(length) * index
        guard instant >= from * UInt128(count), instant < to * UInt128(count) else { continue }
        expected.append(number + Int32(index))
      }
      number += Int32(count)
      now += length + below(2) * below(700_000)
    }
    feed.recorder.mark(at: Instant(nanoseconds: mark))
    feed.recorder.finish()
    feed.takeAll()
    #expect(feed.given.flatMap(\.numbers) == expected, "seed \(seed)")
  }
}
