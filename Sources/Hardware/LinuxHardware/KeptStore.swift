// SPDX-License-Identifier: Apache-2.0

import HardwareInterface
import Quantities

/// A store in the hands of the storekeeper's thread, and the jobs on their way to it.
final class KeptStore<Store: BlockStore & ~Copyable> where Store.Failure: StoreFailure {
  let ring = StoreRing()
  private var writer: StoreWriter<Store>
  /// Whether its owner has ended it.
  var isOver = false

  init(_ store: consuming Store) { writer = StoreWriter(store) }

  /// Reads. Range: before the first job, by its owner.
  func read(
    at offset: Int, into bytes: inout MutableSpan<UInt8>
  ) throws(StoreFailureKind) {
    try writer.read(at: offset, into: &bytes)
  }

  /// Waits until all jobs are done, so long at most; whether they are.
  func isIdle(within nanoseconds: UInt64) -> Bool {
    var clock = LinuxClock()
    return clock.waits(nanoseconds: nanoseconds) { ring.isIdle }
  }

  /// Carries out the oldest job that is not done; false where there is none, and then the store is
  /// its owner's, who may be reading it.
  func carryOut() -> Bool {
    guard ring.isWaiting else { return false }
    ring.carryOut(by: &writer)
    return true
  }
}

extension LinuxClock {
  /// How often a wait looks. Unit: nanoseconds.
  private static var lookNanoseconds: UInt64 { 1_000_000 }

  /// Waits for something, so long at most; whether it came.
  mutating func waits(nanoseconds: UInt64, for isThere: () -> Bool) -> Bool {
    let began = now()
    while !isThere() {
      guard now().since(began) < nanoseconds else { return false }
      pause(nanoseconds: Self.lookNanoseconds)
    }
    return true
  }
}
