// SPDX-License-Identifier: Apache-2.0

import HardwareInterface
import Quantities
import SimulatedHardware

/// LinuxSampler on virtual time: the ring is its own (`SampleRing.swift` here is LinuxHardware's
/// file), the thread is never late for it, and what the main loop finds in it is what has ended by
/// the main loop's clock.
struct RingSource: SampleSource, ~Copyable {
  static let readsAhead = true
  /// As LinuxSampler. Unit: nanoseconds.
  private static let waitNanosecondsMax: UInt64 = 250_000_000

  private let ring = SampleRing()
  private var underWay: RunUnderWay
  private let processor: Processor
  private let watch: RingWatch
  private var overrunsTold: UInt32 = 0
  /// When the main loop had what it asked for.
  private var left = Instant.zero

  init(_ sampler: SimulatedBoardSampler, _ processor: Processor, _ watch: RingWatch) {
    underWay = RunUnderWay(sampler)
    (self.processor, self.watch) = (processor, watch)
  }

  mutating func begin() {
    underWay.begin(at: processor.clock.now)
    // The first run is read before the thread reads.
    processor.wait(until: underWay.end)
    left = processor.clock.now
  }

  mutating func next(into sets: inout MutableSpan<SampleSet>) -> SampleRun {
    look()
    defer { left = processor.clock.now }
    if ring.overruns != overrunsTold {
      overrunsTold = ring.overruns
      return .overrun
    }
    if !ring.isWaiting { wait(atMost: Self.waitNanosecondsMax) }
    let run = ring.take(into: &sets)
    guard case .sets(let count, let stamp) = run else { return run }
    watch.took(after: processor.clock.now.since(stamp.end))
    processor.measure(sets: count)
    return run
  }

  mutating func wait(nanoseconds: UInt64) -> Bool {
    look()
    defer { left = processor.clock.now }
    if !hasNews { wait(atMost: min(nanoseconds, Self.waitNanosecondsMax)) }
    return hasNews
  }

  private var hasNews: Bool { ring.isWaiting || ring.overruns != overrunsTold }

  private mutating func look() {
    catchUp()
    watch.looked(after: processor.clock.now.since(left))
  }

  private mutating func wait(atMost nanoseconds: UInt64) {
    let limit = Instant(nanoseconds: processor.clock.now.nanoseconds + nanoseconds)
    processor.wait(until: min(underWay.end, limit))
    catchUp()
  }

  /// The thread hands over what has ended. Nothing was taken meanwhile.
  private mutating func catchUp() {
    while underWay.end <= processor.clock.now {
      let before = ring.overruns
      _ = ring.fill(from: &underWay)
      watch.filled(isLost: ring.overruns != before)
    }
  }
}
