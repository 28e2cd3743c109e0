// SPDX-License-Identifier: Apache-2.0

import Quantities

extension MeasuringElement {
  private var cyclesPerBlock: Int { frontEnd.nominalFrequency.cyclesPerBlock }

  /// Ends the half cycle inside the set that was summed last.
  mutating func endHalfCycle(_ sink: inout some MeasurementSink & ~Copyable) {
    let boundary = halves.next()
    let ended = sums.endHalfCycle(
      at: boundary, samples.voltage[boundary.shared], instant(at: boundary.place))
    guard let ended else { return }
    let root = (UInt128(ended.meanSquare) << 32).squareRoot
    sink.passed(
      HalfCycle(
        voltage: Voltage(microvolts: Int64(clamping: scales.voltage.apply(word: Int64(root)))),
        start: ended.start, end: ended.end))
  }

  mutating func endCycle(
    at crossing: Crossing, isLocked: Bool, _ sink: inout some MeasurementSink & ~Copyable
  ) {
    sums.endCycle(isLocked: isLocked)
    if isInBlock {
      open.cycles += 1
      open.lockedCycles += isLocked ? 1 : 0
      if open.cycles == cyclesPerBlock {
        endBlock(at: crossing, &sink)
      } else {
        markCrossing(crossing, isWhole: true, &sink)
      }
    } else {
      sums.markEnd(at: instant(at: crossing.place))
      open.moments = sums.end(at: crossing, samples.window(crossing.shared))
      let late = takeLateDeadTime(crossing)
      (leadIn, open, isInBlock) = (open, Stretch(), true)
      open.dead = late
      beginBlock(at: crossing)
    }
  }

  /// Ends the open block where it is: at a gap, at the end of a record.
  mutating func closeTail(_ sink: inout some MeasurementSink & ~Copyable) {
    let end = instant(at: Int64(samples.count) << 16)
    sums.markEnd(at: end)
    open.moments = sums.rest
    // Parts of a cycle do not tell the direct components.
    let whole = open.cycles > 0 ? DirectLevel(open.moments) : nil
    let level = level ?? whole ?? .none
    if let leadIn { open.add(leadIn) }
    if open.moments.count > 0 {
      range = chosenRange()
      sink.metered(step(BlockReading(open, level, range, self), until: end))
    }
    unbilledSets = unbilledSets.addingSaturating(open.unbilled)
    (sums, open, leadIn) = (BlockSums(), Stretch(), nil)
    (isInBlock, blockStart) = (false, nil)
  }

  private mutating func beginBlock(at crossing: Crossing) {
    blockStart = crossing.place
    jumps.removeAll(before: Int(crossing.place >> 16))
    if leadIn == nil {
      sums.energies.begin(at: instant(at: crossing.place))
    } else {
      sums.energies.goOn()
    }
  }

  @inline(never)
  private mutating func endBlock(
    at crossing: Crossing, _ sink: inout some MeasurementSink & ~Copyable
  ) {
    sums.markEnd(at: instant(at: crossing.place))
    open.moments = sums.end(at: crossing, samples.window(crossing.shared))
    let late = takeLateDeadTime(crossing)
    range = chosenRange()
    if let newLevel = DirectLevel(open.moments) {
      level = newLevel
      rule.center = Int32(clamping: newLevel.voltage.roundedShift(32))
      let hasSpectrum = analyze(to: crossing.place)
      let reading = BlockReading(open, newLevel, range, self)
      steady = reading.steadyLevels(after: steady, sums.carried)
      var block = reading.figures
      finish(&block, reading, hasSpectrum, crossing)
      if let leadIn { open.add(leadIn) }
      let whole = leadIn == nil ? reading : BlockReading(open, newLevel, range, self)
      var step = step(whole, until: block.end)
      if hasSpectrum { reading.addFundamental(spectrum.figures, to: &step) }
      unbilledSets = unbilledSets.addingSaturating(open.unbilled)
      sink.measured(block)
      sink.metered(step)
    }
    (open, leadIn) = (Stretch(), nil)
    open.dead = late
    beginBlock(at: crossing)
    makeRoom()
  }

