// SPDX-License-Identifier: Apache-2.0

import CLinux
import HardwareInterface
import Synchronization

/// How far the storekeeper's thread is.
private enum Stage: UInt8 {
  /// Its owner may wait for it.
  case running
  /// It touches nothing any more.
  case ended
  /// It hung when its owner went away, and lets go of everything itself when it ends.
  case leftBehind
}

/// What the storekeeper's thread does: carries out jobs until it is told to stop, those of its
/// second store while none of the first waits.
final class StorekeeperBody<Store: BlockStore & ~Copyable>: ThreadBody
where Store.Failure: StoreFailure {
  /// How long the thread sleeps at most. Unit: nanoseconds.
  static var sleepNanosecondsMax: UInt64 { 1_000_000_000 }
  /// How long a thread that was still at work is waited for at the end. Unit: nanoseconds.
  static var endNanoseconds: UInt64 { 1_000_000_000 }

  /// All of it is in memory where memory is locked: it writes, and computes nothing. Unit: bytes.
  static var stackBytes: Int { 128 * 1024 }

  private let descriptor: Int32
  private let isStopAsked = Atomic(false)
  private let stage = Atomic(Stage.running.rawValue)
  private let first: KeptStore<Store>
  /// Written once, before `hasSecond`: the thread that runs looks at it after that.
  private var second: KeptStore<Store>?
  private let hasSecond = Atomic(false)
  /// Stores whose owner has not ended them.
  private var owned = 1
  /// Of the thread that made this; once that has left it behind, of the storekeeper's own.
  private var thread: LinuxThread?

  init(_ store: KeptStore<Store>) throws(LinuxFailure) {
    let result = clinux_bell_open()
    guard result >= 0 else { throw .general(Int(result)) }
    descriptor = result
    first = store
  }

  deinit { _ = clinux_close(descriptor) }

  override func run() {
    while !isStopAsked.load(ordering: .relaxed) {
      if !carryOut() { _ = clinux_bell_wait(descriptor, Self.sleepNanosecondsMax) }
    }
    // Nobody else is left to let go of this.
    if !moves(to: .ended) { thread = nil }
  }

  /// One job: after each the first store is asked again.
  private func carryOut() -> Bool {
    if first.carryOut() { return true }
    guard hasSecond.load(ordering: .acquiring), let second else { return false }
    return second.carryOut()
  }

  func bell() { clinux_bell_ring(descriptor) }

  func start() throws(LinuxFailure) {
    thread = try LinuxThread(self, priority: 0, stackBytes: Self.stackBytes)
  }

  /// Takes a second store.
  ///
  /// - Errors: `busy` where there is one.
  func add(_ store: KeptStore<Store>) throws(LinuxFailure) {
    guard second == nil else { throw LinuxFailure(.busy) }
    second = store
    owned += 1
    hasSecond.store(true, ordering: .releasing)
  }

  /// Waits for the jobs of a store, and with the last store for the thread. The second time it does
  /// nothing.
  ///
  /// - Returns: whether all jobs of this store are done; what was not begun is given up.
  func end(_ store: KeptStore<Store>, nanoseconds: UInt64) -> Bool {
    guard !store.isOver else { return false }
    store.isOver = true
    let isIdle = store.isIdle(within: nanoseconds)
    if !isIdle { store.ring.giveUpAll() }
    owned -= 1
    if owned == 0 { endThread() }
    return isIdle
  }

  private func endThread() {
    let isIdle = first.ring.isIdle && second?.ring.isIdle ?? true
    isStopAsked.store(true, ordering: .relaxed)
    bell()
    var clock = LinuxClock()
    if !isIdle && !clock.waits(nanoseconds: Self.endNanoseconds, for: { isEnded }) {
      // To give up a thread is to wait for it, without end where the store hangs.
      thread?.detach()
      if moves(to: .leftBehind) { return }
    }
    thread = nil
  }

  private var isEnded: Bool { stage.load(ordering: .acquiring) == Stage.ended.rawValue }

  /// Ends or is left behind, whichever comes first; false where the other did.
  private func moves(to next: Stage) -> Bool {
    stage.compareExchange(
      expected: Stage.running.rawValue, desired: next.rawValue, ordering: .acquiringAndReleasing
    ).exchanged
  }
}
