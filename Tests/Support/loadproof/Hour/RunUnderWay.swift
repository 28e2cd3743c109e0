// SPDX-License-Identifier: Apache-2.0

import HardwareInterface
import Quantities
import SimulatedHardware

/// The run that the sampler's thread is reading, which nobody sees before it has ended.
struct RunUnderWay: SampleSource, ~Copyable {
  private var sampler: SimulatedBoardSampler
  private var sets = [SampleSet](repeating: .zero, count: SampleRing.setsMax)
  private var run = SampleRun.none
  /// When it ends.
  private(set) var end = Instant.zero

  init(_ sampler: SimulatedBoardSampler) { self.sampler = sampler }

  /// The first run begins now.
  mutating func begin(at now: Instant) {
    sampler.clock.advance(to: now)
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
