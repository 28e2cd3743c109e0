// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// Finds where the voltage rises through its centre, between two sets.
///
/// A crossing counts only after the voltage was below the centre by the hysteresis, and not
/// sooner than 0.6 nominal periods after the last: notches and ringing make no cycles.
public struct ZeroCrossing {
  /// What the voltage swings about. Unit: counts.
  public var center: Int64 = 0
  /// Unit: counts.
  private let hysteresis: Int64
  /// Unit: sets.
  private let setsBetweenMin: Int64
  private var isArmed = false
  private var previous: Int64 = 0
  private var setsSinceCrossing: Int64

  /// The hysteresis is 5 % of the nominal peak: below that a line is interrupted
  /// [IEC 61000-4-30, interruption threshold].
  public init(_ frontEnd: FrontEnd) {
    let peak = frontEnd.nominalVoltage.microvolts * 1414 / 1000 / 20
    hysteresis = max(1, frontEnd.voltage.gain.dividing(peak))
    setsBetweenMin = frontEnd.rate.times(6) / (Int64(frontEnd.nominalFrequency.rawValue) * 10)
    setsSinceCrossing = setsBetweenMin
  }

  /// Takes the next voltage and says where it crossed.
  ///
  /// - Unit: 2^-16 of a set, counted from the set before: 0 ... 2^16. Rounding: down.
  public mutating func next(_ voltage: Int32) -> Int64? {
    let level = Int64(voltage) - center
    defer { previous = level }
    setsSinceCrossing += 1
    if level < -hysteresis { isArmed = true }
    guard isArmed, previous < 0, level >= 0, setsSinceCrossing > setsBetweenMin else { return nil }
    isArmed = false
    setsSinceCrossing = 0
    return (-previous << 16) / (level - previous)
  }

  /// Forgets the past: after a gap the next crossing starts anew.
  public mutating func restart() {
    isArmed = false
    previous = 0
    setsSinceCrossing = setsBetweenMin
  }
}
