// SPDX-License-Identifier: Apache-2.0

/// Up to `capacity` bytes, kept in place: a frame or a line without the heap.
public struct FixedBytes<let capacity: Int>: Sendable {
  private var storage = InlineArray<capacity, UInt8>(repeating: 0)
  /// How many bytes it holds.
  public private(set) var count = 0

  /// Starts empty.
  public init() {}

  /// The bytes it holds.
  public var span: Span<UInt8> {
    // Without the second attribute optimised Embedded code lends the bytes of a copy of `self`
    // that is gone: seen with Swift 6.3.1 on arm64 and the Cortex-M4.
    @_lifetime(borrow self)
    @_addressableSelf
    borrowing get { storage.span.extracting(0..<count) }
  }

  /// Whether no byte more fits.
  public var isFull: Bool { count == capacity }

  /// The byte at an index below `count`.
  public subscript(index: Int) -> UInt8 {
    precondition(index < count)
    return storage[index]
  }

  /// Adds a byte; false when it is full.
  @discardableResult
  public mutating func append(_ byte: UInt8) -> Bool {
    guard count < capacity else { return false }
    storage[count] = byte
    count += 1
    return true
  }

  /// Adds bytes, all or none; false when they do not fit.
  @discardableResult
  public mutating func append(_ bytes: Span<UInt8>) -> Bool {
    guard count + bytes.count <= capacity else { return false }
    for index in bytes.indices { storage[count + index] = bytes[index] }
    count += bytes.count
    return true
  }

  /// Becomes empty.
  public mutating func removeAll() { count = 0 }
}
