// SPDX-License-Identifier: Apache-2.0

import Foundation
import HardwareInterface
import Quantities
import Synchronization

@testable import LinuxHardware

/// The sets that mark a run as the one of this number.
func numbered(_ number: Int, _ index: Int) -> SampleSet {
  SampleSet(
    voltage: Int32(number), current: Int32(index), currentAmplified: Int32(number &- index))
}

/// The stamp of the run of this number.
func stamp(_ number: Int) -> SampleStamp {
  let start = UInt64(number) * 1_000
  return SampleStamp(start: .init(nanoseconds: start), end: .init(nanoseconds: start + 999))
}

/// What a script lets its source answer.
enum Answer: Sendable {
  /// The next numbered run, with so many sets.
  case sets(Int)
  case none
  case failed
  case unreachable
}

/// Answers one after the other, `last` for ever after; runs are numbered from 0.
struct ScriptedSource: SampleSource {
  var answers: [Answer]
  var last = Answer.none
  private var next = 0
  private var number = 0

  init(_ answers: [Answer], last: Answer = .none) {
    self.answers = answers
    self.last = last
  }

  mutating func next(into sets: inout MutableSpan<SampleSet>) -> SampleRun {
    let answer = next < answers.count ? answers[next] : last
    next += 1
    switch answer {
    case .none: return .none
    case .failed: return .failed
    case .unreachable: return .unreachable
    case .sets(let count):
      for index in 0..<count { sets[index] = numbered(number, index) }
      number += 1
      return .sets(count, stamp(number - 1))
    }
  }
}

/// What a watched source tells across threads. Relaxed, so that a watch orders nothing else: the
/// thread sanitizer must see the ring's own ordering, or the lack of it.
final class Watch: Sendable {
  private let callCount = Atomic(0)
  private let inside = Atomic(false)
  private let gone = Atomic(false)
  private let lastPolicy = Atomic<Int32>(-1)
  private let signals = Atomic(true)
  private let left = Atomic<UInt64>(0)
  private let rest = Atomic(UInt64.max)

  /// How often the source was asked.
  var calls: Int { callCount.load(ordering: .relaxed) }
  /// Whether it is being asked.
  var isInside: Bool { inside.load(ordering: .relaxed) }
  /// Whether it went away.
  var isGone: Bool { gone.load(ordering: .relaxed) }
  /// The scheduling policy of the thread that asked last.
  var policy: Int32 { lastPolicy.load(ordering: .relaxed) }
  /// Whether that thread takes SIGTERM.
  var takesSignals: Bool { signals.load(ordering: .relaxed) }

  /// The shortest time for which the thread, once it runs, left the source alone. Unit:
  /// nanoseconds.
  var restNanosecondsMin: UInt64 { rest.load(ordering: .relaxed) }

  fileprivate func enter() -> Int {
    var clock = LinuxClock()
    let (now, before) = (clock.now().nanoseconds, left.load(ordering: .relaxed))
    if calls > 1 { rest.store(min(restNanosecondsMin, now - before), ordering: .relaxed) }
    inside.store(true, ordering: .relaxed)
    lastPolicy.store(sched_getscheduler(0), ordering: .relaxed)
    var mask = sigset_t()
    pthread_sigmask(SIG_SETMASK, nil, &mask)
    signals.store(sigismember(&mask, SIGTERM) == 0, ordering: .relaxed)
    return callCount.add(1, ordering: .relaxed).newValue
  }

  fileprivate func leave() {
    var clock = LinuxClock()
    left.store(clock.now().nanoseconds, ordering: .relaxed)
    inside.store(false, ordering: .relaxed)
  }

  fileprivate func goAway() { gone.store(true, ordering: .relaxed) }

  /// Waits until the source was asked so often; false where it never was.
  func waits(forCalls wanted: Int) -> Bool {
    var clock = LinuxClock()
    for _ in 0..<60_000 {
      if calls >= wanted { return true }
      clock.pause(nanoseconds: 1_000_000)
    }
    return false
  }
}

/// A scripted source that tells its watch who calls it, waits so long in each call from the second
/// on, and tells when it goes away.
struct WatchedSource: SampleSource, ~Copyable {
  let watch: Watch
  var script: ScriptedSource
  var waitNanoseconds: UInt64 = 0

  init(_ watch: Watch, _ script: ScriptedSource) {
    self.watch = watch
    self.script = script
  }

  deinit { watch.goAway() }

  mutating func next(into sets: inout MutableSpan<SampleSet>) -> SampleRun {
    let call = watch.enter()
    if waitNanoseconds > 0 && call > 1 {
      var clock = LinuxClock()
      clock.pause(nanoseconds: waitNanoseconds)
    }
    let run = script.next(into: &sets)
    watch.leave()
    return run
  }
}

/// What a consumer found in one run.
enum Found: Equatable {
  /// The run of this number, whole and with its stamp.
  case whole(Int)
  case none
  case failed
  case unreachable
  case overrun
  /// Sets that do not belong together.
  case torn
}

/// Room for one run, and what was found in it.
struct Taker {
  private var sets: [SampleSet]

  init(room: Int = SampleRing.setsMax) { sets = Array(repeating: .zero, count: room) }

  mutating func next<Source: SampleSource & ~Copyable>(_ source: inout Source) -> Found {
    var span = sets.mutableSpan
    let run = source.next(into: &span)
    return found(run)
  }

  mutating func take(from ring: borrowing SampleRing) -> Found {
    var span = sets.mutableSpan
    let run = ring.take(into: &span)
    return found(run)
  }

  private func found(_ run: SampleRun) -> Found {
    switch run {
    case .none: return .none
    case .failed: return .failed
    case .unreachable: return .unreachable
    case .overrun: return .overrun
    case .sets(let count, let seen):
      let number = Int(sets[0].voltage)
      let isWhole = (0..<count).allSatisfy { sets[$0] == numbered(number, $0) }
      return isWhole && seen == stamp(number) ? .whole(number) : .torn
    }
  }
}
