// SPDX-License-Identifier: Apache-2.0

import Quantities

/// What is summed over a stretch of time: the open block, or what lies before the first one.
struct Stretch {
  /// Unit: counts, 2^-16 sets.
  var moments = Moments<Int128>()
  /// Time between sets that the converter did not see, within its tolerance. Unit: 2^-16 sets.
  var dead: Int64 = 0
  /// The extremes of the voltage and of the amplified current. Unit: counts.
  var voltage = Extremes()
  var currentAmplified = Extremes()
  /// What makes its figures doubtful.
  var flags = BlockFlags()
  /// Whole cycles so far.
  var cycles = 0
  /// Cycles so far that ended at a crossing.
  var lockedCycles = 0

  /// How long it was, dead time included. Unit: 2^-16 sets.
  var sets: Int128 { moments.count + Int128(dead) }

  /// Adds what another stretch summed.
  mutating func add(_ other: Stretch) {
    moments.add(other.moments, weight: 1)
    dead += other.dead
    voltage.add(other.voltage)
    currentAmplified.add(other.currentAmplified)
    flags.formUnion(other.flags)
  }

  /// The energy step of this stretch.
  ///
  /// Dead time counts with the mean power of the stretch: it is time that passed.
  func energy(_ range: CurrentRange, _ level: DirectLevel, _ scales: Scales) -> EnergyStep {
    let scale = scales.range(range)
    let alternating = moments.products(range, about: level, scale.weights)
    let total = moments.products(range, scale.weights)
    return EnergyStep(
      energy: Q64_64(raw: scale.energy.apply(extended(alternating))),
      energyDC: Q64_64(raw: scale.energy.apply(extended(total - alternating))))
  }

  /// Dead time that counts with the mean power: at most an eighth of the sets, because so short a
  /// stretch does not tell its power. Unit: 2^-16 sets.
  private var billedDead: Int128 {
    let most = moments.count / 8
    return max(-most, min(most, Int128(dead)))
  }

  /// Dead time that passed and is not in the energy. Unit: 2^-16 sets.
  var unbilled: Int64 { max(0, dead - Int64(clamping: billedDead)) }

  private func extended(_ sum: Int128) -> Int128 {
    let billed = billedDead
    guard billed != 0 else { return sum }
    return sum
      + Scale(billed.magnitude).divided(by: UInt128(moments.count)).apply(billed < 0 ? -sum : sum)
  }

  /// The figures of this stretch, all but its frequency; nil over no set.
  func figures(_ range: CurrentRange, _ scales: Scales) -> BlockFigures? {
    guard let level = DirectLevel(moments) else { return nil }
    let scale = scales.range(range)
    let voltage = Voltage(
      microvolts: Self.root(moments.voltageSquares(about: level), moments.count, scales.voltage))
    let current = Current(
      microamperes: Self.root(
        moments.currentSquares(range, about: level), moments.count, scale.current))
    let product = moments.products(range, about: level, scale.weights)
    let mean = (product << 16).roundedQuotient(moments.count)
    let active = ActivePower(microwatts: Int64(clamping: scale.power.apply(mean)))
    let apparent = ApparentPower(voltage, current)
    return BlockFigures(
      voltage: voltage, current: current, activePower: active, apparentPower: apparent,
      powerFactor: PowerFactor(active, over: apparent), frequency: nil,
      voltageDC: Voltage(microvolts: Int64(clamping: scales.voltageLevel.apply(level.voltage))),
      currentDC: Current(
        microamperes: Int64(clamping: scale.currentLevel.apply(level.current(range)))),
      range: range,
      nanoseconds: Int64(clamping: scales.nanosecondsOfPart.apply(sets)))
  }

  /// The root of a sum of squares over a count of sets, in quantities.
  private static func root(_ squares: Int128, _ count: Int128, _ scale: Scale) -> Int64 {
    let mean = (max(0, squares) << 16).roundedQuotient(count)
    return Int64(clamping: scale.apply(Int128((UInt128(mean) << 16).squareRoot)))
  }
}
