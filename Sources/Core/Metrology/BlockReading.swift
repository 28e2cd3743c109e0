// SPDX-License-Identifier: Apache-2.0

import Quantities

/// Turns the sums of a stretch into figures and energies, all corrections in.
struct BlockReading {
  let level: DirectLevel
  let range: CurrentRange
  private let stretch: Stretch
  private let base: Scales
  private let scales: BlockScales
  private let voltage: Voltage
  private let current: Current
  /// What the curve adds to the current's delay. Unit: 2^-32 sets.
  private let extraDelay: Int128

  /// Reads a stretch of at least one set.
  init(
    _ stretch: Stretch, _ level: DirectLevel, _ range: CurrentRange,
    _ element: borrowing MeasuringElement
  ) {
    (self.stretch, self.level, self.range, base) = (stretch, level, range, element.scales)
    let frontEnd = element.frontEnd
    let channel = frontEnd.channel(range)
    let square = stretch.currentSquare(range, level, noise: channel.noiseVariance)
    let raw = Current(microamperes: Self.root(square, base.range(range).current))
    scales = base.corrected(range, at: raw, frontEnd, millidegrees: element.temperature)
    current = Current(microamperes: Self.root(square, scales.range.current))
    extraDelay = scales.extraDelay
    let voltageSquare = stretch.voltageSquare(level, noise: frontEnd.voltage.noiseVariance)
    voltage = Voltage(microvolts: Self.root(voltageSquare, scales.voltage))
  }

  /// The figures of the sums.
  var figures: BlockFigures {
    let mean = stretch.product(range, level, scales)
    let active = ActivePower(microwatts: Int64(clamping: scales.range.power.apply(mean)))
    let apparent = ApparentPower(voltage, current)
    let voltageDC = scales.voltageLevel.apply(level.voltage)
    let currentDC = scales.range.currentLevel.apply(level.current(range))
    var block = BlockFigures(
      voltage: voltage, current: current, activePower: active, apparentPower: apparent,
      powerFactor: PowerFactor(active, over: apparent), frequency: nil,
      voltageDC: Voltage(microvolts: Int64(clamping: voltageDC)),
      currentDC: Current(microamperes: Int64(clamping: currentDC)), range: range,
      nanoseconds: Int64(clamping: base.nanosecondsOfPart.apply(stretch.sets)))
    block.flags = stretch.flags
    return block
  }

  /// What the next block is foreseen with, which carries a part of a set, after what this one was.
  func steadyLevels(
    after last: SteadyLevels, _ carried: borrowing Moments<Int128>
  ) -> SteadyLevels {
    var steady = SteadyLevels(level, range, scales.range, direct: base.direct, carried)
    let change = level.current(range) - last.level.current(range)
    let volts = scales.voltageLevel.apply(level.voltage - last.level.voltage)
    let amperes = scales.range.currentLevel.apply(change)
    steady.isSteady =
      SteadyLevels.isSteady(volts, of: voltage.microvolts)
      && SteadyLevels.isSteady(amperes, of: current.microamperes)
    return steady
  }

  /// The energies of the sums.
  var energy: EnergyStep {
    var step = stretch.energy(range, level, scales)
    let apparent = Int128(ApparentPower(voltage, current).microvoltamperes)
    step.apparent = Q64_64(raw: base.apparentEnergy.apply(apparent * stretch.billed))
    return step
  }

  /// What the spectrum says.
  func fundamental(_ figures: borrowing SpectrumFigures) -> FundamentalFigures {
    let (power, powers) = (scales.range.power, turned(figures))
    return FundamentalFigures(
      activePower: ActivePower(
        microwatts: Int64(clamping: power.apply(powers.active))),
      reactivePower: ReactivePower(
        microvars: Int64(clamping: power.apply(powers.reactive))),
      voltage: Voltage(
        microvolts: Int64(
          clamping: scales.voltageLevel.apply(Int128(figures.voltage.fundamental)))),
      current: Current(
        microamperes: Int64(
          clamping: scales.range.currentLevel.apply(Int128(figures.current.fundamental)))),
      voltageDistortion: figures.voltage.distortion.map(Distortion.init(millionths:)),
      currentDistortion: figures.current.distortion.map(Distortion.init(millionths:)),
      harmonicOrderMax: figures.highestOrder)
  }

  /// Adds the energies of the fundamental, over the whole cycles of the block.
  func addFundamental(_ figures: borrowing SpectrumFigures, to step: inout EnergyStep) {
    let powers = turned(figures)
    let sets = stretch.billed
    step.fundamental = Q64_64(
      raw: scales.range.energy.apply((powers.active * sets).roundedShift(16)))
    step.reactive = Q64_64(
      raw: scales.range.energy.apply((powers.reactive * sets).roundedShift(16)))
  }

  /// Adds crest factors, and the flags that peaks tell.
  func addPeaks(
    _ voltageCodes: Extremes, _ currentCodes: Extremes, _ frontEnd: FrontEnd,
    to block: inout BlockFigures
  ) {
    let volts = scales.voltageLevel.apply(voltageCodes.peak(about: level.voltage))
    let amperes = scales.range.currentLevel.apply(currentCodes.peak(about: level.current(range)))
    block.voltageCrestFactor = CrestFactor(
      peak: UInt64(clamping: volts), over: UInt64(clamping: voltage.microvolts))
    block.currentCrestFactor = CrestFactor(
      peak: UInt64(clamping: amperes), over: UInt64(clamping: current.microamperes))
    let channel = range == .direct ? frontEnd.current : nil
    if Self.isBeyond(voltageCodes, frontEnd.voltage.peakMax)
      || Self.isBeyond(currentCodes, channel?.peakMax ?? 0)
    {
      block.flags.insert(.clipped)
    }
    if voltageCodes.lowest == voltageCodes.highest { block.flags.insert(.stuck) }
  }

  /// The powers of the fundamental, turned by what the curve adds to the current's delay.
  ///
  /// - Unit: 2^-32 counts². Range: below 2^94 before turning.
  private func turned(_ figures: borrowing SpectrumFigures) -> (active: Int128, reactive: Int128) {
    let (active, reactive) = (figures.fundamentalActive, figures.fundamentalReactive)
    guard extraDelay != 0, let turns = figures.turnsPerSet else { return (active, reactive) }
    let angle = Angle(raw: Int64(truncatingIfNeeded: (extraDelay * Int128(turns)) >> 40))
    let (cosine, sine) = (Int128(angle.cosineAndSine.cosine), Int128(angle.cosineAndSine.sine))
    return (
      (active * cosine - reactive * sine).roundedShift(30),
      (active * sine + reactive * cosine).roundedShift(30)
    )
  }

  private static func isBeyond(_ codes: Extremes, _ limit: Int32) -> Bool {
    limit > 0 && codes.peak > limit
  }

  /// The root of a mean square in 2^-32 counts², in quantities.
  private static func root(_ square: Int128, _ scale: Scale) -> Int64 {
    Int64(clamping: scale.apply(Int128((UInt128(square) << 16).squareRoot)))
  }
}
