// SPDX-License-Identifier: Apache-2.0

import HardwareInterface
import SimulatedHardware

/// The store queues that have no thread.
enum QueueKind: CaseIterable {
  case immediate
  case stepped

  var jobsMax: Int {
    self == .immediate ? StoreQueueLimits.jobsMax : SteppedStoreQueue<FailingStore>.jobsMax
  }
}

/// One of them; the stepped one is let do all it can after each job.
struct TestedQueue: StoreQueue, ~Copyable {
  private var immediate: ImmediateStoreQueue<FailingStore>?
  private var stepped: SteppedStoreQueue<FailingStore>?
  let capacity: Int

  init(_ kind: QueueKind, _ store: FailingStore) {
    capacity = store.capacity
    switch kind {
    case .immediate: immediate = ImmediateStoreQueue(store)
    case .stepped: stepped = SteppedStoreQueue(store, partBytes: 64)
    }
  }

  mutating func fail(_ failure: StoreFailureKind, at step: FailingStore.Step, times: Int = .max) {
    immediate?.writer.store.fail(failure, at: step, times: times)
    stepped?.writer.store.fail(failure, at: step, times: times)
  }

  mutating func read(
    at offset: Int, into bytes: inout MutableSpan<UInt8>
  ) throws(StoreFailureKind) {
    try immediate?.read(at: offset, into: &bytes)
    try stepped?.read(at: offset, into: &bytes)
  }

  mutating func submit(
    _ bytes: Span<UInt8>, at offset: Int, ticket: UInt32, syncs: Bool
  ) -> Bool {
    let isTaken =
      immediate?.submit(bytes, at: offset, ticket: ticket, syncs: syncs)
      ?? stepped?.submit(bytes, at: offset, ticket: ticket, syncs: syncs)
    while stepped?.advance() == true {}
    return isTaken ?? false
  }

  mutating func submit(reading count: Int, at offset: Int, ticket: UInt32) -> Bool {
    let isTaken =
      immediate?.submit(reading: count, at: offset, ticket: ticket)
      ?? stepped?.submit(reading: count, at: offset, ticket: ticket)
    while stepped?.advance() == true {}
    return isTaken ?? false
  }

  mutating func completed(into room: inout MutableSpan<UInt8>) -> StoreCompletion? {
    immediate?.completed(into: &room) ?? stepped?.completed(into: &room)
  }

  mutating func drain(nanoseconds: UInt64) -> Bool {
    immediate?.drain(nanoseconds: nanoseconds) ?? stepped?.drain(nanoseconds: nanoseconds) ?? true
  }
}
