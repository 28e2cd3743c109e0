// SPDX-License-Identifier: Apache-2.0

import Quantities

/// Why a front end cannot be measured with.
public enum FrontEndError: Error, Equatable, Sendable {
  /// Sets a second outside 500 ... 200,000.
  case rateOutOfRange
  /// A gain above 10 V or 10 A, or below 1 pV or 1 pA, per count.
  case gainOutOfRange
  /// A current sampled more than one set period before its voltage or two after it.
  case delayOutOfRange
  /// A nominal voltage outside 1 V ... 1 MV.
  case nominalVoltageOutOfRange
  /// A variance of noise outside 0 ... 2^24 counts², a temperature coefficient beyond 0.1 % a
  /// kelvin, a largest count below 0, or a delay of the curve beyond that of the channel.
  case calibrationOutOfRange
}

/// The factors from sums of counts to quantities, each applied once per block.
struct Scales {
  /// From 2^-24 count to microvolts.
  let voltage: Scale
  /// From 2^-32 count to microvolts.
  let voltageLevel: Scale
  /// Of the current at ×1.
  let direct: RangeScales
  /// Of the current at ×16; as `direct` where there is none.
  let amplified: RangeScales
  /// From one set to nanoseconds.
  let nanoseconds: Scale
  /// From 2^-16 set to nanoseconds.
  let nanosecondsOfPart: Scale
  /// From 2^-48 turns a set to microhertz.
  let microhertz: Scale
  /// From microvolt-amperes times 2^-16 sets to 2^-64 microvolt-ampere-hours.
  let apparentEnergy: Scale
  /// From nanoseconds to 2^-32 sets.
  let setsOfDelay: Scale

  init(_ frontEnd: FrontEnd) throws(FrontEndError) {
    let rate = frontEnd.rate.times(1)
    guard (500...200_000).contains(rate) else { throw .rateOutOfRange }
    let nominal = frontEnd.nominalVoltage.microvolts
    guard (1_000_000...1_000_000_000_000).contains(nominal) else { throw .nominalVoltageOutOfRange }
    try Scales.check(frontEnd.voltage, frontEnd)
    try Scales.check(frontEnd.current, frontEnd)
    if let channel = frontEnd.currentAmplified { try Scales.check(channel, frontEnd) }
    voltage = Scale(frontEnd.voltage.gain).shifted(-24)
    voltageLevel = Scale(frontEnd.voltage.gain).shifted(-32)
    direct = RangeScales(frontEnd, frontEnd.current)
    amplified = RangeScales(frontEnd, frontEnd.currentAmplified ?? frontEnd.current)
    nanoseconds = Scale(1_000_000_000).divided(by: frontEnd.rate)
    nanosecondsOfPart = nanoseconds.shifted(-16)
    microhertz = Scale(frontEnd.rate).times(1_000_000).shifted(-48)
    apparentEnergy = Scale(1).divided(by: frontEnd.rate).divided(by: 3_600).shifted(48)
    setsOfDelay = Scale(frontEnd.rate).divided(by: 1_000_000_000).shifted(32)
  }

  /// The factors of one current range.
  func range(_ range: CurrentRange) -> RangeScales {
    range == .direct ? direct : amplified
  }

  private static func check(
    _ channel: Channel, _ frontEnd: FrontEnd
  ) throws(FrontEndError) {
    let gain = channel.gain
    guard Int128(gain.numerator) <= Int128(gain.denominator) * 10_000_000,
      Int128(gain.numerator) * 1_000_000 >= Int128(gain.denominator)
    else { throw .gainOutOfRange }
    let period = frontEnd.rate.dividing(1_000_000_000)
    let (delay, overflow) = channel.delayNanoseconds.subtractingReportingOverflow(
      frontEnd.voltage.delayNanoseconds)
    guard !overflow, delay >= -period, delay <= 2 * period else { throw .delayOutOfRange }
    guard (0...1 << 40).contains(channel.noiseVariance), channel.peakMax >= 0,
      channel.gainBillionthsPerKelvin.magnitude <= 1_000_000
    else { throw .calibrationOutOfRange }
    for index in 0..<channel.curve.count {
      let corrected = delay + Int64(channel.curve[index].delayNanoseconds)
      guard corrected >= -period, corrected <= 2 * period else { throw .calibrationOutOfRange }
    }
  }

