// SPDX-License-Identifier: Apache-2.0

import Quantities

/// What is summed over a stretch of time: the open block, or what lies before the first one.
struct Stretch {
  /// Unit: counts, 2^-16 sets.
  var moments = Moments<Int128>()
  /// Time between sets that the converter did not see, within its tolerance. Unit: 2^-16 sets.
  var dead: Int64 = 0
  /// The extremes of the voltage. Unit: counts.
  var voltage = Extremes()
  /// The largest |amplified current|. Unit: counts.
  var amplifiedPeak: Int32 = 0
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
    amplifiedPeak = max(amplifiedPeak, other.amplifiedPeak)
    flags.insert(other.flags)
  }

  /// The active energy of this stretch.
  ///
  /// Dead time counts with the mean power of the stretch: it is time that passed.
  func energy(_ range: CurrentRange, _ level: DirectLevel, _ scales: BlockScales) -> EnergyStep {
    let scale = scales.range
    let alternating = moments.products(range, about: level, scale.weights)
    let total = moments.products(range, scale.weights)
    return EnergyStep(
      energy: Q64_64(raw: scale.energy.apply(extended(alternating))),
      energyDC: Q64_64(raw: scale.energy.apply(extended(total - alternating))),
      apparent: Q64_64(raw: 0))
  }

  /// Dead time that counts with the mean power: at most an eighth of the sets, because so short a
  /// stretch does not tell its power. Unit: 2^-16 sets.
  private var billedDead: Int128 {
    Self.billed(dead, of: moments.count)
  }

  /// The time that its energies count. Unit: 2^-16 sets.
  var billed: Int128 { moments.count + billedDead }

  /// Dead time that passed and is not in the energy. Unit: 2^-16 sets.
  var unbilled: Int64 { max(0, dead - Int64(clamping: billedDead)) }

  private func extended(_ sum: Int128) -> Int128 {
    Self.extended(sum, of: moments.count, by: billedDead)
  }

  /// What of a dead time counts beside so many sets. Unit: 2^-16 sets.
  static func billed(_ dead: Int64, of count: Int128) -> Int128 {
    let most = count / 8
    return max(-most, min(most, Int128(dead)))
  }

  /// A sum over so many sets with as much again for the dead time that counts beside them.
  static func extended(_ sum: Int128, of count: Int128, by billed: Int128) -> Int128 {
    guard billed != 0 else { return sum }
    return sum
      + Scale(billed.magnitude).divided(by: UInt128(count)).apply(billed < 0 ? -sum : sum)
  }

  /// The mean square of the current, noise out. Unit: 2^-32 counts².
  func currentSquare(_ range: CurrentRange, _ level: DirectLevel, noise: Int64) -> Int128 {
    Self.mean(moments.currentSquares(range, about: level), moments.count, noise)
  }

  /// The mean square of the voltage, noise out. Unit: 2^-32 counts².
  func voltageSquare(_ level: DirectLevel, noise: Int64) -> Int128 {
    Self.mean(moments.voltageSquares(about: level), moments.count, noise)
  }

  /// The mean product of voltage and current. Unit: 2^-32 counts².
  func product(_ range: CurrentRange, _ level: DirectLevel, _ scales: BlockScales) -> Int128 {
    (moments.products(range, about: level, scales.range.weights) << 16)
      .roundedQuotient(moments.count)
  }

  private static func mean(_ squares: Int128, _ count: Int128, _ noise: Int64) -> Int128 {
    max(0, (squares << 16).roundedQuotient(count) - Int128(noise) << 16)
  }
}
