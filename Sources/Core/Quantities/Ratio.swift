// SPDX-License-Identifier: Apache-2.0

/// An exact positive ratio of two integers: a gain, a sampling rate.
public struct Ratio: Equatable, Sendable {
  /// The part above the line, > 0.
  public let numerator: Int64
  /// The part below the line, > 0.
  public let denominator: Int64

  /// Makes a ratio; nil unless both parts are positive.
  public init?(_ numerator: Int64, over denominator: Int64) {
    guard numerator > 0, denominator > 0 else { return nil }
    self.numerator = numerator
    self.denominator = denominator
  }

  /// Makes a ratio known to be positive when it is written. Traps otherwise.
  public init(constant numerator: Int64, over denominator: Int64 = 1) {
    precondition(numerator > 0 && denominator > 0)
    self.numerator = numerator
    self.denominator = denominator
  }

  /// The value times a whole number, rounded to nearest.
  ///
  /// - Range: the result fits Int64; traps otherwise.
  public func times(_ value: Int64) -> Int64 {
    Int64((Int128(value) * Int128(numerator)).roundedQuotient(Int128(denominator)))
  }

  /// A whole number over this ratio, rounded to nearest.
  ///
  /// - Range: the result fits Int64; traps otherwise.
  public func dividing(_ value: Int64) -> Int64 {
    Int64((Int128(value) * Int128(denominator)).roundedQuotient(Int128(numerator)))
  }
}
