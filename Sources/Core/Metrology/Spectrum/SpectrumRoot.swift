// SPDX-License-Identifier: Apache-2.0

/// A square root as mantissa · 2^-exponent, the mantissa of 32 bits.
struct SpectrumRoot {
  /// 2^31 ..< 2^32, or 0 for the root of 0.
  let mantissa: UInt64
  let exponent: Int

  /// Rounding: down, within 2^-31 of the root.
  init(_ square: UInt64) {
    let room = square.leadingZeroBitCount & ~1
    let normal = square &<< UInt64(room)
    exponent = room / 2
    guard normal > 0 else {
      mantissa = 0
      return
    }
    // 5/8 x + 0.39 is within 10 % of the root from a quarter to one; each step squares the error.
    var root = normal &>> 33 &+ normal &>> 35 &+ 0x63D7_0A3D
    for _ in 0..<3 { root = (root &+ normal / root) &>> 1 }
    mantissa = min(0xFFFF_FFFF, root)
  }

  /// Millionths of another root. Rounding: down, saturating.
  func millionths(of other: SpectrumRoot) -> UInt32 {
    guard other.mantissa > 0 else { return .max }
    let ratio = (mantissa * 1_000_000) / (other.mantissa >> 8)
    let shift = 8 + exponent - other.exponent
    if shift < -20 { return ratio == 0 ? 0 : .max }
    return UInt32(clamping: shift < 0 ? ratio << UInt64(-shift) : ratio >> UInt64(min(63, shift)))
  }
}
