// SPDX-License-Identifier: Apache-2.0

import CLinux
public import HardwareInterface
public import Quantities
import Synchronization

/// A sample source read by a thread of its own: whoever takes the runs may be late without costing
/// a sample, up to `waitingMax` runs.
///
/// The thread is the only one that touches the source; it never allocates, and pauses where the
/// source fails. A gap, by a failure or by an overrun, shows in the stamps.
public struct LinuxSampler<Source: SampleSource & ~Copyable>: SampleSource, ~Copyable {
  /// A thread does.
  public static var readsAhead: Bool { true }
  /// Runs that can wait until they are taken.
  public static var waitingMax: Int { SampleRing.runsMax }
  /// Sets in one run, at most: what `next` needs room for.
  public static var setsMax: Int { SampleRing.setsMax }
  /// SCHED_FIFO, above all ordinary threads and below the kernel's interrupt threads (50), which
  /// it waits for.
  public static var priority: Int32 { 40 }
  /// How long `next` and `wait` wait at most: a burst takes 184 ms.
  public static var waitNanosecondsMax: UInt64 { 250_000_000 }

  private let body: SamplerBody<Source>
  private let thread: LinuxThread
  private var overrunsTold: UInt32 = 0

  /// Whether the thread runs as SCHED_FIFO. It does not where the right CAP_SYS_NICE is missing.
  public var isRealTime: Bool { thread.isRealTime }
  /// How many runs were dropped since the start because nobody took them, modulo 2³².
  public var overruns: UInt32 { body.ring.overruns }

  /// Makes the thread, which reads nothing before `begin`.
  ///
  /// - Errors: the thread or its bells could not be made.
  public init(_ source: consuming Source) throws(LinuxFailure) {
    let body = try SamplerBody(source)
    self.thread = try LinuxThread(body, priority: Self.priority)
    self.body = body
  }

  deinit { body.stop() }

  /// Reads the first run, then lets the thread read on.
  ///
  /// The first run is read here because the runtime initialises globals at their first use, and a
  /// real-time thread that met another thread doing so would spin.
  public mutating func begin() {
    guard !body.hasBegun.load(ordering: .relaxed) else { return }
    body.sample()
    body.letGo()
  }

  /// Lets the thread run on this processor only, from 0. Other threads may run there, too.
  ///
  /// - Errors: there is no such processor.
  public func pin(to processor: Int32) throws(LinuxFailure) { try thread.pin(to: processor) }

  /// From now on a change of this line ends a wait of `next` and `wait`, once for all changes that
  /// nobody has taken. The line must live as long as the sampler.
  ///
  /// - Errors: a line without an interrupt; no more memory.
  public func watch(_ line: borrowing LinuxInput) throws(LinuxFailure) {
    guard let descriptor = line.changesDescriptor else { throw LinuxFailure(.notSupported) }
    try body.bell.watch(descriptor)
  }

  /// Ends the thread, and returns when it has: after the run it reads, or the pause after one that
  /// failed, a second at most; not sooner.
  public consuming func stop() {}

  /// Takes the oldest run; where there is none, waits for it, `waitNanosecondsMax` at most.
  ///
  /// - Range: `sets` holds `setsMax`; a run that does not fit is lost and `.failed`.
  public mutating func next(into sets: inout MutableSpan<SampleSet>) -> SampleRun {
    let overruns = body.ring.overruns
    if overruns != overrunsTold {
      overrunsTold = overruns
      return .overrun
    }
    var run = body.ring.take(into: &sets)
    // A run that was taken without waiting leaves its ring behind: the first may be an old one.
    for _ in 0..<2 where run == .none {
      guard body.bell.wait(nanoseconds: Self.waitNanosecondsMax) else { break }
      run = body.ring.take(into: &sets)
    }
    return run
  }

  /// Waits for the next run; false after the time, after `waitNanosecondsMax`, at a signal or at a
  /// change of a line that is watched.
  public mutating func wait(nanoseconds: UInt64) -> Bool {
    var clock = LinuxClock()
    let began = clock.now()
    let limit = min(nanoseconds, Self.waitNanosecondsMax)
    // The first ring may be an old one, see `next`.
    for _ in 0..<2 where !hasNews {
      let passed = clock.now().since(began)
      guard body.bell.wait(nanoseconds: limit - min(limit, passed)) else { break }
    }
    return hasNews
  }

  /// Whether `next` would answer at once.
  private var hasNews: Bool { body.ring.isWaiting || body.ring.overruns != overrunsTold }
}

/// What the sampler's thread does: reads the source into the ring until it is told to stop.
private final class SamplerBody<Source: SampleSource & ~Copyable>: ThreadBody {
  /// How long a source that had nothing is left alone, so that a dead bus does not spin; one that
  /// fails twice as long after each failure, up to the longest.
  static var retryNanoseconds: UInt64 { 10_000_000 }
  static var retryNanosecondsMax: UInt64 { 1_000_000_000 }

  let ring = SampleRing()
  let bell: LinuxBell
  /// Wakes the thread where it waits to begin; one that does not ring costs a pause.
  private let gate: LinuxBell
  let hasBegun = Atomic(false)
  private let isStopAsked = Atomic(false)
  private var source: Source

  init(_ source: consuming Source) throws(LinuxFailure) {
    bell = try LinuxBell()
    gate = try LinuxBell()
    self.source = source
  }

  override func run() {
    while !hasBegun.load(ordering: .acquiring) {
      _ = gate.wait(nanoseconds: Self.retryNanoseconds)
    }
    var pause = Self.retryNanoseconds
    var clock = LinuxClock()
    while !isStopAsked.load(ordering: .relaxed) {
      let began = clock.now()
      switch sample() {
      case .sets: pause = Self.retryNanoseconds
      case .none, .overrun:
        // One that waited by itself is asked again at once: its edges would be lost meanwhile.
        if clock.now().since(began) < Self.retryNanoseconds {
          clinux_pause_nanoseconds(Self.retryNanoseconds)
        }
      case .failed, .unreachable:
        clinux_pause_nanoseconds(pause)
        pause = min(2 * pause, Self.retryNanosecondsMax)
      }
    }
  }

  func letGo() {
    hasBegun.store(true, ordering: .releasing)
    gate.ring()
  }

  func stop() {
    isStopAsked.store(true, ordering: .relaxed)
    letGo()
  }

  /// Reads one run into the ring; returns what the source said.
  @discardableResult
  func sample() -> SampleRun {
    let run = ring.fill(from: &source)
    if run != .none { bell.ring() }
    return run
  }
}
