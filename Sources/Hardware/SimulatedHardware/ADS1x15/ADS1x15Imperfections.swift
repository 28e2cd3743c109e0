// SPDX-License-Identifier: Apache-2.0

/// In what a simulated ADS1015 or ADS1115 and the sensor before it differ from ideal ones.
public struct ADS1x15Imperfections: Sendable {
  /// Unit: fraction; 0.04 converts 4 % too often. The datasheets allow ±0.1.
  public var oscillatorError = 0.0
  /// How fast that changes. Unit: fraction a second.
  public var oscillatorDrift = 0.0
  /// Noise at the code, whatever the gain. Unit: steps of the part, effective.
  public var noiseRMS = 0.0
  /// Of sensor and converter at ±2.048 V. Unit: fraction; 0.01 reads 1 % too much.
  public var gainError = 0.0
  /// In addition at every other gain [ADS1115] gain match: 0.1 % at most. Unit: fraction.
  public var gainMismatch = 0.0
  /// At the converter's input. Unit: volts.
  public var offsetVolts = 0.0
  /// By how much the sensor follows late. Unit: seconds.
  public var delaySeconds = 0.0
  /// Integral non-linearity: what the part makes of an ideal, unrounded code, both in its steps.
  public var transfer: (@Sendable (Double) -> Double)?

  /// Makes an ideal converter.
  public init() {}
}

/// In what the stamps of ready edges differ from the instants of the edges.
public struct EdgeImperfections: Sendable {
  /// From the edge to its stamp, in the mean. Unit: nanoseconds.
  public var latencyNanoseconds = 60_000.0
  /// How much that varies, effective (normal distribution; a stamp is never before its edge).
  /// Unit: nanoseconds.
  public var jitterNanoseconds = 0.0
  /// The share of edges that nobody sees. Unit: fraction.
  public var droppedShare = 0.0
  /// The share of edges that come twice, some microseconds apart. Unit: fraction.
  public var repeatedShare = 0.0
  /// From the stamp until the reader runs. Unit: nanoseconds.
  public var wakeNanoseconds: UInt64 = 15_000

  /// Makes edges that are late by 60 µs, all of them alike.
  public init() {}
}
