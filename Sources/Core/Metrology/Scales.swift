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
  /// From 2^-40 turns a point to microhertz.
  let microhertz: Scale

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
    let setsPerPoint = UInt128(FundamentalFrequency.setsPerPoint(frontEnd))
    microhertz = Scale(frontEnd.rate).times(1_000_000).divided(by: setsPerPoint).shifted(-40)
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
  }
}

/// The factors of one current range.
struct RangeScales {
  /// From 2^-24 count to microamperes.
  let current: Scale
  /// From 2^-32 count to microamperes.
  let currentLevel: Scale
  /// From 2^-32 count² to microwatts.
  let power: Scale
  /// From 2^-32 count² times sets to 2^-64 microwatt-hours.
  let energy: Scale
  /// What moves the voltage to this current's instant.
  let weights: InterpolationWeights

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
