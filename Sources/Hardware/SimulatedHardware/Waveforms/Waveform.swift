// SPDX-License-Identifier: Apache-2.0

/// What lies at the meter's terminals, as functions of continuous time.
public protocol Waveform: Sendable {
  /// How long it lasts, or nil where it never ends. Unit: seconds.
  var durationSeconds: Double? { get }

  /// The voltage at a time after the start. Unit: volts, seconds.
  func voltage(at seconds: Double) -> Double

  /// The current at a time after the start, positive into the load. Unit: amperes, seconds.
  func current(at seconds: Double) -> Double
}
