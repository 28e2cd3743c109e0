// SPDX-License-Identifier: Apache-2.0

extension FixedBytes {
  /// Appends an integer, least significant byte first; false when it does not fit.
  @discardableResult
  public mutating func append<T: FixedWidthInteger>(littleEndian value: T) -> Bool {
    let width = T.bitWidth / 8
    guard capacity - count >= width else { return false }
    for index in 0..<width { append(UInt8(truncatingIfNeeded: value >> T(8 * index))) }
    return true
  }

  /// Appends the low 1 to 8 bytes of an integer, least significant first.
  @discardableResult
  public mutating func append(_ value: UInt64, bytes width: Int) -> Bool {
    guard capacity - count >= width else { return false }
    for index in 0..<width { append(UInt8(truncatingIfNeeded: value >> UInt64(8 * index))) }
    return true
  }
}
