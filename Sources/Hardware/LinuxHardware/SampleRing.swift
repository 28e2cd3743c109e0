// SPDX-License-Identifier: Apache-2.0

import HardwareInterface
import Quantities
import Synchronization

/// Runs of samples on their way from one thread, which fills, to one other, which takes.
///
/// Neither waits for the other. A run that finds the ring full is dropped and counted. Allocates:
/// when it is made, never after.
struct SampleRing: ~Copyable {
  /// Sets in one run, the most that one read message holds (8,190 bytes of 6 a set).
  static let setsMax = 1365
  /// Places for runs, a power of two, so that the counters may wrap. Unit: runs.
  static let places = 16
  /// Runs that can wait: all places but the one that is being filled. At 184 ms a run, 2.7 s.
  static let runsMax = places - 1

  private let sets: UnsafeMutablePointer<SampleSet>
  private let runs: UnsafeMutablePointer<SampleRun>
  /// How many runs were handed over: written by the thread that fills.
  private let filled: Atomic<UInt32>
  /// How many runs were taken: written by the thread that takes.
  private let taken: Atomic<UInt32>
  private let lost = Atomic<UInt32>(0)

  /// How many runs found the ring full, modulo 2³².
  var overruns: UInt32 { lost.load(ordering: .relaxed) }

  /// Whether a run waits to be taken: for the thread that takes.
  var isWaiting: Bool {
    taken.load(ordering: .relaxed) != filled.load(ordering: .acquiring)
  }

  /// Makes an empty ring that counts its runs from `first`.
  init(first: UInt32 = 0) {
    filled = Atomic(first)
    taken = Atomic(first)
    sets = .allocate(capacity: Self.places * Self.setsMax)
    sets.initialize(repeating: .zero, count: Self.places * Self.setsMax)
    runs = .allocate(capacity: Self.places)
    runs.initialize(repeating: .none, count: Self.places)
  }

  deinit {
    sets.deallocate()
    runs.deallocate()
  }

  /// Lets a source fill the free place, hands the run over, and returns what the source said.
  ///
  /// A failure is handed over only where the run before it was none or was taken: a dead bus does
  /// not fill the ring, and a failure that finds the ring full is no overrun.
  func fill<Source: SampleSource & ~Copyable>(from source: inout Source) -> SampleRun {
    let index = filled.load(ordering: .relaxed)
    var free = UnsafeMutableBufferPointer(start: place(index), count: Self.setsMax).mutableSpan
    let run = source.next(into: &free)
    let waiting = index &- taken.load(ordering: .acquiring)
    switch run {
    case .none, .overrun:
      return run
    case .failed, .unreachable:
      if waiting == Self.runsMax || waiting > 0 && runs[slot(index &- 1)] == run { return run }
    case .sets:
      if waiting == Self.runsMax {
        lost.add(1, ordering: .relaxed)
        return run
      }
    }
    // The taker's counter, read above, showed that it is done with the place after this one.
    runs[slot(index)] = run
    filled.store(index &+ 1, ordering: .releasing)
    return run
  }

  /// Takes the oldest run, or `.none`.
  ///
  /// - Range: `sets` holds `setsMax`; a run that does not fit is `.failed`.
  func take(into sets: inout MutableSpan<SampleSet>) -> SampleRun {
    let index = taken.load(ordering: .relaxed)
    guard index != filled.load(ordering: .acquiring) else { return .none }
    var run = runs[slot(index)]
    if case .sets(let count, _) = run {
      if count <= sets.count {
        let source = place(index)
        for set in 0..<count { sets[set] = source[set] }
      } else {
        run = .failed
      }
    }
    taken.store(index &+ 1, ordering: .releasing)
    return run
  }

  private func slot(_ index: UInt32) -> Int { Int(index % UInt32(Self.places)) }

  private func place(_ index: UInt32) -> UnsafeMutablePointer<SampleSet> {
    sets + slot(index) * Self.setsMax
  }
}
