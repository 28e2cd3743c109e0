// SPDX-License-Identifier: Apache-2.0

import Quantities

extension MeasuringElement {
  private var cyclesPerBlock: Int { frontEnd.nominalFrequency.cyclesPerBlock }

  mutating func endHalfCycle(
    at crossing: Crossing, isLocked: Bool, _ sink: inout some MeasurementSink & ~Copyable
  ) {
    let ended = sums.endHalfCycle(
      at: crossing, samples.voltage.span[crossing.shared], instant(at: crossing.place),
      isLocked: isLocked)
    guard let ended else { return }
    let root = (UInt128(ended.meanSquare) << 32).squareRoot
    sink.passed(
      HalfCycle(
        voltage: Voltage(microvolts: Int64(clamping: scales.voltage.apply(Int128(root)))),
        start: ended.start, end: ended.end))
  }

  mutating func endCycle(
    at crossing: Crossing, isLocked: Bool, _ sink: inout some MeasurementSink & ~Copyable
  ) {
    sums.endCycle(isLocked: isLocked)
    if isInBlock {
      open.cycles += 1
      open.lockedCycles += isLocked ? 1 : 0
      guard open.cycles == cyclesPerBlock else { return }
      open.moments = sums.end(at: crossing, samples.window(crossing.shared))
      endBlock(at: crossing, &sink)
    } else {
      open.moments = sums.end(at: crossing, samples.window(crossing.shared))
      (leadIn, open, isInBlock) = (open, Stretch(), true)
      beginBlock(at: crossing)
    }
  }

  /// Ends the open block where it is: at a gap, at the end of a record.
  mutating func closeTail(_ sink: inout some MeasurementSink & ~Copyable) {
    open.moments = sums.rest
    // Parts of a cycle do not tell the direct components.
    let whole = open.cycles > 0 ? DirectLevel(open.moments) : nil
    if let leadIn { open.add(leadIn) }
    if open.moments.count > 0 {
      sink.metered(open.energy(chosenRange(), level ?? whole ?? .none, scales))
    }
    unbilledSets = unbilledSets.addingSaturating(open.unbilled)
    (sums, open, leadIn) = (BlockSums(), Stretch(), nil)
    (isInBlock, blockStart) = (false, nil)
  }

  private mutating func beginBlock(at crossing: Crossing) {
    blockStart = crossing.place
    jumps.removeAll(before: crossing.place)
  }

  @inline(never)
  private mutating func endBlock(
    at crossing: Crossing, _ sink: inout some MeasurementSink & ~Copyable
  ) {
    range = chosenRange()
    if let newLevel = DirectLevel(open.moments), var block = open.figures(range, scales) {
      block.frequency = frequency(to: crossing.place)
      level = newLevel
      rule.center = Int32(clamping: newLevel.voltage.roundedShift(32))
      if let leadIn { open.add(leadIn) }
      sink.metered(open.energy(range, newLevel, scales))
      unbilledSets = unbilledSets.addingSaturating(open.unbilled)
      sink.measured(block)
    }
    (open, leadIn) = (Stretch(), nil)
    beginBlock(at: crossing)
    makeRoom()
  }

  /// The amplified channel where it did not clip; back from ×1 only below 90 % of its range.
  private func chosenRange() -> CurrentRange {
    guard frontEnd.currentAmplified != nil else { return .direct }
    let peak = Int64(
      max(open.currentAmplified.peak, leadIn?.currentAmplified.peak ?? 0))
    let limit = Int64(frontEnd.amplifiedPeakMax)
    return peak * 10 <= limit * (range == .direct ? 9 : 10) ? .amplified : .direct
  }

  private borrowing func frequency(to end: Int64) -> Frequency? {
    guard open.lockedCycles == cyclesPerBlock, let start = blockStart else { return nil }
    let setsPerPoint = FundamentalFrequency.setsPerPoint(frontEnd)
    var trace = VoltageTrace(setsPerPoint: setsPerPoint)
    let first = Int(start >> 16) + 1
    for index in first...Int(end >> 16) {
      trace.add(samples.voltage[index], jumps, at: index)
    }
    let perSets = Int128(cyclesPerBlock) * Int128(setsPerPoint << 56)
    guard open.sets > 0, let seed = Int64(exactly: perSets / open.sets) else { return nil }
    guard let turns = trace.fundamental(turnsPerPoint: seed) else { return nil }
    return Frequency(microhertz: Int64(scales.microhertz.apply(Int128(turns))))
  }
}
