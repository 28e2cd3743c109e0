// SPDX-License-Identifier: Apache-2.0

import HardwareInterface
import MeterBoard
import Quantities
import SimulatedHardware

/// The converter's bus and the thread that reads it.
enum HourBus {
  /// Before each burst the thread copies and checks the one before, and asks again: more than twice
  /// what `Calibration/Imperfections.csv` takes for a board as built, as for a busy machine; stalls
  /// of the adapter as there. SCL itself is exact: what it allows is then known.
  static func timing(_ options: HourOptions) -> BusTiming {
    var timing = BusTiming()
    timing.idleNanosecondsMin = 50_000
    timing.idleNanosecondsMax = 200_000
    timing.wakeUpNanosecondsMean = 50_000
    timing.wakeUpNanosecondsMax = 500_000
    timing.stallProbability = 0.001
    timing.stallNanosecondsMin = 5_000
    timing.stallNanosecondsMax = 500_000
    if let idle = options.idleMicroseconds {
      timing.idleNanosecondsMin = Double(idle) * 1_000
      timing.idleNanosecondsMax = Double(idle) * 1_000
    }
    return timing
  }
}

/// The run that the sampler's thread is reading, which nobody sees before it has ended.
struct RunUnderWay: SampleSource, ~Copyable {
  private var sampler: SimulatedBoardSampler
  private var sets = [SampleSet](repeating: .zero, count: SampleRing.setsMax)
  private var run = SampleRun.none
  /// When it ends.
  private(set) var end = Instant.zero

  init(_ sampler: SimulatedBoardSampler) {
    self.sampler = sampler
    read()
  }

  /// Hands it over, and begins the next.
  mutating func next(into sets: inout MutableSpan<SampleSet>) -> SampleRun {
    let ended = run
    if case .sets(let count, _) = ended {
      for index in 0..<count { sets[index] = self.sets[index] }
    }
    read()
    return ended
  }

  private mutating func read() {
    var read = sets
    var span = read.mutableSpan
    run = sampler.next(into: &span)
    sets = read
    if case .sets(_, let stamp) = run { end = stamp.end }
  }
}

/// What became of the runs. What is the most is that since `begin`.
final class RingWatch {
  private(set) var filled = 0
  private(set) var overruns = 0
  private(set) var taken = 0
  /// Runs that waited at once, at most.
  private(set) var waitingMax = 0
  /// From the end of a run until it was taken, at most. Unit: nanoseconds.
  private(set) var longestWait: UInt64 = 0
  /// Between two looks of the main loop at the ring, at most. Unit: nanoseconds.
  private(set) var longestPass: UInt64 = 0

  func begin() { (waitingMax, longestWait, longestPass) = (0, 0, 0) }

  func filled(isLost: Bool) {
    if isLost { overruns += 1 } else { filled += 1 }
    waitingMax = max(waitingMax, filled - taken)
  }

  func took(after nanoseconds: UInt64) {
    taken += 1
    longestWait = max(longestWait, nanoseconds)
  }

  func looked(after nanoseconds: UInt64) { longestPass = max(longestPass, nanoseconds) }
}

/// LinuxSampler on virtual time: the ring is its own (`SampleRing.swift` here is LinuxHardware's
/// file), the thread is never late for it, and what the main loop finds in it is what has ended by
/// the main loop's clock.
struct RingSource: SampleSource, ~Copyable {
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
    // The first run is read before there is a thread.
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
