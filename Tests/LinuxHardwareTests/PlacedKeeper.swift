// SPDX-License-Identifier: Apache-2.0

import HardwareInterface

@testable import LinuxHardware

/// Where a queue is on its storekeeper's thread.
enum KeeperPlace: CaseIterable {
  case alone, first, second
}

/// A queue at its place; whatever shares its thread has nothing to do.
struct PlacedKeeper<Store: BlockStore & ~Copyable>: ~Copyable where Store.Failure: StoreFailure {
  var queue: LinuxStorekeeper<Store>
  private var other: LinuxStorekeeper<Store>?

  init(
    _ store: consuming Store, _ place: KeeperPlace, idle: consuming Store,
    hungNanoseconds: UInt64 = StoreQueueLimits.hungNanoseconds
  ) throws(LinuxFailure) {
    switch place {
    case .alone:
      queue = try LinuxStorekeeper(store, hungNanoseconds: hungNanoseconds)
      other = nil
    case .first:
      let first = try LinuxStorekeeper(store, hungNanoseconds: hungNanoseconds)
      other = try LinuxStorekeeper(idle, after: first)
      queue = first
    case .second:
      let first = try LinuxStorekeeper(idle, hungNanoseconds: hungNanoseconds)
      queue = try LinuxStorekeeper(store, after: first)
      other = consume first
    }
  }

  /// Stops the queue, and then what shares its thread; what the first said.
  consuming func stop(nanoseconds: UInt64) -> Bool {
    let isDone = queue.stop(nanoseconds: nanoseconds)
    _ = other.take()?.stop(nanoseconds: nanoseconds)
    return isDone
  }
}

extension PlacedKeeper where Store == WatchedStore {
  init(
    _ gate: StoreGate, _ place: KeeperPlace,
    hungNanoseconds: UInt64 = StoreQueueLimits.hungNanoseconds
  ) throws(LinuxFailure) {
    try self.init(
      WatchedStore(gate), place, idle: WatchedStore(StoreGate()), hungNanoseconds: hungNanoseconds)
  }
}

/// Hands over one byte; whether it was accepted.
func submit<Queue: StoreQueue & ~Copyable>(
  _ queue: inout Queue, at offset: Int, ticket: UInt32 = 1, syncs: Bool = true
) -> Bool {
  let bytes: [UInt8] = [UInt8(truncatingIfNeeded: offset)]
  return queue.submit(bytes.span, at: offset, ticket: ticket, syncs: syncs)
}

/// Hands over a read; whether it was accepted.
func submit<Queue: StoreQueue & ~Copyable>(
  _ queue: inout Queue, reading count: Int, at offset: Int, ticket: UInt32
) -> Bool {
  queue.submit(reading: count, at: offset, ticket: ticket)
}

/// So many completions, each waited for up to a minute.
func take<Queue: StoreQueue & ~Copyable>(
  _ count: Int, from queue: inout Queue
) -> [StoreCompletion] {
  var all: [StoreCompletion] = []
  var clock = LinuxClock()
  for _ in 0..<60_000 where all.count < count {
    if let completion = queue.completed() {
      all.append(completion)
    } else {
      clock.pause(nanoseconds: 1_000_000)
    }
  }
  return all
}
