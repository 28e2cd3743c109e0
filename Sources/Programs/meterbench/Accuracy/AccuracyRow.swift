// SPDX-License-Identifier: Apache-2.0

import Foundation
import SimulatedHardware

/// What one specimen of a board reached at one test point.
struct AccuracyRow: Equatable {
  var point: TestPoint
  var board: String
  var seed: UInt64
  /// The error or the variation; nil where it could not be measured. Unit: percent.
  var errorPercent: Double?
  /// Why there is no error.
  var missingReason: String?

  /// The error over what may not be exceeded.
  var shareUsed: Double? { errorPercent.map { abs($0) / point.limitPercent } }

  /// The share used; without end where it could not be measured.
  var urgency: Double { shareUsed ?? .infinity }

  /// Whether the point is held: what could not be measured is not.
  var isHeld: Bool { (errorPercent?.magnitude ?? .infinity) <= point.boundPercent }
}

extension TestPoint {
  /// What a specimen's readings say of this point; `reference` is that of reference conditions.
  ///
  /// - Unit: percent. Nil where the readings do not hold the quantity.
  func errorPercent(of reading: MeterReading, reference: MeterReading?) -> Double? {
    guard let error = errorPercent(of: reading) else { return nil }
    guard kind == .variation else { return error }
    guard let reference, let base = errorPercent(of: reference) else { return nil }
    return error - base
  }

  /// Why a reading does not hold the quantity.
  var missingReason: String {
    switch quantity {
    case .reactive, .reactiveOfApparent, .startingReactive: "the registers hold no reactive energy"
    case .frequency, .frequencyAsBuilt: "a block has no frequency"
    case .frequency10Seconds: "the meter tells no frequency over 10 s"
    case .active, .current, .voltage, .noLoad, .starting: "there is nothing to compare with"
    }
  }

  /// Unit: percent. The truth is the closed form of the waveform over the measured cycles.
  private func errorPercent(of reading: MeterReading) -> Double? {
    let truth = reading.truth
    let hours = reading.seconds / 3600
    switch quantity {
    case .active, .starting:
      return Self.percent(reading.activeWattHours, of: truth.activePower * hours)
    case .reactive, .startingReactive:
      return reading.reactiveVarHours.map {
        Self.percent($0, of: truth.fundamentalReactivePower * hours)
      }
    case .reactiveOfApparent:
      return reading.reactiveVarHours.map {
        100 * ($0 - truth.fundamentalReactivePower * hours)
          / (truth.voltage * truth.current * hours)
      }
    case .current: return Self.percent(reading.current, of: truth.current)
    case .voltage:
      return 100 * (reading.voltage - truth.voltage) * condition.voltage / truth.voltage
    case .frequency, .frequencyAsBuilt:
      return reading.frequencyError.map { 100 * $0 / condition.frequency }
    case .frequency10Seconds:
      return reading.frequencyError10Seconds.map { 100 * $0 / condition.frequency }
    case .noLoad:
      let pulses = reading.grossWattHours / 1000 * Self.pulsesPerKilowattHour
      return 100 * pulses * standardSeconds / reading.seconds
    }
  }

  /// The reference board's test output.
  static let pulsesPerKilowattHour = 1_000.0

  private static func percent(_ value: Double, of truth: Double) -> Double {
    100 * (value / truth - 1)
  }
}

extension AccuracyRow: Encodable {
  private enum Key: String, CodingKey {
    case standard, point, board, seed, quantity, kind, confidence, reason
    case accuracyClass = "class"
    case limit_percent, error_percent, share_held
  }

  func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    try object.encode(point.standard, forKey: .standard)
    try object.encode(point.accuracyClass, forKey: .accuracyClass)
    try object.encode(point.name, forKey: .point)
    try object.encode(board, forKey: .board)
    try object.encode(seed, forKey: .seed)
    try object.encode(point.quantity.rawValue, forKey: .quantity)
    try object.encode(point.kind.rawValue, forKey: .kind)
    try object.encode(point.confidence, forKey: .confidence)
    try object.encode(point.limitPercent, forKey: .limit_percent)
    try object.encode(point.share, forKey: .share_held)
    try object.encode(errorPercent, forKey: .error_percent)
    try object.encodeIfPresent(missingReason, forKey: .reason)
  }
}
