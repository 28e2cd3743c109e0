// SPDX-License-Identifier: Apache-2.0

import Metrology
import Quantities
import Recording

/// The part of a record that the fundamental and its harmonics are fitted to: all of it, up to its
/// first gap and to `setsMax` sets.
struct RecordPart {
  /// 141 s at 7,407 sets a second: what the fit takes seconds for.
  static let setsMax = 1 << 20

  private(set) var voltages: [Int32] = []
  private var currents: [Int32] = []
  private var currentsAmplified: [Int32] = []
  private var span: (start: Instant, end: Instant)?
  private var isClosed = false

  /// Takes the next run.
  mutating func add(
    _ frame: borrowing RecordingFrame, _ stamp: SampleStamp, count: Int, isAfterGap: Bool
  ) {
    if isAfterGap || voltages.count + count > RecordPart.setsMax { isClosed = true }
    guard !isClosed else { return }
    span = (span?.start ?? stamp.start, stamp.end)
    for index in 0..<count {
      let set = frame.set(at: index)
      voltages.append(set.voltage)
      currents.append(set.current)
      currentsAmplified.append(set.currentAmplified)
    }
  }

  /// The currents of one channel.
  func currents(_ range: CurrentRange) -> [Int32] {
    range == .direct ? currents : currentsAmplified
  }

  /// Sets a second, evenly spaced over the time that the stamps span; nil where that is not
  /// within a tenth of what the rate says. Stamps of one nanosecond say nothing.
  func rate(_ stated: Ratio) -> Double? {
    guard let span, !voltages.isEmpty else { return nil }
    let nominal = Double(voltages.count) / stated.double
    let passed = Double(span.end.since(span.start)) / 1e9
    guard abs(passed - nominal) >= 2e-9 else { return stated.double }
    return abs(passed / nominal - 1) < 0.1 ? Double(voltages.count) / passed : nil
  }
}

/// Frequency, fundamental powers and distortion of a record, by a least squares fit of a direct
/// component and of up to 40 harmonics, at the frequency that leaves the least of the voltage.
struct RecordFundamental {
  /// nil on a dead line, and where the part is shorter than 1.5 cycles.
  private(set) var frequencyHertz: Double?
  /// Positive is import.
  private(set) var activePowerWatts: Double?
  /// Positive where the current lags.
  private(set) var reactivePowerVars: Double?
  /// Ratio to the fundamental.
  private(set) var thdVoltage: Double?
  /// Ratio to the fundamental.
  private(set) var thdCurrent: Double?

  private static let ordersMax = 40
  /// Of the rate: higher orders are where filters end.
  private static let band = 0.45
  /// Below this voltage the frequency is the current's. Unit: volts.
  private static let deadVolts = 1.0
  /// Below both there is none. Unit: amperes.
  private static let deadAmperes = 0.05

  /// Fits a part of a record.
  init(_ part: RecordPart, _ frontEnd: FrontEnd, _ range: CurrentRange) {
    guard let rate = part.rate(frontEnd.rate) else { return }
    let channel = (range == .direct ? nil : frontEnd.currentAmplified) ?? frontEnd.current
    let volts = RecordFundamental.values(part.voltages, frontEnd.voltage)
    let amperes = RecordFundamental.values(part.currents(range), channel)
    let isLive = RecordFundamental.level(volts) > RecordFundamental.deadVolts
    guard isLive || RecordFundamental.level(amperes) > RecordFundamental.deadAmperes else { return }
    frequencyHertz = RecordFrequency.hertz(
      isLive ? volts : amperes, rate: rate, nominal: Double(frontEnd.nominalFrequency.rawValue))
    guard let frequencyHertz else { return }
    let turn = 2 * Double.pi * frequencyHertz
    let orders = min(
      RecordFundamental.ordersMax, Int(RecordFundamental.band * rate / frequencyHertz))
    guard let voltage = HarmonicFit(volts, turn: turn / rate, orders: orders),
      let current = HarmonicFit(amperes, turn: turn / rate, orders: orders)
    else { return }
    // The two are sampled one after the other: each phase goes back to the set's own instant.
    let later = frontEnd.voltage.delayNanoseconds - channel.delayNanoseconds
    let power =
      voltage.phasors[0] * current.phasors[0].conjugate
      * Phasor(angle: -turn * Double(later) / 1e9)
    activePowerWatts = power.real / 2
    reactivePowerVars = power.imaginary / 2
    thdVoltage = voltage.distortion
    thdCurrent = current.distortion
  }

  private static func values(_ counts: [Int32], _ channel: Channel) -> [Double] {
    let unit = channel.gain.double / 1e6
    return counts.map { Double($0) * unit }
  }

  /// The RMS.
  private static func level(_ values: [Double]) -> Double {
    (values.reduce(0) { $0 + $1 * $1 } / Double(max(1, values.count))).squareRoot()
  }
}
