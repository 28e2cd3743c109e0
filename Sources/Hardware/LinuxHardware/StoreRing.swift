// SPDX-License-Identifier: Apache-2.0

import HardwareInterface
import Synchronization

/// Jobs on their way from one thread, which hands over and takes completions, to one other, which
/// carries them out.
///
/// Neither waits for the other. A place is free again when its job is done and its completion was
/// taken, or given up. Allocates: when it is made, never after.
struct StoreRing: ~Copyable {
  /// Places for jobs. Unit: jobs.
  static var places: Int { StoreQueueLimits.jobsMax }

  private struct Place {
    var job = StoreJob(offset: 0, ticket: 0, syncs: false)
    var count = 0
    /// When it was handed over. Unit: nanoseconds.
    var submitted: UInt64 = 0
    /// Written by the thread that carries out.
    var completion = StoreCompletion.written(0)
  }

  private let bytes: UnsafeMutablePointer<UInt8>
  private let contents: UnsafeMutablePointer<Place>
  /// Jobs handed over so far, all told: written by the thread that hands over.
  private let submitted = Atomic<UInt64>(0)
  /// Jobs whose completion was taken, or that were given up: written by the same.
  private let taken = Atomic<UInt64>(0)
  /// Jobs done, or skipped: written by the thread that carries out.
  private let done = Atomic<UInt64>(0)

  init() {
    bytes = .allocate(capacity: Self.places * StoreQueueLimits.jobBytesMax)
    bytes.initialize(repeating: 0, count: Self.places * StoreQueueLimits.jobBytesMax)
    contents = .allocate(capacity: Self.places)
    contents.initialize(repeating: Place(), count: Self.places)
  }

  deinit {
    bytes.deallocate()
    contents.deallocate()
  }

  // MARK: For the thread that hands over

  /// Whether all jobs are done.
  var isIdle: Bool { done.load(ordering: .acquiring) == submitted.load(ordering: .relaxed) }

  /// Whether a job finds a place.
  var hasRoom: Bool {
    let oldest = min(taken.load(ordering: .relaxed), done.load(ordering: .acquiring))
    return submitted.load(ordering: .relaxed) - oldest < UInt64(Self.places)
  }

  /// Hands over a job.
  ///
  /// - Range: `hasRoom`, and at most `jobBytesMax` bytes.
  func submit(_ job: StoreJob, _ source: Span<UInt8>, at nanoseconds: UInt64) {
    let index = submitted.load(ordering: .relaxed)
    let start = bytes + slot(index) * StoreQueueLimits.jobBytesMax
    for byte in source.indices { start[byte] = source[byte] }
    contents[slot(index)] = Place(job: job, count: source.count, submitted: nanoseconds)
    submitted.store(index + 1, ordering: .releasing)
  }

  /// Takes the oldest completion, and the job it is of; what a read brought goes into `room`.
  func take(into room: inout MutableSpan<UInt8>) -> (StoreJob, StoreCompletion)? {
    let index = taken.load(ordering: .relaxed)
    guard index < done.load(ordering: .acquiring) else { return nil }
    let place = contents[slot(index)]
    let start = bytes + slot(index) * StoreQueueLimits.jobBytesMax
    for byte in 0..<min(place.job.reads, room.count) { room[byte] = start[byte] }
    taken.store(index + 1, ordering: .releasing)
    return (place.job, place.completion)
  }

  /// Gives up the oldest job whose completion was not taken, where it was handed over before.
  func giveUp(submittedBefore nanoseconds: UInt64) -> StoreJob? {
    let index = taken.load(ordering: .relaxed)
    guard index < submitted.load(ordering: .relaxed) else { return nil }
    // The other thread writes only `completion` of this place, and this one reads only the rest.
    let job = contents + slot(index)
    guard job.pointee.submitted < nanoseconds else { return nil }
    taken.store(index + 1, ordering: .releasing)
    return job.pointee.job
  }

  /// Gives up all jobs whose completion was not taken. Nobody is told.
  func giveUpAll() { taken.store(submitted.load(ordering: .relaxed), ordering: .releasing) }

  // MARK: For the thread that carries out

  /// Whether there is a job that is not done.
  var isWaiting: Bool { done.load(ordering: .relaxed) < submitted.load(ordering: .acquiring) }

  /// Carries out the oldest job that is not done, or skips it where it was given up.
  ///
  /// - Range: `isWaiting`.
  func carryOut<Store: BlockStore & ~Copyable>(by writer: inout StoreWriter<Store>) {
    let index = done.load(ordering: .relaxed)
    let place = contents + slot(index)
    let (job, count) = (place.pointee.job, place.pointee.count)
    let start = bytes + slot(index) * StoreQueueLimits.jobBytesMax
    if taken.load(ordering: .acquiring) > index {
      writer.skip(job)
    } else if job.reads > 0 {
      var room = UnsafeMutableBufferPointer(start: start, count: job.reads).mutableSpan
      place.pointee.completion = writer.carryOut(job, reading: &room)
    } else {
      let source = UnsafeBufferPointer(start: start, count: count)
      place.pointee.completion = writer.carryOut(job, source.span)
    }
    done.store(index + 1, ordering: .releasing)
  }

  private func slot(_ index: UInt64) -> Int { Int(index % UInt64(Self.places)) }
}
