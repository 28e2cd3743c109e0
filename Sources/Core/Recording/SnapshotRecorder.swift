// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// Keeps the newest sample sets, and gives those around an event for a recording.
///
/// Feed it every run with `add`, tell it events with `mark`, and take what is due with `next` until
/// it has nothing, after each run. What comes out is what went in: whole runs, or parts of runs
/// with their stamps cut to whole sets. Events whose windows overlap share a snapshot. Allocates:
/// never.
public struct SnapshotRecorder: ~Copyable {
  /// Marks of which nothing could be given: their sets were forgotten already.
  public private(set) var missedMarks: UInt32 = 0
  /// Marks of which the beginning could not be given, for the same reason.
  public private(set) var shortenedMarks: UInt32 = 0
  /// Sets of a window that were forgotten before `next` took them.
  public private(set) var lostSets: UInt64 = 0
  private let beforeNanoseconds: UInt64
  private let afterNanoseconds: UInt64
  private var memory = RunMemory()
  private var windows = SnapshotWindows()
  /// The next set to look at.
  private var cursor = RunMemory.Place()
  private var isFinished = false

  /// Starts with nothing kept.
  ///
  /// - Returns: nil where a length is above its limit.
  public init?(beforeMilliseconds: UInt32, afterMilliseconds: UInt32) {
    guard beforeMilliseconds <= SnapshotLimits.beforeMillisecondsMax,
      afterMilliseconds <= SnapshotLimits.afterMillisecondsMax
    else { return nil }
    beforeNanoseconds = UInt64(beforeMilliseconds) * 1_000_000
    afterNanoseconds = UInt64(afterMilliseconds) * 1_000_000
  }

  /// Keeps a run; the oldest make room.
  ///
  /// - Range: at most `RecordingFormat.setsMax` sets; of a longer run nothing is kept.
  public mutating func add(_ sets: Span<SampleSet>, _ stamp: SampleStamp) {
    guard !sets.isEmpty, sets.count <= RecordingFormat.setsMax else { return }
    while let oldest = memory.oldest, !memory.hasRoom(for: sets.count) {
      forget(oldest)
    }
    memory.keep(sets, stamp)
  }

  /// Asks for the sets around an instant; marks come in the order of time.
  ///
  /// A window that overlaps one not yet given out makes it longer: its sets are given once. One
  /// that comes later has all its sets, those that an earlier snapshot had as well.
  ///
  /// - Returns: the number of the snapshot that will hold them; nil where they are forgotten.
  @discardableResult
  public mutating func mark(at instant: Instant) -> UInt32? {
    let before = min(beforeNanoseconds, instant.nanoseconds)
    let start = Instant(nanoseconds: instant.nanoseconds - before)
    let end = Instant(nanoseconds: instant.nanoseconds.addingSaturating(afterNanoseconds))
    if memory.forgottenUntil > start, !windows.hold(start) {
      guard memory.forgottenUntil < end else {
        missedMarks = missedMarks.addingSaturating(1)
        return nil
      }
      shortenedMarks = shortenedMarks.addingSaturating(1)
    }
    if windows.first == nil { cursor = memory.first }
    return windows.add(from: start, to: end)
  }

  /// Ends all windows with what was sampled: there will be no more.
  public mutating func finish() { isFinished = true }

  /// Gives the next sets that are due; nil where none are.
  ///
  /// - Range: `sets` holds `RecordingFormat.setsMax`; a part that does not fit is given in pieces.
  public mutating func next(into sets: inout MutableSpan<SampleSet>) -> SnapshotPiece? {
    guard !sets.isEmpty else { return nil }
    while let window = windows.first {
      cursor = memory.clamped(cursor)
      guard let run = memory.run(cursor.run) else {
        guard isFinished || memory.newestEnd >= window.end else { return nil }
        return ended(window)
      }
      guard run.stamp.start < window.end else { return ended(window) }
      let first = max(cursor.set, run.sets(before: window.start))
      let due = run.sets(before: window.end)
      guard first < due else {
        if due < run.count { return ended(window) }
        cursor = RunMemory.Place(run: cursor.run + 1)
        continue
      }
      let count = min(due - first, sets.count)
      memory.copy(run, first..<first + count, into: &sets)
      let stamp = run.stamp(of: first..<first + count)
      cursor.set = first + count
      return .sets(count, stamp, snapshot: window.number)
    }
    return nil
  }

  private mutating func ended(_ window: SnapshotWindow) -> SnapshotPiece {
    windows.removeFirst()
    // The next may begin with sets that this one had.
    cursor = memory.first
    return .ended(snapshot: window.number)
  }

  /// Drops the oldest run; what of it was asked for and not taken is counted.
  private mutating func forget(_ oldest: RunMemory.Run) {
    let taken = cursor.run == memory.oldestRun ? cursor.set : 0
    let isPassed = cursor.run > memory.oldestRun
    if !isPassed, let window = windows.first(after: oldest.stamp.start) {
      let first = max(taken, oldest.sets(before: window.start))
      let due = oldest.sets(before: window.end)
      lostSets = lostSets.addingSaturating(UInt64(max(0, due - first)))
    }
    memory.dropOldest()
  }
}
