// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// One measuring element [IEC 62052-11]: one voltage and its current in, blocks and energy out.
///
/// - Shape: runs of sample sets with their stamps. Time is divided at rising zero crossings of
///   the voltage: the lead-in before the first, then blocks of 10 or 12 cycles, then the tail
///   after the last. Every set counts once in the energy, shared at a crossing between the two
///   blocks it belongs to.
/// - Rounding: none per sample. Allocates: never. Range: see `FrontEndError`.
public struct MeasuringElement: ~Copyable {
  /// Dead time that passed and is in no energy, since the start. Unit: 2^-16 sets.
  public private(set) var unbilledSets: Int64 = 0
  private let scales: Scales
  private let cyclesPerBlock: Int
  private let setsPerCycle: Int64
  private let amplifiedPeakMax: Int32?
  private let pointTurns: Int64
  private var delayLine = DelayLine()
  private var crossing: ZeroCrossing
  private var trace: VoltageTrace
  private var cycle = Moments<Int64>()
  private var carried = Moments<Int128>()
  private var last = SampleWindow(voltages: [0, 0, 0, 0], current: 0, currentAmplified: 0)
  private var isLocked = true
  private var open = Stretch()
  /// What came before the first crossing, until a block tells its direct components.
  private var leadIn: Stretch?
  private var isInBlock = false
  private var level: DirectLevel?
  private var range = CurrentRange.direct

  /// Starts with no time measured.
  ///
  /// - Errors: a front end outside the ranges that the sums are made for.
  public init(_ frontEnd: FrontEnd) throws(FrontEndError) {
    scales = try Scales(frontEnd)
    cyclesPerBlock = frontEnd.nominalFrequency.cyclesPerBlock
    setsPerCycle = frontEnd.rate.times(1) / Int64(frontEnd.nominalFrequency.rawValue)
    amplifiedPeakMax = frontEnd.currentAmplified == nil ? nil : frontEnd.amplifiedPeakMax
    let setsPerPoint = FundamentalFrequency.setsPerPoint(frontEnd)
    pointTurns = setsPerPoint << 56
    trace = VoltageTrace(setsPerPoint: setsPerPoint)
    crossing = ZeroCrossing(frontEnd)
  }

  /// Takes the next set.
  public mutating func add(_ set: SampleSet, into sink: inout some MeasurementSink & ~Copyable) {
    if let window = delayLine.push(set) { advance(window, &sink) }
  }

  /// Takes time that passed between two sets beyond their period; the lag products do not
  /// cross it. Unit: 2^-16 sets. Range: |x| below one cycle.
  ///
  /// - Returns: false, and takes nothing, where the open block would hold more of it than a
  ///   quarter of a cycle and 1/32 of its sets: then it is a gap.
  public mutating func addDeadTime(
    _ sets: Int64, into sink: inout some MeasurementSink & ~Copyable
  ) -> Bool {
    drain(&sink)
    let measured = open.moments.count + carried.count + (Int128(cycle.count) << 16)
    let limit = (Int128(setsPerCycle) << 14) + measured / 32
    guard abs(Int128(open.dead) + Int128(sets)) <= limit else { return false }
    open.dead += sets
    trace.addDeadTime(sets)
    return true
  }

  /// Ends the open block: its energy counts, its figures do not. The next set starts anew.
  public mutating func finish(into sink: inout some MeasurementSink & ~Copyable) {
    drain(&sink)
    var rest = Stretch()
    rest.moments = carried
    rest.moments.add(cycle, weight: 1 << 16)
    let whole = DirectLevel(open.moments)
    open.add(rest)
    if let leadIn { open.add(leadIn) }
    if open.moments.count > 0 {
      sink.metered(open.energy(chosenRange(), level ?? whole ?? .none, scales))
    }
    unbilledSets = unbilledSets.addingSaturating(open.unbilled)
    restart()
  }

  private mutating func drain(_ sink: inout some MeasurementSink & ~Copyable) {
    while let window = delayLine.drain() { advance(window, &sink) }
  }

  private mutating func restart() {
    (cycle, carried, open, leadIn) = (Moments(), Moments(), Stretch(), nil)
    (isInBlock, isLocked) = (false, true)
    crossing.restart()
    trace.removeAll()
  }

  private mutating func advance(
    _ window: SampleWindow, _ sink: inout some MeasurementSink & ~Copyable
  ) {
    let place = crossing.next(window.voltage)
    if let place, place < 1 << 15 {
      // The crossing lies in the set before, which ends half a period after its instant.
      endCycle(sharing: last, (1 << 15) - place, isLocked: true, &sink)
    }
    cycle.add(window)
    trace.add(window.voltage)
    open.amplifiedPeak = max(open.amplifiedPeak, Int32(clamping: window.currentAmplified.magnitude))
    last = window
    if let place, place >= 1 << 15 {
      endCycle(sharing: window, (3 << 15) - place, isLocked: true, &sink)
    } else if cycle.count > (isLocked ? setsPerCycle * 3 / 2 : setsPerCycle) {
      endCycle(sharing: window, 0, isLocked: false, &sink)
    }
  }

  /// Ends the open cycle inside a set, of which `weight` (2^-16) belongs to the next one.
  private mutating func endCycle(
    sharing window: SampleWindow, _ weight: Int64, isLocked: Bool,
    _ sink: inout some MeasurementSink & ~Copyable
  ) {
    let shared = Moments<Int64>(window)
    open.moments.add(carried, weight: 1)
    open.moments.add(cycle, weight: 1 << 16)
    open.moments.add(shared, weight: -Int128(weight))
    carried = Moments()
    carried.add(shared, weight: Int128(weight))
    cycle = Moments()
    self.isLocked = isLocked
    if isInBlock {
      open.cycles += 1
      open.lockedCycles += isLocked ? 1 : 0
      if open.cycles == cyclesPerBlock { endBlock(&sink) }
    } else {
      (leadIn, open, isInBlock) = (open, Stretch(), true)
      trace.removeAll()
    }
  }

  private mutating func endBlock(_ sink: inout some MeasurementSink & ~Copyable) {
    range = chosenRange()
    if let newLevel = DirectLevel(open.moments), var block = open.figures(range, scales) {
      block.frequency = frequency()
      level = newLevel
      crossing.center = Int64(newLevel.voltage.roundedShift(32))
      if let leadIn { open.add(leadIn) }
      sink.metered(open.energy(range, newLevel, scales))
      unbilledSets = unbilledSets.addingSaturating(open.unbilled)
      sink.measured(block)
    }
    (open, leadIn) = (Stretch(), nil)
    trace.removeAll()
  }

  /// The amplified channel where it did not clip; back from ×1 only below 90 % of its range.
  private func chosenRange() -> CurrentRange {
    guard let limit = amplifiedPeakMax else { return .direct }
    let peak = Int64(max(open.amplifiedPeak, leadIn?.amplifiedPeak ?? 0))
    return peak * 10 <= Int64(limit) * (range == .direct ? 9 : 10) ? .amplified : .direct
  }

  private borrowing func frequency() -> Frequency? {
    guard open.lockedCycles == cyclesPerBlock else { return nil }
    let perSets = Int128(cyclesPerBlock) * Int128(pointTurns)
    guard open.sets > 0, let seed = Int64(exactly: perSets / open.sets) else { return nil }
    guard let turns = trace.fundamental(turnsPerPoint: seed) else { return nil }
    return Frequency(microhertz: Int64(scales.microhertz.apply(Int128(turns))))
  }
}
