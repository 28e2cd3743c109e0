// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// One measuring element [IEC 62052-11]: one voltage and its current in, blocks and energy out.
///
/// - Shape: runs of sample sets with their stamps. Time is divided at rising zero crossings of
///   the voltage: the lead-in before the first, then blocks of 10 or 12 cycles, then the tail
///   after the last. Every set counts once in the energy, shared at a crossing between the two
///   blocks it belongs to. Half cycles run along evenly, see `HalfCycleGrid`.
/// - Rounding: none per sample. Allocates: never. Range: see `FrontEndError`.
public struct MeasuringElement: ~Copyable {
  /// Dead time that passed and is in no energy, since the start. Unit: 2^-16 sets.
  public internal(set) var unbilledSets: Int64 = 0
  let frontEnd: FrontEnd
  let scales: Scales
  let setsPerCycle: Int64
  var samples = BlockSamples()
  /// The first set that is not summed yet.
  var next = 0
  var rule: CrossingRule
  var sums = BlockSums()
  var halves: HalfCycleGrid
  var open = Stretch()
  /// What came before the first crossing, until a block tells its direct components.
  var leadIn: Stretch?
  var isInBlock = false
  /// Where the block began. Unit: 2^-16 sets from the first of `samples`; nil where it is lost.
  var blockStart: Int64?
  var jumps = SpectrumJumps()
  var spectrum: SpectrumAnalyzer
  /// Millidegrees Celsius; nil where nobody measures it.
  var temperature: Int32?
  var level: DirectLevel?
  /// What the last block told of the open one; before the first, that there is no direct component.
  var steady: SteadyLevels
  var range = CurrentRange.direct
  /// When the last set's conversion ended.
  private var end = Instant.zero
  /// Sets of the run that `samples` does not hold yet.
  private var ahead = 0
  private var isHeld = false

  /// Starts with no time measured.
  ///
  /// - Errors: a front end outside the ranges that the sums are made for.
  @inline(__always)
  public init(_ frontEnd: FrontEnd) throws(FrontEndError) {
    // Where it is called, so that it is made where it stays: it is 172 kB, and each call would put
    // another one on the stack.
    self.frontEnd = frontEnd
    scales = try Scales(frontEnd)
    setsPerCycle = frontEnd.rate.times(1) / Int64(frontEnd.nominalFrequency.rawValue)
    rule = CrossingRule(frontEnd)
    halves = HalfCycleGrid(frontEnd)
    steady = SteadyLevels(.none, .direct, scales.direct, direct: scales.direct, Moments())
    spectrum = SpectrumAnalyzer(cycles: frontEnd.nominalFrequency.cyclesPerBlock)
  }

  /// Takes the next sets, the last of which was converted at `end`.
  public mutating func add(
    _ sets: Span<SampleSet>, endingAt end: Instant,
    into sink: inout some MeasurementSink & ~Copyable
  ) {
    guard !sets.isEmpty else { return }
    begin(sets[0])
    var rest = sets
    while !rest.isEmpty {
      let taken = samples.append(rest)
      rest = rest.extracting(taken..<rest.count)
      self.end = end
      ahead = rest.count
      if sums.energies.start == nil {
        sums.begin(at: instant(at: (Int64(next) << 16) - (1 << 15)))
      }
      scan(&sink)
      // A block that ended has made room already; to make more would give up the open one.
      if samples.isFull { makeRoom() }
    }
  }

  /// Takes the temperature of sensors and converter. Unit: millidegrees Celsius.
  public mutating func felt(millidegrees: Int32) { temperature = millidegrees }

  /// Takes time that passed between two sets beyond their period; the lag products do not
  /// cross it where it is longer than a set. Unit: 2^-16 sets. Range: |x| below one cycle.
  ///
  /// - Returns: false, and takes nothing, where the open block would hold more of it than a
  ///   quarter of a cycle and 1/32 of its sets: then it is a gap.
  public mutating func addDeadTime(
    _ sets: Int64, into sink: inout some MeasurementSink & ~Copyable
  ) -> Bool {
    let measured = open.moments.count + (Int128(sums.sets + waiting) << 16)
    let limit = (Int128(setsPerCycle) << 14) + measured / 32
    guard abs(Int128(open.dead) + Int128(sets)) <= limit else { return false }
    if sets > 1 << 16 {
      drain(&sink)
      isHeld = true
    }
    open.dead += sets
    if sets.magnitude > 1 << 16 { open.flags.insert(.deadTime) }
    // The copy that `begin` lays takes one set of the time.
    jumps.add(isHeld ? sets - 1 << 16 : sets, after: samples.count - 1)
    return true
  }

  /// Ends the open block: its energy counts, its figures do not. The next set starts anew.
  public mutating func finish(into sink: inout some MeasurementSink & ~Copyable) {
    drain(&sink)
    closeTail(&sink)
    sink.interrupted()
    samples.removeFirst(samples.count)
    next = 0
    jumps.removeAll()
  }

