// SPDX-License-Identifier: Apache-2.0

/// A binary fixed-point number: `raw` counts 2^-fraction.
///
/// Named Qm_n after its integer and fraction bits. Narrowing is a named method.
public struct Fixed<Storage: FixedWidthInteger & SignedInteger & Sendable, let fraction: Int>:
  Equatable, Sendable
{
  /// The value times 2^fraction.
  public var raw: Storage

  /// Makes the number whose value times 2^fraction is `raw`.
  public init(raw: Storage) {
    self.raw = raw
  }

  /// Makes a whole number. Traps where it does not fit.
  public init(whole: Storage) {
    let shifted = whole << Storage(fraction)
    precondition(shifted >> Storage(fraction) == whole)
    self.raw = shifted
  }

  /// The whole part. Rounding: nearest, halves up.
  public var rounded: Storage {
    fraction == 0 ? raw : raw.roundedShift(fraction)
  }
}

/// One interpolation weight.
public typealias Q2_30 = Fixed<Int32, 30>
/// A mean of products in counts², and a sum of such.
public typealias Q96_32 = Fixed<Int128, 32>
/// A root of a mean square in counts.
public typealias Q40_24 = Fixed<Int64, 24>
/// An energy in microwatt-hours: the register and its residual in one number.
public typealias Q64_64 = Fixed<Int128, 64>
