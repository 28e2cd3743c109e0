// SPDX-License-Identifier: Apache-2.0

/// Reads integers from borrowed bytes, front to back, and never past the end.
///
/// Each read returns nil, and leaves the place where it was, when too few bytes are left.
public struct ByteReader: ~Copyable, ~Escapable {
  private let bytes: Span<UInt8>
  /// How many bytes have been read.
  public private(set) var position = 0

  /// Starts at the first byte.
  @_lifetime(copy bytes)
  public init(_ bytes: Span<UInt8>) {
    self.bytes = bytes
  }

  /// How many bytes are left.
  public var remaining: Int { bytes.count - position }

  /// The next integer of any width, least significant first (ZigBee).
  public mutating func littleEndian<T: FixedWidthInteger>(_ type: T.Type = T.self) -> T? {
    let width = T.bitWidth / 8
    guard remaining >= width else { return nil }
    var value: T = 0
    for index in 0..<width {
      value |= T(truncatingIfNeeded: bytes[position + index]) << T(8 * index)
    }
    position += width
    return value
  }

  /// The next integer of at most 8 bytes, most significant first (XBee).
  public mutating func bigEndian<T: FixedWidthInteger>(_ type: T.Type = T.self) -> T? {
    let width = T.bitWidth / 8
    guard width <= 8, remaining >= width else { return nil }
    var value: UInt64 = 0
    for index in 0..<width { value = value << 8 | UInt64(bytes[position + index]) }
    position += width
    return T(truncatingIfNeeded: value)
  }

  /// The next unsigned integer of 1 to 8 bytes, least significant first (ZCL uint24, uint48).
  public mutating func littleEndian(bytes width: Int) -> UInt64? {
    guard width > 0, width <= 8, remaining >= width else { return nil }
    var value: UInt64 = 0
    for index in 0..<width { value |= UInt64(bytes[position + index]) << UInt64(8 * index) }
    position += width
    return value
  }

  /// Passes over bytes; false when too few are left.
  public mutating func skip(_ count: Int) -> Bool {
    guard count >= 0, remaining >= count else { return false }
    position += count
    return true
  }
}
