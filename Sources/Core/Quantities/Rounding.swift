// SPDX-License-Identifier: Apache-2.0

extension FixedWidthInteger {
  /// The quotient by a positive divisor, rounded to nearest, halves away from zero.
  ///
  /// - Range: `divisor` > 0 and |self| + divisor / 2 fits. Rounding: half away from zero.
  @inlinable
  public func roundedQuotient(_ divisor: Self) -> Self {
    let half = divisor / 2
    return self < 0 ? (self - half) / divisor : (self + half) / divisor
  }

  /// The value over 2^bits, rounded to nearest, halves towards positive infinity.
  ///
  /// - Range: 0 < bits < bitWidth; every value.
  @inlinable
  public func roundedShift(_ bits: Int) -> Self {
    (self &>> Self(truncatingIfNeeded: bits)) &+ (self &>> Self(truncatingIfNeeded: bits &- 1) & 1)
  }
}

extension FixedWidthInteger {
  /// The sum, held at the type's own end where it does not fit.
  @inlinable
  public func addingSaturating(_ other: Self) -> Self {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? (other < 0 ? .min : .max) : sum
  }
}

extension UInt128 {
  /// The integer square root: the largest r with r * r <= self.
  ///
  /// - Rounding: towards zero. Allocates: never.
  /// - Source: [Zimmermann 1999] Karatsuba square root, for two halves.
  public var squareRoot: UInt64 {
    guard self > 0 else { return 0 }
    let shift = leadingZeroBitCount & ~1
    let normal = self << UInt128(shift)
    let high = UInt64(truncatingIfNeeded: normal >> 64)
    let root = high.normalizedRoot
    // root < 2^32 and the rest is at most 2 root: the quotient below has at most 33 bits.
    let rest = UInt128(high - root * root) << 32 | (normal >> 32) & 0xFFFF_FFFF
    var (quotient, left) = UInt128(root * 2).dividingSmall(rest)
    if quotient > 0xFFFF_FFFF {
      left += (quotient - 0xFFFF_FFFF) * UInt128(root * 2)
      quotient = 0xFFFF_FFFF
    }
    var result = UInt128(root) << 32 + quotient
    if left << 32 + normal & 0xFFFF_FFFF < quotient * quotient { result -= 1 }
    return UInt64(result >> UInt128(shift / 2))
  }

  /// Quotient and rest of a dividend below 2^66 by this divisor, which is above 2^31.
  private func dividingSmall(_ dividend: UInt128) -> (UInt128, UInt128) {
    let (quotient, rest) = UInt64(self).dividingFullWidth(
      (UInt64(truncatingIfNeeded: dividend >> 64), UInt64(truncatingIfNeeded: dividend)))
    return (UInt128(quotient), UInt128(rest))
  }
}

extension UInt64 {
  /// The integer square root of a number of 63 or 64 bits. Rounding: towards zero.
  fileprivate var normalizedRoot: UInt64 {
    // 5/8 x + 0.39 is within 10 % of the root from a quarter to one; each step squares the error.
    var root = self >> 33 + self >> 35 + 0x63D7_0A3D
    for _ in 0..<3 { root = Swift.min(0xFFFF_FFFF, (root + self / root) >> 1) }
    // A step ends at the root or one above it.
    return root * root > self ? root - 1 : root
  }
}
