// SPDX-License-Identifier: Apache-2.0

import Foundation
import Metrology
import Quantities

/// A load on a sine: what a converter with ideal steps would see of it.
struct SineWave {
  var frequency = 50.0
  var volts = 230.0
  var amperes = 5.0
  /// Positive: the current lags.
  var degrees = 0.0
  var harmonics: [(order: Double, volts: Double, amperes: Double)] = []
  var offset = (voltage: 0.0, current: 0.0)
  var rate = 7407.0
  var currentDelay = 0.0

  static let gain = (voltage: 100.0, current: 10.0)

  /// One set of microvolt and microampere counts: 100 µV and 10 µA each.
  func set(_ index: Int) -> SampleSet {
    let time = (Double(index) + 0.5) / rate
    var (v, i) = (offset.voltage, offset.current)
    for (order, volts, amperes) in [(1, volts, amperes)] + harmonics {
      let turn = 2 * Double.pi * frequency * order
      v += 2.0.squareRoot() * volts * sin(turn * time)
      i +=
        2.0.squareRoot() * amperes
        * sin(turn * (time + currentDelay) - order * degrees * .pi / 180)
    }
    return SampleSet(
      voltage: Int32((v * 1e6 / Self.gain.voltage).rounded()),
      current: Int32((i * 1e6 / Self.gain.current).rounded()))
  }

  var frontEnd: FrontEnd {
    FrontEnd(
      rate: Ratio(constant: Int64(rate * 1000), over: 1000),
      voltage: Channel(gain: Ratio(constant: 100)),
      current: Channel(
        gain: Ratio(constant: 10), delayNanoseconds: Int64((currentDelay * 1e9).rounded())),
      nominalFrequency: frequency > 55 ? .hertz60 : .hertz50,
      nominalVoltage: Voltage(microvolts: 230_000_000))
  }
}

/// Keeps all that an element measures.
struct Measurements: MeasurementSink {
  var blocks: [BlockFigures] = []
  var energy: Int128 = 0
  var energyDC: Int128 = 0
  var steps: [EnergyStep] = []
  /// What was foreseen, with the number of steps before it.
  var foreseen: [(step: Int, open: OpenEnergy)] = []

  var halfCycles: [HalfCycle] = []

  mutating func passed(_ halfCycle: HalfCycle) { halfCycles.append(halfCycle) }

  mutating func interrupted() {}

  mutating func measured(_ block: BlockFigures) { blocks.append(block) }

  mutating func metered(_ step: EnergyStep) {
    steps.append(step)
    energy += step.energy.raw
    energyDC += step.energyDC.raw
  }

  mutating func foresaw(_ energy: OpenEnergy) { foreseen.append((steps.count, energy)) }

  /// Unit: watt-hours.
  var wattHours: Double { Double(energy) / 0x1p64 / 1e6 }

  /// Measures so many sets of a wave.
  init(_ wave: SineWave, sets: Int) throws {
    try self.init(wave.frontEnd, (0..<sets).map(wave.set))
  }

  init(_ frontEnd: FrontEnd, _ sets: [SampleSet]) throws {
    var element = try MeasuringElement(frontEnd)
    let last = Instant(nanoseconds: UInt64(Double(sets.count) / frontEnd.rateDouble * 1e9))
    element.add(sets.span, endingAt: last, into: &self)
    element.finish(into: &self)
  }
}

extension FrontEnd {
  var rateDouble: Double { Double(rate.numerator) / Double(rate.denominator) }
}
