// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// Runs of sample sets with their stamps, held against the clock before they are measured.
///
/// - A run that took longer or shorter than its sets need is refused: when its samples were taken
///   is unknown. Its time counts as a gap. So is one that ends before the last one ended, or begins
///   before that by more than a stamp may be wrong: no time is measured twice.
/// - Time between two runs within `deadNanosecondsMax` is dead time: the address byte of a burst,
///   jitter of a stamp. It passes with the block's mean power; jitter cancels from run to run.
/// - More than that is a gap: counted, never filled. The open block ends before it, once a run that
///   follows without one would be there.
public struct SampleStream: ~Copyable {
  /// A run may last this much longer or shorter than its sets, beside 1/64 of its duration:
  /// the scheduling delay of a stamp on stock Linux.
  public static let stampToleranceNanoseconds: UInt64 = 2_000_000
  /// Dead time between two runs, at most. Longer is a gap.
  public static let deadNanosecondsMax: Int64 = 5_000_000
  /// Silence for so long is surely a gap, and no run in progress.
  public static let silenceNanosecondsMin: UInt64 = 1_000_000_000
  /// Stamps count whole nanoseconds: a difference of one says nothing.
  private static let stampResolutionNanoseconds: Int64 = 1

  /// Time in which nothing was measured. Unit: nanoseconds.
  public var gapNanoseconds: UInt64 {
    let unbilled = nanoseconds.shifted(-16).apply(Int128(element.unbilledSets))
    return gaps.addingSaturating(UInt64(clamping: unbilled))
  }
  /// Runs refused because their duration was wrong, or because they do not follow the last one.
  public private(set) var refusedRuns: UInt32 = 0
  private var element: MeasuringElement
  private let nanoseconds: Scale
  private let deadSets: Scale
  private var lastEnd: Instant?
  private var gaps: UInt64 = 0
  /// When somebody first waited for a run and there had been none.
  private var waitingSince: Instant?
  /// When somebody first asked for silence after the last run had come, which may have waited to be
  /// taken; nil until then.
  private var heardAt: Instant?
  /// When somebody last asked.
  private var askedAt: Instant?
  /// What the longest run so far lasted. Unit: nanoseconds.
  private var longest: UInt64 = 0
  /// How old the youngest run was when somebody first asked after it: what its source takes to hand
  /// one over. Unit: nanoseconds.
  private var age: UInt64?
  /// Whether the open block ended because no run followed.
  private var isEnded = false

  /// Starts before the first run.
  ///
  /// - Errors: a front end that the element refuses.
  @inline(__always)
  public init(_ frontEnd: FrontEnd) throws(FrontEndError) {
    // Where it is called, so that it is made where it stays: it is 172 kB, and each call would put
    // another one on the stack.
    element = try MeasuringElement(frontEnd)
    nanoseconds = Scale(1_000_000_000).divided(by: frontEnd.rate)
    deadSets = Scale(frontEnd.rate).divided(by: 1_000_000_000).shifted(16)
  }

  /// Takes the next run.
  public mutating func add(
    _ sets: Span<SampleSet>, _ stamp: SampleStamp,
    into sink: inout some MeasurementSink & ~Copyable
  ) {
    guard !sets.isEmpty else { return }
    heardAt = nil
    let duration = UInt64(nanoseconds.apply(Int128(sets.count)))
    guard isPlausible(stamp.end.since(stamp.start), duration), follows(stamp) else {
      refuse(stamp, &sink)
      return
    }
    if let lastEnd {
      join(stamp, after: lastEnd, duration, &sink)
    } else if let waitingSince {
      let waited = stamp.start.since(waitingSince)
      if waited > Self.deadNanosecondsMax.magnitude { addGap(waited) }
    }
    element.add(sets, endingAt: stamp.end, into: &sink)
    (lastEnd, longest, isEnded) = (stamp.end, max(longest, duration), false)
  }

  /// Takes the temperature of sensors and converter. Unit: millidegrees Celsius.
  public mutating func felt(millidegrees: Int32) { element.felt(millidegrees: millidegrees) }

