// SPDX-License-Identifier: Apache-2.0

extension FixedBytes {
  /// Adds the UTF-8 of a literal, all or none; false when it does not fit.
  @discardableResult
  public mutating func append(_ text: StaticString) -> Bool {
    let length = text.utf8CodeUnitCount
    guard count + length <= capacity else { return false }
    text.withUTF8Buffer { for byte in $0 { append(byte) } }
    return true
  }

  /// Adds a whole number in decimal digits, all or none; false when it does not fit.
  @discardableResult
  public mutating func append(decimal value: Int64) -> Bool {
    var digits = InlineArray<20, UInt8>(repeating: 0x30)
    var first = 20
    var rest = value.magnitude
    repeat {
      first -= 1
      digits[first] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    } while rest > 0
    guard count + 20 - first + (value < 0 ? 1 : 0) <= capacity else { return false }
    if value < 0 { append(UInt8(ascii: "-")) }
    return append(digits.span.extracting(first..<20))
  }

  /// Adds a number in hexadecimal digits, most significant first; false when it does not fit.
  @discardableResult
  public mutating func append<T: FixedWidthInteger & UnsignedInteger>(hexadecimal value: T) -> Bool
  {
    let width = T.bitWidth / 4
    guard count + width <= capacity else { return false }
    for place in 0..<width {
      let digit = UInt8(truncatingIfNeeded: value >> T(4 * (width - 1 - place))) & 0x0F
      append(digit < 10 ? 0x30 + digit : 0x57 + digit)
    }
    return true
  }
}
