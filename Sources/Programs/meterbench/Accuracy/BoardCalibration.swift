// SPDX-License-Identifier: Apache-2.0

import Foundation
import Metrology
import Quantities
import SimulatedHardware

/// Calibrates one specimen of a board as a bench does: against known voltage, current and energy.
///
/// Gain near Ib at power factor 1, delay at 0.5 lagging, noise at no load, then gain and delay
/// against the current, range by range. All of it from what the meter shows and registers.
struct BoardCalibration {
  let board: any AccuracyBoard
  let seed: UInt64
  /// A converter with more noise is broken. Unit: counts, effective.
  private static let noiseCountsMax = 1_000.0
  /// What is known so far.
  private(set) var frontEnd: FrontEnd

  /// Calibrates.
  static func frontEnd(
    of board: any AccuracyBoard, seed: UInt64
  ) throws(BenchError) -> FrontEnd {
    var calibration = BoardCalibration(board: board, seed: seed, frontEnd: board.frontEnd)
    for (index, range) in board.calibration.enumerated() {
      if index == 0 { try calibration.findVoltageGain(range) }
      try calibration.findGain(range)
      try calibration.findDelay(range)
      try calibration.findNoise(range)
      try calibration.findCurve(range)
    }
    calibration.frontEnd.isCalibrated = true
    return calibration.frontEnd
  }

  private func read(
    _ range: RangeProcedure, _ amperes: Double, lag: Double = 0, _ purpose: String
  ) throws(BenchError) -> MeterReading {
    let condition = TestCondition(
      shape: .sine, voltage: 1, current: amperes, lagDegrees: lag,
      frequency: AccuracyBoards.hertz, seconds: RangeProcedure.seconds(at: amperes))
    let reading = try board.read(
      ReadingPlan(
        condition: condition, frontEnd: frontEnd, seed: seed, channels: range.channels,
        purpose: "calibration " + purpose))
    guard range.isAlone || reading.ranges == [range.range] else {
      throw BenchError(
        .software, "board \(board.name), seed \(seed)",
        "at \(amperes) A the meter does not take the range that is calibrated")
    }
    return reading
  }

  private mutating func findVoltageGain(_ range: RangeProcedure) throws(BenchError) {
    let reading = try read(range, range.baseAmperes, "voltage")
    let factor = try checked(reading.truth.voltage / reading.voltage, "voltage gain")
    frontEnd.voltage.gain = frontEnd.voltage.gain.scaled(factor)
  }

  private mutating func findGain(_ range: RangeProcedure) throws(BenchError) {
    let reading = try read(range, range.baseAmperes, "gain")
    let factor = try checked(1 / reading.activeRatio, "current gain")
    frontEnd[range.range].gain = frontEnd[range.range].gain.scaled(factor)
  }

  private mutating func findDelay(_ range: RangeProcedure) throws(BenchError) {
    let lag = RangeProcedure.lagDegrees
    let reading = try read(range, range.baseAmperes, lag: lag, "delay")
    frontEnd[range.range].delayNanoseconds -= try lateNanoseconds(reading.activeRatio)
  }

  /// What the meter shows without current is noise: the converter's and its rounding's.
  private mutating func findNoise(_ range: RangeProcedure) throws(BenchError) {
    // A meter that chooses by itself never takes the direct range without current.
    guard range.isAlone || range.range == .amplified else { return }
    let reading = try read(range, 0, "noise")
    let counts = reading.current * 1e6 / frontEnd[range.range].gain.double
    guard counts < Self.noiseCountsMax else { throw refusal("noise", counts) }
    frontEnd[range.range].noiseVariance = Int64((counts * counts * 0x1p16).rounded())
  }

  /// Gain at power factor 1, and delay from what is left at 0.5, at each current of the range.
  private mutating func findCurve(_ range: RangeProcedure) throws(BenchError) {
    var curve = CalibrationCurve()
    for amperes in range.curveAmperes {
      let plain = try read(range, amperes, "curve").activeRatio
      let lagging = try read(range, amperes, lag: RangeProcedure.lagDegrees, "curve").activeRatio
      let gain = try checked(1 / plain, "gain at \(amperes) A") - 1
      let point = CalibrationPoint(
        current: Current(microamperes: Int64((amperes * 1e6).rounded())),
        gainBillionths: Int32((gain * 1e9).rounded()),
        delayNanoseconds: Int32(-(try lateNanoseconds(lagging / plain))))
      guard curve.add(point) else { throw refusal("curve", amperes) }
    }
    frontEnd[range.range].curve = curve
  }

  /// By how much a current is seen late, from the power at a known lag over the true one.
  private func lateNanoseconds(_ ratio: Double) throws(BenchError) -> Int64 {
    let lag = RangeProcedure.lagDegrees * .pi / 180
    let late = (acos(max(-1, min(1, ratio * cos(lag)))) - lag) / (2 * .pi * AccuracyBoards.hertz)
    guard late.magnitude < 1e-3 else { throw refusal("delay", late) }
    return Int64((late * 1e9).rounded())
  }

  /// A board that is off by more than a tenth is broken, not uncalibrated.
  private func checked(_ factor: Double, _ name: String) throws(BenchError) -> Double {
    guard (0.9...1.1).contains(factor) else { throw refusal(name, factor) }
    return factor
  }

  private func refusal(_ name: String, _ value: Double) -> BenchError {
    BenchError(.software, "board \(board.name), seed \(seed)", "no \(name) can be \(value)")
  }
}

extension FrontEnd {
  /// The current channel of a range.
  fileprivate subscript(range: CurrentRange) -> Channel {
    get { range == .amplified ? currentAmplified ?? current : current }
    set { if range == .amplified { currentAmplified = newValue } else { current = newValue } }
  }
}

extension MeterReading {
  /// Registered over true active energy.
  fileprivate var activeRatio: Double { activeWattHours * 3600 / (truth.activePower * seconds) }
}

extension Ratio {
  /// This ratio times a factor near one. Rounding: to 10⁻⁹ of its value.
  fileprivate func scaled(_ factor: Double) -> Ratio {
    let exact = Int128((factor * 1e12).rounded()) * Int128(numerator)
    let wanted = Ratio(cancelling: exact, over: Int128(denominator) * 1_000_000_000_000)
    return wanted ?? self
  }
}
