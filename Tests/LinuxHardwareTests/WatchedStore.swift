// SPDX-License-Identifier: Apache-2.0

import Glibc
import HardwareInterface
import Synchronization

@testable import LinuxHardware

/// What a store is told across threads, and how it is held up.
final class StoreGate: Sendable {
  private struct State {
    var offsets: [Int] = []
    var syncs = 0
    var failure: LinuxFailure?
    var goneAway = 0
    var threads: Set<pthread_t> = []
  }

  private let closed: Atomic<Bool>
  private let inside = Atomic(false)
  private let state = Mutex(State())

  init(isClosed: Bool = false) { closed = Atomic(isClosed) }

  /// The offsets of all writes that came, in order.
  var offsets: [Int] { state.withLock { $0.offsets } }
  var syncs: Int { state.withLock { $0.syncs } }
  /// Whether a store went away.
  var isGone: Bool { goneAway > 0 }
  /// How many stores went away.
  var goneAway: Int { state.withLock { $0.goneAway } }
  /// Those that wrote.
  var threads: Set<pthread_t> { state.withLock { $0.threads } }

  /// Lets the store answer, or hang.
  func set(isClosed: Bool) { closed.store(isClosed, ordering: .releasing) }
  /// Lets writes fail; nil lets them work again.
  func fail(_ failure: LinuxFailure?) { state.withLock { $0.failure = failure } }
  /// Waits until the store is being asked; false where it never is.
  func waitsForCall() -> Bool { Self.waits { self.inside.load(ordering: .acquiring) } }

  /// Waits for something; false where it does not come within a minute.
  static func waits(for isThere: () -> Bool) -> Bool {
    var clock = LinuxClock()
    for _ in 0..<60_000 {
      if isThere() { return true }
      clock.pause(nanoseconds: 1_000_000)
    }
    return false
  }

  fileprivate func pass() {
    inside.store(true, ordering: .releasing)
    var clock = LinuxClock()
    while closed.load(ordering: .acquiring) { clock.pause(nanoseconds: 1_000_000) }
    inside.store(false, ordering: .releasing)
  }

  fileprivate func write(at offset: Int) throws(LinuxFailure) {
    let failure = state.withLock { state in
      state.threads.insert(pthread_self())
      if state.failure == nil { state.offsets.append(offset) }
      return state.failure
    }
    if let failure { throw failure }
  }

  fileprivate func sync() { state.withLock { $0.syncs += 1 } }
  fileprivate func goAway() { state.withLock { $0.goneAway += 1 } }
}

/// A store that keeps nothing but what it was told, and hangs while its gate is closed.
struct WatchedStore: BlockStore, ~Copyable {
  let gate: StoreGate
  let capacity = 1 << 20

  init(_ gate: StoreGate) { self.gate = gate }

  deinit { gate.goAway() }

  mutating func read(
    at offset: Int, into bytes: inout MutableSpan<UInt8>
  ) throws(LinuxFailure) {}

  mutating func write(_ bytes: Span<UInt8>, at offset: Int) throws(LinuxFailure) {
    gate.pass()
    try gate.write(at: offset)
  }

  mutating func sync() throws(LinuxFailure) { gate.sync() }
}
