// SPDX-License-Identifier: Apache-2.0

import Glibc
import HardwareInterface
import Quantities
import Testing

@testable import LinuxHardware

/// Two stores on one thread. No test here depends on how fast a thread is.
@Suite struct SharedStorekeeperTests {
  private typealias Keeper = LinuxStorekeeper<WatchedStore>
  private static let second: UInt64 = 1_000_000_000
  private static let forever = 3_600 * second
  private static let soon: UInt64 = 20_000_000

  /// Two queues on one thread, each with a store at its gate.
  private struct Pair: ~Copyable {
    var one: Keeper
    var other: Keeper

    /// - Parameter isOneFirst: the jobs of `one` go before; else those of the other.
    init(
      _ gates: (StoreGate, StoreGate), isOneFirst: Bool = true, hungNanoseconds: UInt64 = forever
    ) throws(LinuxFailure) {
      let first = isOneFirst ? gates.0 : gates.1
      let earlier = try Keeper(WatchedStore(first), hungNanoseconds: hungNanoseconds)
      let later = try Keeper(WatchedStore(isOneFirst ? gates.1 : gates.0), after: earlier)
      if isOneFirst {
        one = earlier
        other = later
      } else {
        one = later
        other = earlier
      }
    }
  }

  private static func isIdle(_ queue: inout Keeper, within nanoseconds: UInt64) -> Bool {
    queue.drain(nanoseconds: nanoseconds)
  }

  private static func safe(_ count: Int) -> [StoreCompletion] {
    Array(repeating: .safe(1), count: count)
  }

  @Test("One thread, which is not that of the owner, writes into both stores")
  func oneThread() throws {
    let gate = StoreGate()
    var pair = try Pair((gate, gate))
    #expect(submit(&pair.one, at: 0))
    #expect(submit(&pair.other, at: 100))
    #expect(take(1, from: &pair.one) == [.safe(1)])
    #expect(take(1, from: &pair.other) == [.safe(1)])
    #expect(gate.threads.count == 1 && !gate.threads.contains(pthread_self()))
  }

  @Test("A thread has two stores at most; a third is given up at once")
  func third() throws {
    let (gate, refused) = (StoreGate(), StoreGate())
    let pair = try Pair((gate, gate))
    let onFirst = failure { () throws(LinuxFailure) in
      _ = try Keeper(WatchedStore(refused), after: pair.one)
    }
    let onSecond = failure { () throws(LinuxFailure) in
      _ = try Keeper(WatchedStore(refused), after: pair.other)
    }
    #expect(onFirst?.kind == .busy && onSecond?.kind == .busy && refused.goneAway == 2)
    #expect(!gate.isGone)
  }

