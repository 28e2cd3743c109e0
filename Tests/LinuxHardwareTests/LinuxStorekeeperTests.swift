// SPDX-License-Identifier: Apache-2.0

import HardwareInterface
import Quantities
import Testing

@testable import LinuxHardware

/// What holds of every queue of a storekeeper, wherever it is on its thread.
///
/// No test here depends on how fast a thread is: a slow machine only waits longer.
@Suite struct LinuxStorekeeperTests {
  private typealias Keeper = PlacedKeeper<WatchedStore>
  private static let second: UInt64 = 1_000_000_000

  @Test(
    "What was handed over is in the file, in order, when its completion says safe",
    arguments: KeeperPlace.allCases)
  func file(place: KeeperPlace) throws {
    let folder = try Folder()
    let capacity = StoreQueueLimits.jobBytesMax + 1
    var keeper = try PlacedKeeper(
      FileBlockStore(path: folder.file("a"), capacity: capacity), place,
      idle: FileBlockStore(path: folder.file("b"), capacity: 1))
    let long = [UInt8](repeating: 7, count: StoreQueueLimits.jobBytesMax)
    let isAccepted = keeper.queue.submit(long.span, at: 0, ticket: 5, syncs: false)
    #expect(isAccepted)
    #expect(submit(&keeper.queue, at: StoreQueueLimits.jobBytesMax, ticket: 5))
    #expect(submit(&keeper.queue, at: 1, ticket: 6))
    #expect(take(3, from: &keeper.queue) == [.written(5), .safe(5), .safe(6)])
    let bytes = try folder.bytes(of: "a")
    #expect(bytes.prefix(3) == [7, 1, 7] && bytes.last == 0)
    let isEnded = keeper.stop(nanoseconds: 60 * Self.second)
    #expect(isEnded)
    _ = try FileBlockStore(path: folder.file("a"), capacity: capacity)
  }

  @Test(
    "However the threads meet, each job is carried out once, in order",
    arguments: KeeperPlace.allCases)
  func order(place: KeeperPlace) throws {
    let gate = StoreGate()
    var keeper = try Keeper(gate, place)
    var (handed, taken) = (0, 0)
    let jobs = 20_000
    while taken < jobs {
      if handed < jobs, submit(&keeper.queue, at: handed, ticket: UInt32(handed)) { handed += 1 }
      if let completion = keeper.queue.completed() {
        guard completion == .safe(UInt32(taken)) else { break }
        taken += 1
      }
    }
    #expect(taken == jobs)
    #expect(gate.offsets == Array(0..<jobs) && gate.syncs == jobs)
  }

