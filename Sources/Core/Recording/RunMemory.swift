// SPDX-License-Identifier: Apache-2.0

import Quantities

/// The newest runs of sample sets, in two rings.
struct RunMemory: ~Copyable {
  /// A run that is kept.
  struct Run {
    var stamp: SampleStamp
    var count: Int
    /// The place of its first set in the ring of sets.
    var place: Int

    /// When a set was taken, evenly between the stamps. Rounding: down to a nanosecond.
    func instant(of set: Int) -> Instant {
      let part = UInt128(stamp.end.since(stamp.start)) * UInt128(set) / UInt128(max(1, count))
      return Instant(nanoseconds: stamp.start.nanoseconds.addingSaturating(UInt64(part)))
    }

    /// How many sets were taken before an instant.
    func sets(before instant: Instant) -> Int {
      let length = UInt128(stamp.end.since(stamp.start))
      let into = UInt128(instant.since(stamp.start))
      guard into > 0 else { return 0 }
      guard into < length else { return count }
      // Rounded up: a set that was taken at the instant is not before it.
      return min(count, Int((into * UInt128(count) + length - 1) / length))
    }

    /// The stamps of some of the sets, as if they had been a run of their own.
    func stamp(of sets: Range<Int>) -> SampleStamp {
      SampleStamp(
        start: instant(of: sets.lowerBound),
        end: sets.upperBound == count ? stamp.end : instant(of: sets.upperBound))
    }
  }

  /// A set of a run; runs are counted from the first that ever was.
  struct Place {
    var run: UInt64 = 0
    var set = 0
  }

  /// Where the sets that are no more kept ended.
  private(set) var forgottenUntil = Instant.zero
  /// Where the newest sets ended.
  private(set) var newestEnd = Instant.zero
  /// The number of the oldest run that is kept.
  private(set) var oldestRun: UInt64 = 0
  private var newRun: UInt64 = 0
  private var kept = 0
  private var place = 0
  private var runs = InlineArray<256, Run>(
    repeating: Run(stamp: SampleStamp(start: .zero, end: .zero), count: 0, place: 0))
  private var sets = InlineArray<16384, SampleSet>(repeating: .zero)

  /// The first set that is kept.
  var first: Place { Place(run: oldestRun) }

  /// The oldest run that is kept.
  var oldest: Run? { run(oldestRun) }

  /// A run by its number; nil where it is forgotten, or not yet there.
  func run(_ number: UInt64) -> Run? {
    guard number >= oldestRun, number < newRun else { return nil }
    return runs[Int(number % UInt64(SnapshotLimits.runsMax))]
  }

  func hasRoom(for count: Int) -> Bool {
    kept + count <= SnapshotLimits.setsMax
      && newRun - oldestRun < UInt64(SnapshotLimits.runsMax)
  }

  /// Keeps a run. Range: one that `hasRoom`.
  mutating func keep(_ run: Span<SampleSet>, _ stamp: SampleStamp) {
    runs[Int(newRun % UInt64(SnapshotLimits.runsMax))] = Run(
      stamp: stamp, count: run.count, place: place)
    newRun += 1
    newestEnd = max(newestEnd, stamp.end)
    kept += run.count
    var ring = sets.mutableSpan
    for index in run.indices {
      ring[place] = run[index]
      place = place + 1 == SnapshotLimits.setsMax ? 0 : place + 1
    }
  }

  mutating func dropOldest() {
    guard let oldest else { return }
    forgottenUntil = max(forgottenUntil, oldest.stamp.end)
    kept -= oldest.count
    oldestRun += 1
  }

  /// A place, or the first that is still kept.
  func clamped(_ place: Place) -> Place {
    place.run < oldestRun ? first : place
  }

  /// Copies sets of a run to the beginning of `target`.
  func copy(_ run: Run, _ range: Range<Int>, into target: inout MutableSpan<SampleSet>) {
    let ring = sets.span
    for index in range {
      target[index - range.lowerBound] = ring[(run.place + index) % SnapshotLimits.setsMax]
    }
  }
}
