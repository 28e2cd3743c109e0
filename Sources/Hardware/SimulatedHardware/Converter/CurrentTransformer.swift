// SPDX-License-Identifier: Apache-2.0

/// The errors of a current transformer, which grow as the current falls: at low induction the
/// core's permeability is low, and the magnetizing current takes more of the primary's.
///
/// - At I amperes: lead = lead∞ + low-current lead / (1 + I/knee), and the ratio's error likewise
///   with no part at high currents, which is the gain's.
public struct CurrentTransformer: Equatable, Sendable {
  /// By how much the secondary leads at high currents. Unit: degrees.
  public var leadDegrees = 0.0
  /// By how much more it leads as the current goes to zero. Unit: degrees.
  public var lowCurrentLeadDegrees = 0.0
  /// The ratio's error as the current goes to zero. Unit: fraction; negative reads too little.
  public var lowCurrentRatioError = 0.0
  /// Where the two have fallen to half. Unit: amperes; positive.
  public var kneeAmperes = 1.0

  /// No errors.
  public static let none = CurrentTransformer()

  /// Makes a transformer without errors.
  public init() {}

  /// The secondary's lead at an effective current. Unit: amperes in, radians out.
  public func leadRadians(at amperes: Double) -> Double {
    (leadDegrees + lowCurrentLeadDegrees / (1 + amperes / kneeAmperes)) * .pi / 180
  }

  /// The ratio's error at an effective current. Unit: amperes in, fraction out.
  public func ratioError(at amperes: Double) -> Double {
    lowCurrentRatioError / (1 + amperes / kneeAmperes)
  }
}
