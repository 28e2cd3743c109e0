// SPDX-License-Identifier: Apache-2.0

/// Writes integers into borrowed bytes, front to back, and never past the end.
///
/// The first write that does not fit sets `overflowed`; it and all later ones write nothing.
public struct ByteWriter: ~Copyable, ~Escapable {
  private var bytes: MutableSpan<UInt8>
  /// How many bytes have been written.
  public private(set) var position = 0
  /// Whether something did not fit.
  public private(set) var overflowed = false

  /// Starts at the first byte.
  @_lifetime(copy bytes)
  public init(_ bytes: consuming MutableSpan<UInt8>) {
    self.bytes = bytes
  }

  /// How many bytes still fit.
  public var remaining: Int { overflowed ? 0 : bytes.count - position }

  /// Appends an integer of any width, least significant first (ZigBee).
  public mutating func littleEndian<T: FixedWidthInteger>(_ value: T) {
    let width = T.bitWidth / 8
    guard reserve(width) else { return }
    for index in 0..<width {
      bytes[position + index] = UInt8(truncatingIfNeeded: value >> T(8 * index))
    }
    position += width
  }

  /// Appends an integer of any width, most significant first (XBee).
  public mutating func bigEndian<T: FixedWidthInteger>(_ value: T) {
    let width = T.bitWidth / 8
    guard reserve(width) else { return }
    for index in 0..<width {
      bytes[position + index] = UInt8(truncatingIfNeeded: value >> T(8 * (width - 1 - index)))
    }
    position += width
  }

  /// Appends the low 1 to 8 bytes, least significant first (ZCL uint24, uint48). Another width
  /// counts as one that does not fit.
  public mutating func littleEndian(_ value: UInt64, bytes width: Int) {
    guard reserveInteger(width) else { return }
    for index in 0..<width {
      bytes[position + index] = UInt8(truncatingIfNeeded: value >> UInt64(8 * index))
    }
    position += width
  }

  /// Appends bytes as they are.
  public mutating func append(_ source: Span<UInt8>) {
    guard reserve(source.count) else { return }
    for index in source.indices { bytes[position + index] = source[index] }
    position += source.count
  }

  /// Appends the UTF-8 of a literal.
  public mutating func append(_ text: StaticString) {
    text.withUTF8Buffer { buffer in
      guard reserve(buffer.count) else { return }
      for index in buffer.indices { bytes[position + index] = buffer[index] }
      position += buffer.count
    }
  }

  private mutating func reserveInteger(_ width: Int) -> Bool {
    if width < 1 || width > 8 { overflowed = true }
    return reserve(width)
  }

  private mutating func reserve(_ width: Int) -> Bool {
    if overflowed || width < 0 || bytes.count - position < width { overflowed = true }
    return !overflowed
  }
}