  /// The factors of one block: the channel's curve at its current, and both channels' temperature.
  func corrected(
    _ range: CurrentRange, at current: Current, _ frontEnd: FrontEnd, millidegrees: Int32?
  ) -> BlockScales {
    let channel = frontEnd.channel(range)
    let curve = channel.curve.correction(at: current)
    let kelvins = millidegrees.map { Int64($0) - Int64(frontEnd.calibrationMillidegrees) } ?? 0
    var block = BlockScales(
      voltage: voltage, voltageLevel: voltageLevel, range: self.range(range),
      extraDelay: setsOfDelay.apply(Int128(curve.delayNanoseconds)))
    if curve.delayNanoseconds != 0 {
      block.range.weights = InterpolationWeights(
        delayNanoseconds: channel.delayNanoseconds - frontEnd.voltage.delayNanoseconds
          + curve.delayNanoseconds, rate: frontEnd.rate)
    }
    let drift = (
      kelvins * Int64(frontEnd.voltage.gainBillionthsPerKelvin) / 1_000,
      kelvins * Int64(channel.gainBillionthsPerKelvin) / 1_000
    )
    // What the gain has grown by, the reading is divided by.
    block.scaleVoltage(by: Self.factor(-drift.0))
    block.scaleCurrent(by: Self.factor(curve.gainBillionths - drift.1))
    return block
  }

  /// One and some billionths, held within a fifth of it; nil for none.
  private static func factor(_ billionths: Int64) -> Ratio? {
    guard billionths != 0 else { return nil }
    let held = max(-200_000_000, min(200_000_000, billionths))
    return Ratio(1_000_000_000 + held, over: 1_000_000_000)
  }
}

/// The factors of one block, all corrections in.
struct BlockScales {
  /// From 2^-24 count to microvolts.
  var voltage: Scale
  /// From 2^-32 count to microvolts.
  var voltageLevel: Scale
  /// Of the range that the block is measured in.
  var range: RangeScales
  /// What the curve adds to the current's delay. Unit: 2^-32 sets.
  let extraDelay: Int128

  mutating func scaleVoltage(by factor: Ratio?) {
    guard let factor else { return }
    voltage = voltage.times(factor)
    voltageLevel = voltageLevel.times(factor)
    range.power = range.power.times(factor)
    range.energy = range.energy.times(factor)
  }

  mutating func scaleCurrent(by factor: Ratio?) {
    guard let factor else { return }
    range.current = range.current.times(factor)
    range.currentLevel = range.currentLevel.times(factor)
    range.power = range.power.times(factor)
    range.energy = range.energy.times(factor)
  }
}

/// The factors of one current range.
struct RangeScales {
  /// From 2^-24 count to microamperes.
  var current: Scale
  /// From 2^-32 count to microamperes.
  var currentLevel: Scale
  /// From 2^-32 count² to microwatts.
  var power: Scale
  /// From 2^-32 count² times sets to 2^-64 microwatt-hours.
  var energy: Scale
  /// What moves the voltage to this current's instant.
  var weights: InterpolationWeights

  init(_ frontEnd: FrontEnd, _ channel: Channel) {
    current = Scale(channel.gain).shifted(-24)
    currentLevel = Scale(channel.gain).shifted(-32)
    let squareMicrowatts = Scale(frontEnd.voltage.gain).times(channel.gain).divided(by: 1_000_000)
    power = squareMicrowatts.shifted(-32)
    energy = squareMicrowatts.divided(by: frontEnd.rate).divided(by: 3_600).shifted(32)
    weights = InterpolationWeights(
      delayNanoseconds: channel.delayNanoseconds - frontEnd.voltage.delayNanoseconds,
      rate: frontEnd.rate)
  }
}

extension FrontEnd {
  /// The current channel of a range.
  func channel(_ range: CurrentRange) -> Channel {
    range == .direct ? current : currentAmplified ?? current
  }
}
