// SPDX-License-Identifier: Apache-2.0

extension FixedWidthInteger {
  /// The quotient by a positive divisor, rounded to nearest, halves away from zero.
  ///
  /// - Range: `divisor` > 0 and |self| + divisor / 2 fits. Rounding: half away from zero.
  public func roundedQuotient(_ divisor: Self) -> Self {
    let half = divisor / 2
    return self < 0 ? (self - half) / divisor : (self + half) / divisor
  }

  /// The value over 2^bits, rounded to nearest, halves towards positive infinity.
  ///
  /// - Range: 0 < bits < bitWidth; every value.
  public func roundedShift(_ bits: Int) -> Self {
    (self >> bits) + (self >> (bits - 1) & 1)
  }
}

extension FixedWidthInteger {
  /// The sum, held at the type's own end where it does not fit.
  public func addingSaturating(_ other: Self) -> Self {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? (other < 0 ? .min : .max) : sum
  }
}

extension UInt128 {
  /// The integer square root: the largest r with r * r <= self.
  ///
  /// - Rounding: towards zero. Allocates: never.
  public var squareRoot: UInt64 {
    guard self > 0 else { return 0 }
    var root: UInt128 = 1 << UInt128((129 - leadingZeroBitCount) / 2)
    while true {
      let next = (root + self / root) >> 1
      if next >= root { return UInt64(root) }
      root = next
    }
  }
}