  /// Lets time pass without a run, and says how much of it is surely a gap that is not yet in
  /// `gapNanoseconds`; the next run puts it there, and no less. Unit: nanoseconds.
  ///
  /// Whoever asks has taken what runs there are before; one that waits because its taker is late
  /// was measured all the same. So time counts that passed until the call before this one, where
  /// no run came between the two.
  public mutating func silence(at now: Instant) -> UInt64 {
    if lastEnd == nil, waitingSince == nil { waitingSince = now }
    let before = askedAt ?? now
    askedAt = now
    if heardAt == nil, let lastEnd { age = min(age ?? .max, now.since(lastEnd)) }
    let heard = heardAt ?? now
    heardAt = heard
    guard before.since(heard) > Self.silenceNanosecondsMin else { return 0 }
    let quiet = before.since(lastEnd ?? waitingSince ?? now)
    return quiet > Self.silenceNanosecondsMin ? quiet - Self.silenceNanosecondsMin : 0
  }

  /// Until when the open block waits for a run that follows; nil where none is open, or nobody has
  /// asked of silence. One as long as the longest so far leaves a gap where it is there later, be
  /// it twice as old as the youngest: who hands over late may be later.
  public var waitsUntil: Instant? {
    guard !isEnded, let lastEnd, let age else { return nil }
    let late = age.addingSaturating(age)
    let wait = longest.addingSaturating(late).addingSaturating(Self.deadNanosecondsMax.magnitude)
    return lastEnd.later(by: wait)
  }

  /// Ends the open block where `silence` was asked of after `waitsUntil` and no run came since.
  ///
  /// Whoever asks has taken what runs there are before, as there. Returns whether it ended. Should
  /// a longer run follow without a gap after all, that block has no figures, and the dead time
  /// between is a gap.
  public mutating func endOverdue(into sink: inout some MeasurementSink & ~Copyable) -> Bool {
    guard heardAt != nil, let waitsUntil, let askedAt, askedAt >= waitsUntil else { return false }
    element.finish(into: &sink)
    isEnded = true
    return true
  }

  /// Ends the open block, at the end of a recording.
  public mutating func finish(into sink: inout some MeasurementSink & ~Copyable) {
    element.finish(into: &sink)
  }

  private func follows(_ stamp: SampleStamp) -> Bool {
    guard let lastEnd else { return true }
    return stamp.end > lastEnd && lastEnd.since(stamp.start) <= Self.stampToleranceNanoseconds
  }

  private mutating func addGap(_ nanoseconds: UInt64) {
    gaps = gaps.addingSaturating(nanoseconds)
  }

  private func isPlausible(_ taken: UInt64, _ duration: UInt64) -> Bool {
    let difference = taken > duration ? taken - duration : duration - taken
    return difference <= duration / 64 + Self.stampToleranceNanoseconds
  }

  private mutating func refuse(
    _ stamp: SampleStamp, _ sink: inout some MeasurementSink & ~Copyable
  ) {
    element.finish(into: &sink)
    refusedRuns = refusedRuns.addingSaturating(1)
    addGap(stamp.end.since(lastEnd ?? min(waitingSince ?? stamp.start, stamp.start)))
    (lastEnd, isEnded) = (max(stamp.end, lastEnd ?? stamp.end), true)
  }

  private mutating func join(
    _ stamp: SampleStamp, after lastEnd: Instant, _ duration: UInt64,
    _ sink: inout some MeasurementSink & ~Copyable
  ) {
    let elapsed = stamp.end.since(lastEnd)
    let dead = Int64(clamping: elapsed) - Int64(clamping: duration)
    guard abs(dead) > Self.stampResolutionNanoseconds else { return }
    let isShort = (!isEnded || dead < 0) && dead.magnitude <= Self.deadNanosecondsMax.magnitude
    let sets = isShort ? Int64(deadSets.apply(Int128(dead))) : 0
    guard !isShort || !element.addDeadTime(sets, into: &sink) else { return }
    element.finish(into: &sink)
    addGap(stamp.start.since(lastEnd))
  }
}
