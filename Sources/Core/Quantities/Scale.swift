// SPDX-License-Identifier: Apache-2.0

/// A positive real factor as `mantissa` * 2^exponent, to 63 significant bits or better.
///
/// Built once from exact ratios, applied once per block: the relative error of a factor is
/// below 2^-62 for each ratio in it, and of one application 2^-1 of the last place.
public struct Scale: Equatable, Sendable {
  /// In 2^63 ..< 2^64.
  public let mantissa: UInt64
  /// The power of two that multiplies the mantissa.
  public let exponent: Int

  /// Makes the factor of a positive integer, exactly where it has at most 64 bits.
  public init(_ value: UInt128) {
    precondition(value > 0)
    let excess = 64 - value.leadingZeroBitCount
    let normal = excess >= 0 ? value >> UInt128(excess) : value << UInt128(-excess)
    mantissa = UInt64(truncatingIfNeeded: normal)
    exponent = excess
  }

  /// Makes the factor of a ratio.
  public init(_ ratio: Ratio) {
    self = Scale(UInt128(ratio.numerator)).divided(by: UInt128(ratio.denominator))
  }

  private init(mantissa wide: UInt128, exponent: Int) {
    let normal = Scale(wide)
    self.mantissa = normal.mantissa
    self.exponent = normal.exponent + exponent
  }

  /// This factor times a ratio.
  public func times(_ ratio: Ratio) -> Scale {
    times(UInt128(ratio.numerator)).divided(by: UInt128(ratio.denominator))
  }

  /// This factor over a ratio.
  public func divided(by ratio: Ratio) -> Scale {
    times(UInt128(ratio.denominator)).divided(by: UInt128(ratio.numerator))
  }

  /// This factor times a positive integer.
  public func times(_ value: UInt128) -> Scale {
    let other = Scale(value)
    return Scale(
      mantissa: UInt128(mantissa) * UInt128(other.mantissa), exponent: exponent + other.exponent)
  }

  /// This factor over a positive integer.
  public func divided(by value: UInt128) -> Scale {
    let other = Scale(value)
    return Scale(
      mantissa: (UInt128(mantissa) << 64) / UInt128(other.mantissa),
      exponent: exponent - 64 - other.exponent)
  }

  /// This factor times 2^bits.
  public func shifted(_ bits: Int) -> Scale {
    Scale(mantissa: UInt128(mantissa), exponent: exponent + bits)
  }

  /// The product with an integer, rounded to nearest, halves away from zero.
  ///
  /// - Range: |result| < 2^127; traps otherwise. Allocates: never.
  public func apply(_ value: Int128) -> Int128 {
    let product = value.magnitude.multipliedFullWidth(by: UInt128(mantissa))
    let magnitude = Int128(Scale.shift(product.high, product.low, by: exponent))
    return value < 0 ? -magnitude : magnitude
  }

  /// The product with an integer of one word: the same as with a wide one, for less.
  ///
  /// - Rounding: to nearest, halves away from zero. Range: |result| < 2^127; traps otherwise.
  public func apply(word value: Int64) -> Int128 {
    guard -127 ... -1 ~= exponent else { return apply(Int128(value)) }
    let product = UInt128(value.magnitude) &* UInt128(mantissa)
    // Below 2^127, so a half cannot carry out of it.
    let magnitude = Int128((product &+ 1 &<< UInt128(-exponent - 1)) &>> UInt128(-exponent))
    return value < 0 ? -magnitude : magnitude
  }

  /// The product with the leading 63 bits of an integer, for less than with all of them.
  ///
  /// - Rounding: towards zero, both of the integer and of the product. Range: |result| < 2^127;
  ///   traps otherwise.
  public func apply(leading value: Int128) -> Int128 {
    let bits = max(0, 65 - value.magnitude.leadingZeroBitCount)
    let word = UInt64(truncatingIfNeeded: value.magnitude &>> UInt128(bits))
    let product = UInt128(word) &* UInt128(mantissa)
    let shift = exponent + bits
    precondition(shift < product.leadingZeroBitCount)  // the result fits
    let magnitude = Int128(
      truncatingIfNeeded: shift >= 0
        ? product &<< UInt128(shift) : shift < -127 ? 0 : product &>> UInt128(-shift))
    return value < 0 ? -magnitude : magnitude
  }

  private static func shift(_ high: UInt128, _ low: UInt128, by exponent: Int) -> UInt128 {
    if exponent >= 0 {
      precondition(high == 0 && exponent < 128 && low.leadingZeroBitCount >= exponent)
      return low << UInt128(exponent)
    }
    let bits = -exponent
    if bits > 255 { return 0 }
    if bits > 128 { return (high + (1 << UInt128(bits - 129))) >> UInt128(bits - 128) }
    let (rounded, carry) = low.addingReportingOverflow(1 << UInt128(bits - 1))
    let carried = high + (carry ? 1 : 0)
    if bits == 128 { return carried }
    precondition(carried >> UInt128(bits) == 0)  // the result fits
    return carried << UInt128(128 - bits) | rounded >> UInt128(bits)
  }
}