  @Test(
    "Handing over returns while the store hangs; what was accepted comes in order after it",
    arguments: KeeperPlace.allCases)
  func hangs(place: KeeperPlace) throws {
    let gate = StoreGate(isClosed: true)
    var keeper = try Keeper(gate, place, hungNanoseconds: 3_600 * Self.second)
    #expect(submit(&keeper.queue, at: 0))
    #expect(gate.waitsForCall())
    // The store does not answer before the gate opens: were this to wait for it, it never returned.
    for offset in 1..<StoreQueueLimits.jobsMax { #expect(submit(&keeper.queue, at: offset)) }
    #expect(!submit(&keeper.queue, at: 99))
    let none = keeper.queue.completed()
    let isIdle = keeper.queue.drain(nanoseconds: 5_000_000)
    #expect(none == nil && !isIdle && gate.offsets == [])
    gate.set(isClosed: false)
    let all = take(StoreQueueLimits.jobsMax, from: &keeper.queue)
    #expect(all == Array(repeating: .safe(1), count: StoreQueueLimits.jobsMax))
    #expect(gate.offsets == Array(0..<StoreQueueLimits.jobsMax))
    #expect(submit(&keeper.queue, at: 100))
    let isIdleThen = keeper.queue.drain(nanoseconds: 60 * Self.second)
    #expect(isIdleThen)
  }

  @Test(
    "What hangs too long is told as hung; what had not begun is never written; it recovers",
    arguments: KeeperPlace.allCases)
  func givenUp(place: KeeperPlace) throws {
    let gate = StoreGate(isClosed: true)
    var keeper = try Keeper(gate, place, hungNanoseconds: 20_000_000)
    #expect(submit(&keeper.queue, at: 0, ticket: 1))
    #expect(gate.waitsForCall())
    #expect(submit(&keeper.queue, at: 1, ticket: 2))
    #expect(take(2, from: &keeper.queue) == [.failed(1, .hung), .failed(2, .hung)])
    gate.set(isClosed: false)
    let isIdle = keeper.queue.drain(nanoseconds: 60 * Self.second)
    #expect(isIdle && gate.offsets == [0])
    // A slow machine may be late again: then this one is told as hung, and the next is handed over.
    let isSafe = StoreGate.waits {
      submit(&keeper.queue, at: 2, ticket: 3) && take(1, from: &keeper.queue) == [.safe(3)]
    }
    #expect(isSafe && gate.offsets.first == 0 && gate.offsets.dropFirst().allSatisfy { $0 == 2 })
  }

  @Test(
    "The place of a job that was given up is not used again while the store may read it",
    arguments: KeeperPlace.allCases)
  func placesOfGivenUp(place: KeeperPlace) throws {
    let gate = StoreGate(isClosed: true)
    var keeper = try Keeper(gate, place, hungNanoseconds: 20_000_000)
    for offset in 0..<StoreQueueLimits.jobsMax { #expect(submit(&keeper.queue, at: offset)) }
    #expect(gate.waitsForCall())
    let all = take(StoreQueueLimits.jobsMax, from: &keeper.queue)
    #expect(all == Array(repeating: .failed(1, .hung), count: StoreQueueLimits.jobsMax))
    #expect(!submit(&keeper.queue, at: 99))
    gate.set(isClosed: false)
    let isIdle = keeper.queue.drain(nanoseconds: 60 * Self.second)
    #expect(isIdle && gate.offsets == [0])
    #expect(submit(&keeper.queue, at: 100))
  }

  @Test(
    "The rest of a group of which a job hung is told as hung, though the store answers again",
    arguments: KeeperPlace.allCases)
  func hungGroup(place: KeeperPlace) throws {
    let gate = StoreGate(isClosed: true)
    var keeper = try Keeper(gate, place, hungNanoseconds: 20_000_000)
    #expect(submit(&keeper.queue, at: 0, syncs: false))
    #expect(gate.waitsForCall())
    #expect(take(1, from: &keeper.queue) == [.failed(1, .hung)])
    gate.set(isClosed: false)
    #expect(submit(&keeper.queue, at: 1, syncs: false))
    #expect(submit(&keeper.queue, at: 2))
    #expect(take(2, from: &keeper.queue) == [.failed(1, .hung), .failed(1, .hung)])
  }

  @Test(
    "A store that fails is told by its kind, and is used again when it recovers",
    arguments: KeeperPlace.allCases,
    [
      (LinuxFailure(.noSpace, code: 28), StoreFailureKind.noSpace),
      (LinuxFailure(.readOnly, code: 30), .readOnly),
      (LinuxFailure(.inputOutput, code: 5), .inputOutput), (LinuxFailure(.shortWrite), .shortWrite),
    ])
  func failures(place: KeeperPlace, failed: (LinuxFailure, StoreFailureKind)) throws {
    let gate = StoreGate()
    var keeper = try Keeper(gate, place)
    let (failure, kind) = failed
    gate.fail(failure)
    #expect(submit(&keeper.queue, at: 0, ticket: 1, syncs: false))
    #expect(take(1, from: &keeper.queue) == [.failed(1, kind)])
    gate.fail(nil)
    #expect(submit(&keeper.queue, at: 1, ticket: 1))
    #expect(submit(&keeper.queue, at: 2, ticket: 1))
    #expect(take(2, from: &keeper.queue) == [.failed(1, kind), .safe(1)])
    #expect(gate.offsets == [2] && gate.syncs == 1)
  }

  @Test(
    "Stopping lets the thread carry out what was handed over, and gives the store up",
    arguments: KeeperPlace.allCases)
  func stop(place: KeeperPlace) throws {
    let gate = StoreGate()
    var keeper = try Keeper(gate, place)
    for offset in 0..<5 { #expect(submit(&keeper.queue, at: offset)) }
    let isEnded = keeper.stop(nanoseconds: 60 * Self.second)
    #expect(isEnded && gate.isGone && gate.offsets == [0, 1, 2, 3, 4])
  }

  @Test(
    "A store that hangs is left behind at the end; it begins no other job",
    arguments: KeeperPlace.allCases)
  func leftBehind(place: KeeperPlace) throws {
    let gate = StoreGate(isClosed: true)
    var keeper = try Keeper(gate, place)
    #expect(submit(&keeper.queue, at: 0))
    #expect(gate.waitsForCall())
    #expect(submit(&keeper.queue, at: 1))
    let isEnded = keeper.stop(nanoseconds: 5_000_000)
    #expect(!isEnded && !gate.isGone)
    gate.set(isClosed: false)
    #expect(StoreGate.waits { gate.isGone })
    #expect(gate.syncs == 1 && gate.offsets == [0])
  }

  @Test(
    "A job that is too long, or of a ninth open group, is not accepted",
    arguments: KeeperPlace.allCases)
  func limits(place: KeeperPlace) throws {
    let gate = StoreGate()
    var keeper = try Keeper(gate, place)
    let long = [UInt8](repeating: 1, count: StoreQueueLimits.jobBytesMax + 1)
    let isAccepted = keeper.queue.submit(long.span, at: 0, ticket: 1, syncs: true)
    #expect(!isAccepted)
    for ticket in 1...8 {
      #expect(submit(&keeper.queue, at: 0, ticket: UInt32(ticket), syncs: false))
    }
    #expect(!submit(&keeper.queue, at: 0, ticket: 9, syncs: false))
    #expect(submit(&keeper.queue, at: 0, ticket: 9))
  }

  @Test(
    "The thread reads what was written before; the bytes come with the completion",
    arguments: KeeperPlace.allCases)
  func reads(place: KeeperPlace) throws {
    let folder = try Folder()
    let capacity = 2 * StoreQueueLimits.jobBytesMax
    var keeper = try PlacedKeeper(
      FileBlockStore(path: folder.file("a"), capacity: capacity), place,
      idle: FileBlockStore(path: folder.file("b"), capacity: 1))
    let long = (0..<StoreQueueLimits.jobBytesMax).map { UInt8(truncatingIfNeeded: $0 / 3) }
    for round in 0..<100 {
      let offset = round % 2 * StoreQueueLimits.jobBytesMax
      let isTaken = keeper.queue.submit(long.span, at: offset, ticket: 1, syncs: false)
      #expect(isTaken)
      #expect(submit(&keeper.queue, reading: long.count, at: offset, ticket: 2))
      #expect(!submit(&keeper.queue, reading: 1, at: 0, ticket: 2))
      #expect(take(1, from: &keeper.queue) == [.written(1)])
      var bytes = [UInt8](repeating: 0, count: long.count)
      var completion: StoreCompletion?
      let isThere = StoreGate.waits {
        var room = bytes.mutableSpan
        completion = keeper.queue.completed(into: &room)
        return completion != nil
      }
      #expect(isThere && completion == .read(2) && bytes == long)
    }
    #expect(submit(&keeper.queue, reading: 2, at: capacity - 1, ticket: 2))
    #expect(take(1, from: &keeper.queue) == [.failed(2, .other)])
  }
}