  @Test("What waits in the first queue is carried out before what waits in the second")
  func firstGoesBefore() throws {
    let gate = StoreGate(isClosed: true)
    var pair = try Pair((gate, gate))
    #expect(submit(&pair.other, at: 100))
    #expect(gate.waitsForCall())
    for offset in 101...103 { #expect(submit(&pair.other, at: offset)) }
    for offset in 0...2 { #expect(submit(&pair.one, at: offset)) }
    gate.set(isClosed: false)
    #expect(take(4, from: &pair.other) == Self.safe(4))
    #expect(take(3, from: &pair.one) == Self.safe(3))
    #expect(gate.offsets == [100, 0, 1, 2, 101, 102, 103])
  }

  @Test("However the threads meet, each job of both is carried out once, in its queue's order")
  func order() throws {
    let gates = (StoreGate(), StoreGate())
    var pair = try Pair(gates)
    let jobs = 10_000
    var (one, other) = (Turn(), Turn())
    while one.taken < jobs || other.taken < jobs {
      guard one.turn(&pair.one, jobs), other.turn(&pair.other, jobs) else { break }
    }
    #expect(one.taken == jobs && other.taken == jobs)
    #expect(gates.0.offsets == Array(0..<jobs) && gates.1.offsets == Array(0..<jobs))
  }

  /// How far one queue is.
  private struct Turn {
    var handed = 0
    var taken = 0

    /// Hands over a job and takes a completion; false where that is another than the next.
    mutating func turn(_ queue: inout Keeper, _ jobs: Int) -> Bool {
      if handed < jobs, submit(&queue, at: handed, ticket: UInt32(handed)) { handed += 1 }
      guard let completion = queue.completed() else { return true }
      taken += 1
      return completion == .safe(UInt32(taken - 1))
    }
  }

  @Test("Each queue has places of its own", arguments: [true, false])
  func places(isHungFirst: Bool) throws {
    let gates = (StoreGate(isClosed: true), StoreGate())
    var pair = try Pair(gates, isOneFirst: isHungFirst)
    for offset in 0..<StoreQueueLimits.jobsMax { #expect(submit(&pair.one, at: offset)) }
    #expect(gates.0.waitsForCall())
    #expect(!submit(&pair.one, at: 99))
    for offset in 0..<StoreQueueLimits.jobsMax { #expect(submit(&pair.other, at: offset)) }
    #expect(!submit(&pair.other, at: 99))
    gates.0.set(isClosed: false)
    #expect(Self.isIdle(&pair.one, within: 60 * Self.second))
    #expect(Self.isIdle(&pair.other, within: 60 * Self.second))
    #expect(gates.0.offsets == Array(0..<StoreQueueLimits.jobsMax))
    #expect(gates.1.offsets == gates.0.offsets)
  }

  @Test(
    "While one store hangs both queues tell it, each of its own jobs, and both go on after it",
    arguments: [true, false])
  func hangs(isHungFirst: Bool) throws {
    let gates = (StoreGate(isClosed: true), StoreGate())
    var pair = try Pair(gates, isOneFirst: isHungFirst, hungNanoseconds: Self.soon)
    #expect(submit(&pair.one, at: 0, ticket: 1))
    #expect(gates.0.waitsForCall())
    #expect(submit(&pair.other, at: 0, ticket: 2))
    #expect(take(1, from: &pair.other) == [.failed(2, .hung)])
    #expect(take(1, from: &pair.one) == [.failed(1, .hung)])
    gates.0.set(isClosed: false)
    #expect(Self.isIdle(&pair.one, within: 60 * Self.second))
    #expect(Self.isIdle(&pair.other, within: 60 * Self.second))
    // What was begun was written; what was not begun never is.
    #expect(gates.0.offsets == [0] && gates.1.offsets == [])
    // A slow machine may be late again, and is then told so.
    let isSafe = StoreGate.waits {
      submit(&pair.one, at: 1) && take(1, from: &pair.one) == [.safe(1)]
        && submit(&pair.other, at: 1) && take(1, from: &pair.other) == [.safe(1)]
    }
    #expect(isSafe)
  }

  @Test(
    "What waits while the other store hangs comes in its order after it", arguments: [true, false])
  func waits(isHungFirst: Bool) throws {
    let gates = (StoreGate(isClosed: true), StoreGate())
    var pair = try Pair(gates, isOneFirst: isHungFirst)
    #expect(submit(&pair.one, at: 0))
    #expect(gates.0.waitsForCall())
    for offset in 0..<5 { #expect(submit(&pair.other, at: offset)) }
    let (none, noneOfOther) = (pair.one.completed(), pair.other.completed())
    #expect(none == nil && noneOfOther == nil)
    #expect(!Self.isIdle(&pair.other, within: 5_000_000))
    #expect(gates.1.offsets == [])
    gates.0.set(isClosed: false)
    #expect(take(5, from: &pair.other) == Self.safe(5))
    #expect(take(1, from: &pair.one) == Self.safe(1))
    #expect(gates.1.offsets == Array(0..<5))
  }

  @Test("A store that fails fails the groups of its own queue alone", arguments: [true, false])
  func fails(isFailedFirst: Bool) throws {
    let gates = (StoreGate(), StoreGate())
    var pair = try Pair(gates, isOneFirst: isFailedFirst)
    gates.0.fail(LinuxFailure(.inputOutput, code: 5))
    for offset in 0..<2 {
      #expect(submit(&pair.one, at: offset, syncs: offset == 1))
      #expect(submit(&pair.other, at: offset, syncs: offset == 1))
    }
    #expect(take(2, from: &pair.one) == Array(repeating: .failed(1, .inputOutput), count: 2))
    #expect(take(2, from: &pair.other) == [.written(1), .safe(1)])
  }

  @Test("A drain waits for the jobs of its own queue alone", arguments: [true, false])
  func drains(isHungFirst: Bool) throws {
    let gates = (StoreGate(isClosed: true), StoreGate())
    var pair = try Pair(gates, isOneFirst: isHungFirst)
    #expect(submit(&pair.one, at: 0))
    #expect(gates.0.waitsForCall())
    #expect(Self.isIdle(&pair.other, within: 0))
    #expect(!Self.isIdle(&pair.one, within: 5_000_000))
    gates.0.set(isClosed: false)
    #expect(Self.isIdle(&pair.one, within: 60 * Self.second))
  }

  @Test("The second store is read before its first job, while the thread is at work on the first")
  func readsBeside() throws {
    let folder = try Folder()
    var first = try LinuxStorekeeper(FileBlockStore(path: folder.file("a"), capacity: 1_000))
    var second = try LinuxStorekeeper(
      FileBlockStore(path: folder.file("b"), capacity: 4), after: first)
    for round in 0..<1_000 {
      if submit(&first, at: round, syncs: false) { _ = first.completed() }
      var bytes: [UInt8] = [1, 2, 3, 4]
      var room = bytes.mutableSpan
      try second.read(at: 0, into: &room)
      #expect(bytes == [0, 0, 0, 0])
    }
    #expect(submit(&second, at: 3))
    var refused: StoreFailureKind?
    var byte: [UInt8] = [1]
    var room = byte.mutableSpan
    do throws(StoreFailureKind) { try second.read(at: 0, into: &room) } catch { refused = error }
    #expect(refused == .other)
    #expect(take(1, from: &second) == [.safe(1)])
  }

  // MARK: The end

  @Test(
    "One that stops lets the other go on; with the last both stores go", arguments: [true, false])
  func stops(isFirstStopped: Bool) throws {
    let gates = (StoreGate(), StoreGate())
    var pair = try Pair(gates, isOneFirst: isFirstStopped)
    for offset in 0..<5 {
      #expect(submit(&pair.one, at: offset))
      #expect(submit(&pair.other, at: offset))
    }
    let isDone = pair.one.stop(nanoseconds: 60 * Self.second)
    #expect(isDone && gates.0.offsets == Array(0..<5))
    #expect(take(5, from: &pair.other) == Self.safe(5))
    #expect(submit(&pair.other, at: 5))
    let isLastDone = pair.other.stop(nanoseconds: 60 * Self.second)
    #expect(isLastDone && gates.1.offsets == Array(0..<6) && gates.0.isGone && gates.1.isGone)
  }

  @Test(
    "One that stops while its store hangs begins nothing more; the other goes on after it",
    arguments: [true, false])
  func stopsHung(isHungFirst: Bool) throws {
    let gates = (StoreGate(isClosed: true), StoreGate())
    var pair = try Pair(gates, isOneFirst: isHungFirst)
    for offset in 0..<3 { #expect(submit(&pair.one, at: offset)) }
    #expect(gates.0.waitsForCall())
    for offset in 0..<3 { #expect(submit(&pair.other, at: offset)) }
    let isDone = pair.one.stop(nanoseconds: 5_000_000)
    #expect(!isDone && !gates.0.isGone)
    gates.0.set(isClosed: false)
    #expect(take(3, from: &pair.other) == Self.safe(3))
    let isLastDone = pair.other.stop(nanoseconds: 60 * Self.second)
    #expect(isLastDone && gates.0.isGone && gates.1.isGone)
    #expect(gates.0.offsets == [0] && gates.1.offsets == [0, 1, 2])
  }

  @Test(
    "A thread that hangs with both stopped is left behind; it begins nothing and gives up both",
    arguments: [true, false])
  func leftBehind(isHungFirst: Bool) throws {
    let gates = (StoreGate(isClosed: true), StoreGate())
    var pair = try Pair(gates, isOneFirst: isHungFirst)
    for offset in 0..<2 { #expect(submit(&pair.one, at: offset)) }
    #expect(gates.0.waitsForCall())
    for offset in 0..<2 { #expect(submit(&pair.other, at: offset)) }
    let isOtherDone = pair.other.stop(nanoseconds: 5_000_000)
    let isDone = pair.one.stop(nanoseconds: 5_000_000)
    #expect(!isOtherDone && !isDone && !gates.0.isGone && !gates.1.isGone)
    gates.0.set(isClosed: false)
    #expect(StoreGate.waits { gates.0.isGone && gates.1.isGone })
    #expect(gates.0.offsets == [0] && gates.1.offsets == [])
  }

  @Test(
    "Queues that are let go of, in whichever order, end as those that stop",
    arguments: [true, false])
  func letGo(isFirst: Bool) throws {
    let gates = (StoreGate(), StoreGate())
    var pair = try Pair(gates, isOneFirst: isFirst)
    for offset in 0..<5 {
      #expect(submit(&pair.one, at: offset))
      #expect(submit(&pair.other, at: offset))
    }
    _ = consume pair
    #expect(gates.0.offsets == Array(0..<5) && gates.1.offsets == Array(0..<5))
    #expect(gates.0.isGone && gates.1.isGone)
  }
}
