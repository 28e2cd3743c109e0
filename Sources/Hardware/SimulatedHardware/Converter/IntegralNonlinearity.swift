// SPDX-License-Identifier: Apache-2.0

/// How far a converter's codes lie from a straight line through both its ends.
///
/// - With u from -1 to 1 over the range: an S shape (3√3/2) · u · (1 - u²), whose peaks are ±1; a
///   bow 1 - u², whose peak is 1; and a step down at mid-scale, where the most significant bit
///   takes over from all others, between two straight lines to the ends.
/// - Unit: LSB. `Calibration/ConverterINL.csv` has the typical ones in steps.
public struct IntegralNonlinearity: Equatable, Sendable {
  /// Peak of the S shape.
  public var sShapeLSB = 0.0
  /// Peak of the bow.
  public var bowLSB = 0.0
  /// Height of the step; half of it lies on either side of zero.
  public var carryStepLSB = 0.0

  /// A straight line.
  public static let none = IntegralNonlinearity()

  /// Makes a straight line.
  public init() {}

  /// Makes the sum of the three.
  public init(sShapeLSB: Double, bowLSB: Double, carryStepLSB: Double) {
    self.sShapeLSB = sShapeLSB
    self.bowLSB = bowLSB
    self.carryStepLSB = carryStepLSB
  }

  /// By how much a converter of so many codes reads too much where the ideal one reads `level`.
  ///
  /// - Unit: LSB. 0 beyond both ends.
  public func error(at level: Double, codes: Double) -> Double {
    let place = max(-1, min(1, level * (2 / codes) - 1))
    let bell = 1 - place * place
    let carry = (place < 0 ? 1 + place : place - 1) / 2
    return bell * (sShapeLSB * Self.sShapePeak * place + bowLSB) + carryStepLSB * carry
  }

  /// 1 / max u · (1 - u²) = 3√3/2.
  private static let sShapePeak = 2.598_076_211_353_316
}
