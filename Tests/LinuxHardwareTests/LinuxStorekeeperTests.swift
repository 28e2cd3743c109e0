// SPDX-License-Identifier: Apache-2.0

import HardwareInterface
import Quantities
import Testing

@testable import LinuxHardware

/// No test here depends on how fast a thread is: a slow machine only waits longer.
@Suite struct LinuxStorekeeperTests {
  private typealias Keeper = LinuxStorekeeper<WatchedStore>
  private static let second: UInt64 = 1_000_000_000

  /// Hands over one byte; whether it was accepted.
  private static func submit<Queue: StoreQueue & ~Copyable>(
    _ queue: inout Queue, at offset: Int, ticket: UInt32 = 1, syncs: Bool = true
  ) -> Bool {
    let bytes: [UInt8] = [UInt8(truncatingIfNeeded: offset)]
    return queue.submit(bytes.span, at: offset, ticket: ticket, syncs: syncs)
  }

  private static func submit<Queue: StoreQueue & ~Copyable>(
    _ queue: inout Queue, reading count: Int, at offset: Int, ticket: UInt32
  ) -> Bool {
    queue.submit(reading: count, at: offset, ticket: ticket)
  }

  /// So many completions, each waited for up to a minute.
  private static func take<Queue: StoreQueue & ~Copyable>(
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

  @Test("What was handed over is in the file, in order, when its completion says safe")
  func file() throws {
    let folder = try Folder()
    var queue = try LinuxStorekeeper(
      FileBlockStore(path: folder.file("a"), capacity: StoreQueueLimits.jobBytesMax + 1))
    let long = [UInt8](repeating: 7, count: StoreQueueLimits.jobBytesMax)
    let isAccepted = queue.submit(long.span, at: 0, ticket: 5, syncs: false)
    #expect(isAccepted)
    #expect(Self.submit(&queue, at: StoreQueueLimits.jobBytesMax, ticket: 5))
    #expect(Self.submit(&queue, at: 1, ticket: 6))
    #expect(Self.take(3, from: &queue) == [.written(5), .safe(5), .safe(6)])
    let bytes = try folder.bytes(of: "a")
    #expect(bytes.prefix(3) == [7, 1, 7] && bytes.last == 0)
    let isEnded = queue.stop()
    #expect(isEnded)
    _ = try FileBlockStore(path: folder.file("a"), capacity: StoreQueueLimits.jobBytesMax + 1)
  }

  @Test("However the threads meet, each job is carried out once, in order")
  func order() throws {
    let gate = StoreGate()
    var queue = try Keeper(WatchedStore(gate))
    var (handed, taken) = (0, 0)
    let jobs = 20_000
    while taken < jobs {
      if handed < jobs, Self.submit(&queue, at: handed, ticket: UInt32(handed)) { handed += 1 }
      if let completion = queue.completed() {
        guard completion == .safe(UInt32(taken)) else { break }
        taken += 1
      }
    }
    #expect(taken == jobs)
    #expect(gate.offsets == Array(0..<jobs) && gate.syncs == jobs)
  }

  @Test("Handing over returns while the store hangs; what was accepted comes in order after it")
  func hangs() throws {
    let gate = StoreGate(isClosed: true)
    var queue = try Keeper(WatchedStore(gate), hungNanoseconds: 3_600 * Self.second)
    #expect(Self.submit(&queue, at: 0))
    #expect(gate.waitsForCall())
    // The store does not answer before the gate opens: were this to wait for it, it never returned.
    for offset in 1..<StoreQueueLimits.jobsMax { #expect(Self.submit(&queue, at: offset)) }
    #expect(!Self.submit(&queue, at: 99))
    let none = queue.completed()
    let isIdle = queue.drain(nanoseconds: 5_000_000)
    #expect(none == nil && !isIdle && gate.offsets == [])
    gate.set(isClosed: false)
    let all = Self.take(StoreQueueLimits.jobsMax, from: &queue)
    #expect(all == Array(repeating: .safe(1), count: StoreQueueLimits.jobsMax))
    #expect(gate.offsets == Array(0..<StoreQueueLimits.jobsMax))
    #expect(Self.submit(&queue, at: 100))
    let isIdleThen = queue.drain(nanoseconds: 60 * Self.second)
    #expect(isIdleThen)
  }

  @Test("What hangs too long is told as hung; what had not begun is never written; it recovers")
  func givenUp() throws {
    let gate = StoreGate(isClosed: true)
    var queue = try Keeper(WatchedStore(gate), hungNanoseconds: 20_000_000)
    #expect(Self.submit(&queue, at: 0, ticket: 1))
    #expect(gate.waitsForCall())
    #expect(Self.submit(&queue, at: 1, ticket: 2))
    #expect(Self.take(2, from: &queue) == [.failed(1, .hung), .failed(2, .hung)])
    gate.set(isClosed: false)
    let isIdle = queue.drain(nanoseconds: 60 * Self.second)
    #expect(isIdle && gate.offsets == [0])
    // A slow machine may be late again: then this one is told as hung, and the next is handed over.
    let isSafe = StoreGate.waits {
      Self.submit(&queue, at: 2, ticket: 3) && Self.take(1, from: &queue) == [.safe(3)]
    }
    #expect(isSafe && gate.offsets.first == 0 && gate.offsets.dropFirst().allSatisfy { $0 == 2 })
  }

  @Test("The place of a job that was given up is not used again while the store may read it")
  func placesOfGivenUp() throws {
    let gate = StoreGate(isClosed: true)
    var queue = try Keeper(WatchedStore(gate), hungNanoseconds: 20_000_000)
    for offset in 0..<StoreQueueLimits.jobsMax { #expect(Self.submit(&queue, at: offset)) }
    #expect(gate.waitsForCall())
    let all = Self.take(StoreQueueLimits.jobsMax, from: &queue)
    #expect(all == Array(repeating: .failed(1, .hung), count: StoreQueueLimits.jobsMax))
    #expect(!Self.submit(&queue, at: 99))
    gate.set(isClosed: false)
    let isIdle = queue.drain(nanoseconds: 60 * Self.second)
    #expect(isIdle && gate.offsets == [0])
    #expect(Self.submit(&queue, at: 100))
  }

  @Test("The rest of a group of which a job hung is told as hung, though the store answers again")
  func hungGroup() throws {
    let gate = StoreGate(isClosed: true)
    var queue = try Keeper(WatchedStore(gate), hungNanoseconds: 20_000_000)
    #expect(Self.submit(&queue, at: 0, syncs: false))
    #expect(gate.waitsForCall())
    #expect(Self.take(1, from: &queue) == [.failed(1, .hung)])
    gate.set(isClosed: false)
    #expect(Self.submit(&queue, at: 1, syncs: false))
    #expect(Self.submit(&queue, at: 2))
    #expect(Self.take(2, from: &queue) == [.failed(1, .hung), .failed(1, .hung)])
  }

  @Test(
    "A store that fails is told by its kind, and is used again when it recovers",
    arguments: [
      (LinuxFailure(.noSpace, code: 28), StoreFailureKind.noSpace),
      (LinuxFailure(.readOnly, code: 30), .readOnly),
      (LinuxFailure(.inputOutput, code: 5), .inputOutput), (LinuxFailure(.shortWrite), .shortWrite),
    ])
  func failures(failure: LinuxFailure, kind: StoreFailureKind) throws {
    let gate = StoreGate()
    var queue = try Keeper(WatchedStore(gate))
    gate.fail(failure)
    #expect(Self.submit(&queue, at: 0, ticket: 1, syncs: false))
    #expect(Self.take(1, from: &queue) == [.failed(1, kind)])
    gate.fail(nil)
    #expect(Self.submit(&queue, at: 1, ticket: 1))
    #expect(Self.submit(&queue, at: 2, ticket: 1))
    #expect(Self.take(2, from: &queue) == [.failed(1, kind), .safe(1)])
    #expect(gate.offsets == [2] && gate.syncs == 1)
  }

  @Test("Stopping lets the thread carry out what was handed over, and gives the store up")
  func stop() throws {
    let gate = StoreGate()
    var queue = try Keeper(WatchedStore(gate))
    for offset in 0..<5 { #expect(Self.submit(&queue, at: offset)) }
    let isEnded = queue.stop(nanoseconds: 60 * Self.second)
    #expect(isEnded && gate.isGone && gate.offsets == [0, 1, 2, 3, 4])
  }

  @Test("A store that hangs is left behind at the end; it begins no other job")
  func leftBehind() throws {
    let gate = StoreGate(isClosed: true)
    var queue = try Keeper(WatchedStore(gate))
    #expect(Self.submit(&queue, at: 0))
    #expect(gate.waitsForCall())
    #expect(Self.submit(&queue, at: 1))
    let isEnded = queue.stop(nanoseconds: 5_000_000)
    #expect(!isEnded && !gate.isGone)
    gate.set(isClosed: false)
    #expect(StoreGate.waits { gate.isGone })
    #expect(gate.syncs == 1 && gate.offsets == [0])
  }

  @Test("A job that is too long, or of a ninth open group, is not accepted")
  func limits() throws {
    let gate = StoreGate()
    var queue = try Keeper(WatchedStore(gate))
    let long = [UInt8](repeating: 1, count: StoreQueueLimits.jobBytesMax + 1)
    let isAccepted = queue.submit(long.span, at: 0, ticket: 1, syncs: true)
    #expect(!isAccepted)
    for ticket in 1...8 {
      #expect(Self.submit(&queue, at: 0, ticket: UInt32(ticket), syncs: false))
    }
    #expect(!Self.submit(&queue, at: 0, ticket: 9, syncs: false))
    #expect(Self.submit(&queue, at: 0, ticket: 9))
  }

  @Test("The thread reads what was written before; the bytes come with the completion")
  func reads() throws {
    let folder = try Folder()
    let capacity = 2 * StoreQueueLimits.jobBytesMax
    var queue = try LinuxStorekeeper(FileBlockStore(path: folder.file("a"), capacity: capacity))
    let long = (0..<StoreQueueLimits.jobBytesMax).map { UInt8(truncatingIfNeeded: $0 / 3) }
    for round in 0..<100 {
      let offset = round % 2 * StoreQueueLimits.jobBytesMax
      let isTaken = queue.submit(long.span, at: offset, ticket: 1, syncs: false)
      #expect(isTaken)
      #expect(Self.submit(&queue, reading: long.count, at: offset, ticket: 2))
      #expect(!Self.submit(&queue, reading: 1, at: 0, ticket: 2))
      #expect(Self.take(1, from: &queue) == [.written(1)])
      var bytes = [UInt8](repeating: 0, count: long.count)
      var completion: StoreCompletion?
      let isThere = StoreGate.waits {
        var room = bytes.mutableSpan
        completion = queue.completed(into: &room)
        return completion != nil
      }
      #expect(isThere && completion == .read(2) && bytes == long)
    }
    #expect(Self.submit(&queue, reading: 2, at: capacity - 1, ticket: 2))
    #expect(Self.take(1, from: &queue) == [.failed(2, .other)])
  }
}
