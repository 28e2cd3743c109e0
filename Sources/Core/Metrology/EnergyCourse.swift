// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// How the active energy of a stretch is spread over its half cycles.
///
/// A half cycle ends where the voltage crosses, as a block does: at constant power each has the
/// same part, whatever the load. Where the line is dead a whole cycle passes for one.
///
/// Half cycles whose energy runs against that of the stretch have no part in it: what is registered
/// only grows.
public struct EnergyCourse: Equatable, Sendable {
  /// From crossing to crossing: 12 cycles and the lead-in before a block, and some more.
  public static let partsMax = 40
  /// All of the energy.
  public static let whole: UInt32 = 1 << 30

  /// Begin of the stretch.
  public internal(set) var start = Instant.zero
  /// How many half cycles there are.
  public private(set) var count = 0
  /// Unit: 2^-30 of the energy, up to the end of each half cycle.
  private var parts = InlineArray<40, UInt32>(repeating: 0)
  private var ends = InlineArray<40, Instant>(repeating: .zero)

  /// Begin and end of a half cycle, and what part of the energy was complete at its end.
  public subscript(index: Int) -> (start: Instant, end: Instant, complete: UInt32) {
    (index == 0 ? start : ends[index - 1], ends[index], parts[index])
  }

  /// Adds the next half cycle; one that does not fit falls together with the last.
  mutating func add(until end: Instant, complete: UInt32) {
    let index = min(count, Self.partsMax - 1)
    (parts[index], ends[index]) = (complete, end)
    count = index + 1
  }

  /// Equal where all half cycles are.
  public static func == (left: EnergyCourse, right: EnergyCourse) -> Bool {
    guard left.count == right.count, left.start == right.start else { return false }
    for index in 0..<left.count
    where left.parts[index] != right.parts[index] || left.ends[index] != right.ends[index] {
      return false
    }
    return true
  }
}

/// The sums at crossings and at the ends of stretches, from which the course of a stretch is told.
struct HalfCycleEnergies {
  /// Sums since the block began. Unit: counts, counts².
  private struct Mark {
    var end = Instant.zero
    var sets: Int64 = 0
    var voltage: Int64 = 0
    var direct = (sum: Int64(0), product: Int64(0))
    var amplified = (sum: Int64(0), product: Int64(0))
  }

  /// Begin of the stretch; nil before the first.
  private(set) var start: Instant?
  /// Up to where the stretch was foreseen.
  private(set) var foreseen = Instant.zero
  private var marks = InlineArray<40, Mark>(repeating: Mark())
  private var count = 0
  /// What the lead-in before the block summed. Range: with a block's own sums below 2^63.
  private var leadIn = Mark()

  /// Begins a stretch.
  mutating func begin(at instant: Instant?) {
    (start, count, leadIn) = (instant, 0, Mark())
    foreseen = instant ?? .zero
  }

  /// Foresees the stretch up to an instant; returns up to where it was before.
  mutating func foreseen(until end: Instant) -> Instant {
    defer { foreseen = end }
    return foreseen
  }

  /// Goes on from the lead-in, with which the last mark ended, to the block: one stretch.
  mutating func goOn() { leadIn = count > 0 ? marks[count - 1] : Mark() }

  /// Takes the sums at a crossing, or at the end of the stretch.
  mutating func add(_ sums: borrowing Moments<Int64>, at end: Instant) {
    let index = min(count, EnergyCourse.partsMax - 1)
    var mark = Mark(
      end: end, sets: leadIn.sets + sums.count, voltage: leadIn.voltage + sums.voltages[1],
      direct: leadIn.direct, amplified: leadIn.amplified)
    mark.direct.sum += sums.current.sum
    mark.direct.product += sums.current.products[1]
    mark.amplified.sum += sums.currentAmplified.sum
    mark.amplified.product += sums.currentAmplified.products[1]
    marks[index] = mark
    count = index + 1
  }

  /// The course of a stretch whose energy has the sign `isExport`.
  func course(
    _ range: CurrentRange, about level: DirectLevel, isExport: Bool, until end: Instant
  ) -> EnergyCourse {
    var course = EnergyCourse()
    course.start = start ?? end
    let marks = marks.span
    var rises = InlineArray<40, Int64>(repeating: 0)
    var (total, last): (Int128, Int128) = (0, 0)
    for index in 0..<count {
      let product = Self.product(marks[index], range, level)
      let rise = Int64(clamping: max(0, isExport ? last - product : product - last))
      rises[index] = rise
      total += Int128(rise)
      last = product
    }
    let shares = Shares(of: total)
    var complete: Int128 = 0
    for index in 0..<count {
      complete += Int128(rises[index])
      course.add(until: marks[index].end, complete: part(complete, shares, index))
    }
    if count == 0 { course.add(until: end, complete: EnergyCourse.whole) }
    return course
  }

  private func part(_ complete: Int128, _ shares: Shares?, _ index: Int) -> UInt32 {
    guard index < count - 1 else { return EnergyCourse.whole }
    guard let shares else { return EnergyCourse.whole / UInt32(count) * UInt32(index + 1) }
    return shares.share(complete)
  }

  /// Sum of (v - v0)(i - i0) without fraction bits: a share needs no more.
  private static func product(_ mark: Mark, _ range: CurrentRange, _ level: DirectLevel) -> Int128 {
    let current = range == .direct ? mark.direct : mark.amplified
    let (v0, i0) = (level.voltage, level.current(range))
    return Int128(current.product) - (v0 * Int128(current.sum)) >> 32
      - (i0 * Int128(mark.voltage)) >> 32 + ((v0 >> 16) * (i0 >> 16) * Int128(mark.sets)) >> 32
  }
}

/// What parts are of a whole: one division for all of them.
private struct Shares {
  /// By how much the whole is shifted to lie in 2^61 ..< 2^62.
  private let shift: Int
  /// 2^123 over it. Range: at most 2^62.
  private let reciprocal: UInt128

  /// Nil of nothing. Range: below 2^100.
  init?(of whole: Int128) {
    guard whole > 0 else { return nil }
    shift = whole.leadingZeroBitCount - 66
    reciprocal = (UInt128(1) << 123) / UInt128(Shares.shifted(whole, shift))
  }

  /// What a part is of the whole. Unit: 2^-30. Range: 0 ... whole. Rounding: down, to 2^-30.
  func share(_ part: Int128) -> UInt32 {
    // Below 2^62 times 2^62; 93 bits less leave 2^30 for the whole.
    let share = (Shares.shifted(part, shift) * reciprocal) >> 93
    return min(EnergyCourse.whole, UInt32(share))
  }

  private static func shifted(_ value: Int128, _ shift: Int) -> UInt128 {
    UInt128(shift >= 0 ? value << Int128(shift) : value >> Int128(-shift))
  }
}
