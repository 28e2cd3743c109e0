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
}

/// One interpolation weight.
public typealias Q2_30 = Fixed<Int32, 30>
/// An energy in microwatt-hours: the register and its residual in one number.
public typealias Q64_64 = Fixed<Int128, 64>