  /// Takes dead time out of the open block that lies behind its end: sets wait to be summed until
  /// those behind them are there, so a run may end between.
  private mutating func takeLateDeadTime(_ crossing: Crossing) -> Int64 {
    let late = lateDeadTime(crossing)
    open.dead -= late
    return late
  }

  /// Dead time behind a crossing.
  func lateDeadTime(_ crossing: Crossing) -> Int64 {
    let first = Int(crossing.place >> 16)
    return jumps.total(first..<max(first, samples.count))
  }

  /// What only the samples tell of a block: its spectrum, its frequency, its peaks.
  private mutating func finish(
    _ block: inout BlockFigures, _ reading: BlockReading, _ hasSpectrum: Bool, _ crossing: Crossing
  ) {
    block.end = instant(at: crossing.place)
    let first = Int((blockStart ?? 0) >> 16) + 1
    var current = Extremes()
    switch range {
    case .direct: current.add(samples.current, first..<crossing.shared + 1)
    case .amplified: current.add(samples.currentAmplified, first..<crossing.shared + 1)
    }
    reading.addPeaks(open.voltage, current, frontEnd, to: &block)
    if open.lockedCycles < cyclesPerBlock { block.flags.insert(.unlocked) }
    guard hasSpectrum else { return }
    block.fundamental = reading.fundamental(spectrum.figures)
    guard open.lockedCycles == cyclesPerBlock, let turns = spectrum.figures.turnsPerSet
    else { return }
    halves.follow(turns)
    block.frequency = Frequency(microhertz: Int64(scales.microhertz.apply(Int128(turns))))
    let half = Int128(cyclesPerBlock / 2) << 40 - Int128(spectrum.figures.voltagePhase)
    let sets = (half << 24) / Int128(turns)
    let afterStart = scales.nanosecondsOfPart.apply(sets)
    block.fundamentalCrossing = Instant(
      nanoseconds: UInt64(
        clamping: Int128(block.end.nanoseconds) - Int128(block.nanoseconds) + afterStart))
  }

  /// Analyses the open block; false where its samples are not all there.
  private mutating func analyze(to end: Int64) -> Bool {
    guard let start = blockStart else { return false }
    let channel = frontEnd.channel(range)
    let delay = channel.delayNanoseconds - frontEnd.voltage.delayNanoseconds
    let (first, last) = (Int(start >> 16), Int(end >> 16))
    let all =
      max(
        0, first - SpectrumWindow.marginSets)..<min(samples.count, last + SpectrumWindow.marginSets)
    var place = SpectrumPlace(
      start: start - Int64(all.lowerBound) << 16,
      length: end - start + jumps.total(first..<last),
      currentDelay: Int64(scales.setsOfDelay.apply(Int128(delay))), jumps: jumps)
    place.jumps.removeFirst(all.lowerBound)
    let voltage = samples.voltage.extracting(all)
    switch range {
    case .direct:
      return spectrum.analyze(
        SpectrumWindow(
          voltage: voltage, current: samples.current.extracting(all), place))
    case .amplified:
      return spectrum.analyze(
        SpectrumWindow(
          voltage: voltage, current: samples.currentAmplified.extracting(all), place))
    }
  }

  func step(_ reading: BlockReading, until end: Instant) -> EnergyStep {
    var step = reading.energy
    step.course = sums.energies.course(
      reading.range, about: reading.level, isExport: step.energy.raw < 0, until: end)
    return step
  }

  /// The amplified channel where it did not clip; back from ×1 only below 90 % of its range.
  func chosenRange() -> CurrentRange {
    guard frontEnd.currentAmplified != nil else { return .direct }
    let peak = Int64(max(open.amplifiedPeak, leadIn?.amplifiedPeak ?? 0))
    let limit = Int64(frontEnd.amplifiedPeakMax)
    return peak * 10 <= limit * (range == .direct ? 9 : 10) ? .amplified : .direct
  }
}
