// SPDX-License-Identifier: Apache-2.0

import Drivers
import HardwareInterface
import SimulatedHardware
import Testing

@Suite struct JoinedStoreTests {
  private typealias Joined = JoinedStore<MemoryBlockStore, MemoryBlockStore>
  private let head = MemoryBlock(capacity: 10)
  private let tail = MemoryBlock(capacity: 20)

  private var joined: Joined { Joined(head: head.store, tail: tail.store) }

  private static func read(
    _ store: inout Joined, at offset: Int, _ count: Int
  ) throws(Joined.Failure) -> [UInt8] {
    var bytes = [UInt8](repeating: 0xEE, count: count)
    var span = bytes.mutableSpan
    try store.read(at: offset, into: &span)
    return bytes
  }

  private static func failure(
    _ store: inout Joined, _ body: (inout Joined) throws(Joined.Failure) -> Void
  ) -> Joined.Failure? {
    do throws(Joined.Failure) {
      try body(&store)
      return nil
    } catch { return error }
  }

  private func content(_ block: MemoryBlock) -> [UInt8] {
    var store = block.afterPowerCycle(.unsyncedKept).store
    var bytes = [UInt8](repeating: 0, count: block.capacity)
    var span = bytes.mutableSpan
    do throws(StoreFault) { try store.read(at: 0, into: &span) } catch { return [] }
    return bytes
  }

  @Test(
    "Bytes lie in the part of their offset, split at the border",
    arguments: [
      (0, 10, 10), (7, 2, 2), (7, 3, 3), (7, 4, 3), (9, 2, 1), (10, 1, 0), (0, 30, 10), (29, 1, 0),
      (10, 0, 0), (30, 0, 0), (0, 0, 0),
    ])
  func split(offset: Int, count: Int, inHead: Int) throws {
    var store = joined
    let capacity = store.capacity
    let bytes = (0..<count).map { UInt8($0 + 1) }
    try store.write(bytes.span, at: offset)
    let wanted =
      [UInt8](repeating: 0, count: offset) + bytes
      + [UInt8](repeating: 0, count: 30 - offset - count)
    #expect(capacity == 30)
    #expect(content(head) + content(tail) == wanted)
    #expect(head.bytesWritten == inHead && tail.bytesWritten == count - inHead)
    #expect(try Self.read(&store, at: offset, count) == bytes)
    #expect(try Self.read(&store, at: 0, 30) == wanted)
  }

  @Test(
    "An access outside is refused by the part next to it; what of it lies inside may be written",
    arguments: [
      (-1, 1, Joined.Failure.head(.outOfRange)), (-1, 12, .head(.outOfRange)),
      (Int.min, 1, .head(.outOfRange)), (30, 1, .tail(.outOfRange)), (29, 2, .tail(.outOfRange)),
      (9, 22, .tail(.outOfRange)), (Int.max, 1, .tail(.outOfRange)),
    ])
  func outside(offset: Int, count: Int, wanted: JoinedFailure<StoreFault, StoreFault>) {
    var store = joined
    let bytes = [UInt8](repeating: 1, count: count)
    let writing = Self.failure(&store) { store throws(Joined.Failure) in
      try store.write(bytes.span, at: offset)
    }
    let reading = Self.failure(&store) { store throws(Joined.Failure) in
      _ = try Self.read(&store, at: offset, count)
    }
    #expect(writing == wanted && reading == wanted)
    #expect(tail.bytesWritten == 0)
  }

  @Test("Only a part that was written to is synced, once")
  func syncs() throws {
    var store = joined
    let bytes: [UInt8] = [1, 2]
    try store.sync()
    #expect(head.syncs == 0 && tail.syncs == 0)
    try store.write(bytes.span, at: 0)
    try store.sync()
    #expect(head.syncs == 1 && tail.syncs == 0)
    try store.write(bytes.span, at: 10)
    try store.sync()
    #expect(head.syncs == 1 && tail.syncs == 1)
    try store.write(bytes.span, at: 9)
    try store.sync()
    try store.sync()
    #expect(head.syncs == 2 && tail.syncs == 2)
  }

  @Test("A failure says which part, and a head that fails leaves the tail alone")
  func parts() {
    var store = joined
    let bytes: [UInt8] = [1, 2]
    head.plan(.inputOutput, operation: 0)
    let first = Self.failure(&store) { store throws(Joined.Failure) in
      try store.write(bytes.span, at: 9)
    }
    #expect(first == .head(.inputOutput) && tail.bytesWritten == 0)
    tail.plan(.noSpace, operation: 0)
    let second = Self.failure(&store) { store throws(Joined.Failure) in
      try store.write(bytes.span, at: 9)
    }
    #expect(second == .tail(.noSpace) && head.bytesWritten == 1)
    #expect(second?.storeFailureKind == .noSpace)
  }

  @Test("A tail whose sync failed does not fail the head's next saves, until it is written again")
  func failedSync() throws {
    var store = joined
    let bytes: [UInt8] = [1]
    tail.plan(.inputOutput, operation: 1)
    try store.write(bytes.span, at: 10)
    let failed = Self.failure(&store) { store throws(Joined.Failure) in try store.sync() }
    #expect(failed == .tail(.inputOutput))
    try store.write(bytes.span, at: 0)
    try store.sync()
    #expect(head.syncs == 1 && tail.syncs == 0)
    try store.write(bytes.span, at: 10)
    try store.sync()
    #expect(tail.syncs == 1)
  }

  @Test("The FRAM and a file make one store of 32 KB and more")
  func framAndFile() throws {
    let chip = SimulatedMB85RC256V(clock: VirtualClock())
    var store = JoinedStore(head: MB85RC256V(chip.target()), tail: tail.store)
    let bytes: [UInt8] = [1, 2, 3]
    let capacity = store.capacity
    try store.write(bytes.span, at: 32_767)
    try store.sync()
    #expect(capacity == 32_788)
    #expect(chip.content.last == 1 && content(tail).prefix(3) == [2, 3, 0])
    #expect(chip.content.first == 0)
  }
}