  /// Sets that are not summed yet.
  private var waiting: Int64 { Int64(max(0, samples.count - next)) }

  /// When a place in `samples` was. Unit: 2^-16 sets.
  func instant(at place: Int64) -> Instant {
    var after = (Int64(samples.count + ahead) << 16) - place
    if jumps.count > 0 {
      let first = max(0, Int(place >> 16))
      after += jumps.total(first..<max(first, samples.count))
    }
    let nanoseconds = scales.nanosecondsOfPart.apply(word: after)
    return Instant(nanoseconds: UInt64(clamping: Int128(end.nanoseconds) - nanoseconds))
  }

  /// Lays a copy of the first set of a run before it: what was before is not known.
  private mutating func begin(_ set: SampleSet) {
    guard samples.count == 0 || isHeld else { return }
    let copy: InlineArray<1, SampleSet> = [set]
    if samples.count == 0 { rule.restart(Side(set.voltage, center: rule.center)) }
    if samples.append(copy.span) == 0 {
      makeRoom()
      _ = samples.append(copy.span)
    }
    next = samples.count
    if !isHeld { halves.restart(at: next) }
    isHeld = false
  }

  /// Sums all sets that there are.
  private mutating func drain(_ sink: inout some MeasurementSink & ~Copyable) {
    guard samples.count > 0 else { return }
    samples.holdLast()
    ahead = -BlockSamples.marginAfter
    scan(&sink)
    samples.releaseLast()
    ahead = 0
  }

  /// Sums sets until no more have the neighbours that they need.
  private mutating func scan(_ sink: inout some MeasurementSink & ~Copyable) {
    while next < samples.count - BlockSamples.marginAfter {
      let end = samples.count - BlockSamples.marginAfter
      let overdue = next + Int(sums.setsToTimeout(setsPerCycle))
      let stop = min(end, min(overdue, halves.lastSet + 1))
      let first = next
      next = sums.add(samples, first..<stop, rule)
      note(first..<next)
      if next > halves.lastSet { endHalfCycle(&sink) }
      if next < stop {
        change(&sink)
      } else {
        endInTime(&sink)
      }
    }
  }

  /// Keeps the extremes of sets that were summed: of the voltage the one on its side.
  private mutating func note(_ range: Range<Int>) {
    guard !range.isEmpty else { return }
    let voltage = rule.side.extreme(samples.voltage, range)
    rule.add(range.count, extreme: voltage)
    open.voltage.add(Extremes(lowest: voltage, highest: voltage))
    open.amplifiedPeak = max(open.amplifiedPeak, samples.amplifiedPeak(range))
  }

  /// The voltage changes its side before the next set.
  private mutating func change(_ sink: inout some MeasurementSink & ~Copyable) {
    let (before, at) = (samples.voltage[next - 1], samples.voltage[next])
    guard rule.change(), Side(before, center: rule.center) != Side(at, center: rule.center)
    else { return }
    let (from, to) = (Int64(before) - Int64(rule.center), Int64(at) - Int64(rule.center))
    let part = (-from << 16) / (to - from)
    let place = (Int64(next - 1) << 16) + part
    // A set stands for half a period before its instant and half a period after it.
    if part >= 1 << 15 {
      next = sums.add(samples, next..<next + 1, rule)
      rule.add(1, extreme: at)
    }
    let crossing = Crossing(
      place: place, shared: next - 1, weight: (Int64(next) << 16) - (1 << 15) - place)
    if next > halves.lastSet { endHalfCycle(&sink) }
    if rule.side == .above {
      endCycle(at: crossing, isLocked: true, &sink)
    } else {
      markCrossing(crossing, isWhole: false, &sink)
    }
  }

  /// Ends a cycle by time where the voltage does not cross.
  private mutating func endInTime(_ sink: inout some MeasurementSink & ~Copyable) {
    guard sums.isOverdue(setsPerCycle) else { return }
    let crossing = Crossing(
      place: (Int64(next) << 16) - (1 << 15), shared: next - 1, weight: 0)
    endCycle(at: crossing, isLocked: false, &sink)
  }

  /// Forgets sets that nothing needs any more; the block's start, where it must.
  mutating func makeRoom() {
    var kept = next - BlockSamples.marginBefore
    if isInBlock, let start = blockStart {
      let first = Int(start >> 16) - BlockSamples.marginBefore
      if first > 0 { kept = min(kept, first) } else { blockStart = nil }
    }
    guard kept > 0 else { return }
    samples.removeFirst(kept)
    next -= kept
    jumps.removeFirst(kept)
    halves.removeFirst(kept)
    if let start = blockStart { blockStart = start - (Int64(kept) << 16) }
  }
}
