// SPDX-License-Identifier: Apache-2.0

import Quantities
import Testing

@testable import Metrology

/// How long the open block waits for the run that follows.
@Suite struct OverdueRunTests {
  /// A stream that takes runs at 10,000 sets a second. Unit of all times: milliseconds.
  struct Bench: ~Copyable {
    static let wave = SineWave(rate: 10_000)
    /// 1,150 W over 100 ms.
    static let runWattHours = 1150 * 0.1 / 3600

    var stream: SampleStream
    var sink: Measurements

    init() throws {
      let sink = try Measurements(Self.wave, sets: 0)
      let stream = try SampleStream(Self.wave.frontEnd)
      self.sink = sink
      self.stream = stream
    }

    mutating func add(from start: Int, count: Int = 1_000) {
      let sets = (0..<count).map { Self.wave.set(start * 10 + $0) }
      let begin = UInt64(start) * 1_000_000
      let stamp = SampleStamp(
        start: Instant(nanoseconds: begin),
        end: Instant(nanoseconds: begin + UInt64(count) * 100_000))
      stream.add(sets.span, stamp, into: &sink)
    }

    /// Asks at these times; returns when the block ended.
    mutating func ask(at times: UInt64...) -> [UInt64] {
      var ended: [UInt64] = []
      for time in times {
        if stream.endOverdue(into: &sink) { ended.append(time) }
        _ = stream.silence(at: Instant(nanoseconds: time * 1_000_000))
      }
      return ended
    }
  }

  @Test("The open block ends once no run can follow it without a gap, and no sooner")
  func overdue() throws {
    var bench = try Bench()
    bench.add(from: 0)
    let first = bench.stream.waitsUntil
    #expect(first == nil)
    // The source has a run 3 ms after its end, as the second shows; the taker may be later.
    for (start, asked) in [(100, 290), (200, 303), (300, 490)] as [(Int, UInt64)] {
      let none = bench.ask(at: asked - 100)
      bench.add(from: start)
      #expect(none == [])
    }
    let none = bench.ask(at: 490)
    let until = bench.stream.waitsUntil
    #expect(none == [] && until == Instant(nanoseconds: 511_000_000))
    // Before the second time it is asked after 511 ms a run may wait to be taken.
    let ended = bench.ask(at: 500, 510, 512, 513, 514)
    let (after, measured) = (bench.stream.waitsUntil, bench.sink.wattHours)
    #expect(ended == [513] && after == nil)
    #expect(abs(measured / Bench.runWattHours - 4) < 1e-3)
    bench.add(from: 600)
    let (gap, next) = (bench.stream.gapNanoseconds, bench.stream.waitsUntil)
    #expect(gap == 200_000_000)
    #expect(next == Instant(nanoseconds: 811_000_000))
  }

  @Test("A run that comes between two questions keeps the block open, however late they are")
  func inTime() throws {
    var bench = try Bench()
    bench.add(from: 0)
    for run in 1...20 {
      // A taker that is 300 ms late and takes them one by one.
      let ended = bench.ask(at: UInt64(run) * 100 + 300)
      #expect(ended == [])
      bench.add(from: run * 100)
    }
    let (gap, blocks) = (bench.stream.gapNanoseconds, bench.sink.blocks.count)
    #expect(gap == 0 && blocks == 10)
  }

  @Test("A longer run than all before that follows after all costs no time")
  func longer() throws {
    var bench = try Bench()
    bench.add(from: 0)
    let ended = bench.ask(at: 100, 220, 250)
    #expect(ended == [250])
    bench.add(from: 100, count: 2_000)
    bench.add(from: 300)
    bench.stream.finish(into: &bench.sink)
    let (gap, refused) = (bench.stream.gapNanoseconds, bench.stream.refusedRuns)
    #expect(gap == 0 && refused == 0)
    #expect(abs(bench.sink.wattHours / Bench.runWattHours - 4) < 1e-3)
  }
}
