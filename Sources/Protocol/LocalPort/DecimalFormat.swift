// SPDX-License-Identifier: Apache-2.0

import Bytes

/// A number of fixed width: the F(n, d) of the P1 companion standard.
///
/// Rounding: nearest, halves up, where the value has finer steps than the last decimal.
struct DecimalFormat: Sendable {
  /// All digits, the decimals included.
  let places: Int
  /// Digits behind the point; without a point where there are none.
  let decimals: Int
  /// How many steps of the value make one of the last digit.
  let divisor: UInt64
  /// What becomes of a value with more digits: a register or counter of so many digits has gone
  /// past its end and begun again; any other value cannot be told.
  let rollsOver: Bool

  init(_ places: Int, _ decimals: Int, divisor: UInt64 = 1, rollsOver: Bool = false) {
    (self.places, self.decimals) = (places, decimals)
    (self.divisor, self.rollsOver) = (divisor, rollsOver)
  }

  /// Energy of millionths of the largest unit: F9(3,3) in k*h. Begins again after 999999.999.
  static let energy = DecimalFormat(9, 3, rollsOver: true)
  /// Power in kW: F5(3,3).
  static let power = DecimalFormat(5, 3)

  /// A count of events.
  static func counter(_ places: Int) -> DecimalFormat {
    DecimalFormat(places, 0, rollsOver: true)
  }

  /// Adds the digits; false, and none, where they do not fit the width.
  func append<let capacity: Int>(_ value: UInt64, to line: inout FixedBytes<capacity>) -> Bool {
    var scale: UInt64 = 1
    for _ in 0..<places { scale *= 10 }
    var rest = value / divisor + (value % divisor >= divisor - divisor / 2 ? 1 : 0)
    guard rest < scale || rollsOver else { return false }
    rest %= scale
    for place in 0..<places {
      if place == places - decimals { line.append(".") }
      scale /= 10
      line.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest / scale % 10))
    }
    return true
  }
}
