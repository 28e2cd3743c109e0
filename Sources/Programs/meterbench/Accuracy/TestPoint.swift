// SPDX-License-Identifier: Apache-2.0

/// One row of `Calibration/TestPoints.csv`: a point, what is measured there, and its limit.
struct TestPoint: Equatable {
  /// What is measured, and what its error is a share of.
  enum Quantity: String, CaseIterable {
    /// Active energy; of the true energy.
    case active
    /// Reactive energy of the fundamental; of the true energy.
    case reactive
    /// Reactive energy of the fundamental; of the apparent energy.
    case reactiveOfApparent = "reactive-of-apparent"
    /// RMS current; of the true current.
    case current
    /// RMS voltage; of the declared voltage.
    case voltage
    /// Frequency of each block with an exact clock, effective value of its errors; of the true
    /// frequency.
    case frequency
    /// Frequency of each block with the board's own clock; as `frequency`.
    case frequencyAsBuilt = "frequency-as-built"
    /// Frequency over 10 s with an exact clock; as `frequency`.
    case frequency10Seconds = "frequency-10s"
    /// Active energy registered without current; of the energy of one pulse.
    case noLoad = "no-load"
    /// Active energy at the starting current; of the true energy.
    case starting
    /// Reactive energy at the starting current; of the true energy.
    case startingReactive = "starting-reactive"
  }

  /// What the limit bounds.
  enum Kind: String, CaseIterable {
    /// The error at the point.
    case error
    /// By how much the error differs from that under reference conditions.
    case variation
  }

  var standard: String
  var accuracyClass: String
  /// Unique in the table.
  var name: String
  var quantity: Quantity
  var kind: Kind
  var condition: TestCondition
  /// The standard's own test time; longer than is measured at no load. Unit: seconds.
  var standardSeconds: Double
  /// The limit as the source has it. Unit: percent.
  var limitPercent: Double
  /// The share of the limit that this project holds.
  var share: Double
  /// The boards that claim to hold it.
  var boards: [String]
  /// How sure the limit is.
  var confidence: String
  /// As it is written in the table: "cos 0.5L".
  var factor: String

  /// What no error may exceed. Unit: percent.
  var boundPercent: Double { limitPercent * share }
}
