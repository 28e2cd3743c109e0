// SPDX-License-Identifier: Apache-2.0

import Drivers
import Foundation
import Metrology
import Quantities
import SimulatedHardware
import Testing

@testable import meterbench

/// The mean of blocks.
struct MeanFigures: Sendable {
  var blocks = 0
  var voltage = 0.0
  var current = 0.0
  var power = 0.0
  var frequency = 0.0
  var ranges: Set<CurrentRange> = []

  /// Unit: fraction of the true power.
  func error(_ truth: Double) -> Double { power / truth - 1 }
}

/// The reference board with sensors that are off by a stated amount, and what one measurement at
/// one point of each range tells of them.
enum CalibratedBoard {
  /// Gains off by +0.4 %, -0.7 % and +1.1 %, pins off by some codes, sensors late by some 10 µs.
  static var analog: AnalogFrontEnd {
    var analog = AnalogFrontEnd.referenceBoard
    analog.voltage.gainError = 0.004
    analog.current.gainError = -0.007
    analog.currentAmplified.gainError = 0.011
    analog.voltage.delaySeconds = 6e-6
    analog.current.delaySeconds = 31e-6
    analog.currentAmplified.delaySeconds = 38e-6
    analog.voltage.offsetVolts = 1.3e-3
    analog.current.offsetVolts = -0.8e-3
    analog.currentAmplified.offsetVolts = 2.1e-3
    analog.noiseRMS = 0.3
    return analog
  }

  static let nominal = ReferenceBoard.frontEnd(nominalFrequency: .hertz50)
  static let voltage = 230.0
  /// The one point of each range: power factor 0.5, lagging.
  static let lagDegrees = 60.0
  static let pointDirect = 20.0
  static let pointAmplified = 2.0
  static let pointSeconds = 4.0

  /// What the firmware would be told after the calibration.
  static func frontEnd(seed: UInt64) throws -> FrontEnd {
    let direct = try point(pointDirect, seed: seed)
    let amplified = try point(pointAmplified, seed: seed &+ 1)
    try #require(direct.ranges == [.direct] && amplified.ranges == [.amplified])
    var frontEnd = nominal
    frontEnd.voltage.gain = nominal.voltage.gain.scaled(voltage / direct.voltage)
    frontEnd.current = calibrated(nominal.current, direct, pointDirect)
    frontEnd.currentAmplified = try calibrated(
      #require(nominal.currentAmplified), amplified, pointAmplified)
    frontEnd.isCalibrated = true
    return frontEnd
  }

  private static func point(_ current: Double, seed: UInt64) throws -> MeanFigures {
    try measure(
      load(current, lag: lagDegrees, voltage: voltage), nominal, seed: seed, seconds: pointSeconds)
  }

  /// A current that lags by more than it should comes from a sensor that is late.
  private static func calibrated(
    _ channel: Channel, _ point: MeanFigures, _ current: Double
  ) -> Channel {
    let angle = acos(point.power / (point.voltage * point.current))
    let late = (angle - lagDegrees * .pi / 180) / (2 * .pi * point.frequency)
    return Channel(
      gain: channel.gain.scaled(current / point.current),
      delayNanoseconds: channel.delayNanoseconds - Int64((late * 1e9).rounded()))
  }

  /// Runs the whole meter and gives the mean of its blocks, those of `skipping` left out.
  static func measure(
    _ waveform: SyntheticWaveform, _ frontEnd: FrontEnd, seed: UInt64, seconds: Double,
    skipping lead: Double = 0
  ) throws -> MeanFigures {
    var plan = DeskPlan(waveform, .hertz50)
    plan.analog = analog
    plan.frontEnd = frontEnd
    plan.seed = seed
    var meter = try WholeMeter(alone: plan)
    _ = try meter.start()
    var (mean, seen) = (MeanFigures(), UInt64(0))
    try meter.run(seconds: lead + seconds) { meter in
      guard meter.blocks > seen else { return }
      seen = meter.blocks
      if meter.elapsed < lead { return }
      guard let block = meter.latest, let frequency = block.frequency else { return }
      mean.blocks += 1
      mean.voltage += Double(block.voltage.microvolts) / 1e6
      mean.current += Double(block.current.microamperes) / 1e6
      mean.power += Double(block.activePower.microwatts) / 1e6
      mean.frequency += Double(frequency.microhertz) / 1e6
      mean.ranges.insert(block.range)
    }
    let count = Double(mean.blocks)
    mean.voltage /= count
    mean.current /= count
    mean.power /= count
    mean.frequency /= count
    return mean
  }
}

extension Ratio {
  /// This ratio times a factor near one, to 10⁻⁹.
  fileprivate func scaled(_ factor: Double) -> Ratio {
    Ratio(
      constant: Int64((Double(numerator) * factor * 1000).rounded()), over: denominator * 1000)
  }
}
