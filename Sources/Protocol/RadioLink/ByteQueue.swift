// SPDX-License-Identifier: Apache-2.0

/// First in, first out, at most `capacity` bytes, kept in place.
struct ByteQueue<let capacity: Int>: Sendable {
  private var storage = InlineArray<capacity, UInt8>(repeating: 0)
  private var head = 0
  private(set) var count = 0

  var free: Int { capacity - count }

  /// Adds at the end; false when it is full.
  @discardableResult
  mutating func append(_ byte: UInt8) -> Bool {
    guard count < capacity else { return false }
    storage[(head + count) % capacity] = byte
    count += 1
    return true
  }

  /// Moves bytes out, oldest first, and returns how many.
  mutating func take(into bytes: inout MutableSpan<UInt8>) -> Int {
    let taken = count < bytes.count ? count : bytes.count
    for index in 0..<taken { bytes[index] = storage[(head + index) % capacity] }
    head = (head + taken) % capacity
    count -= taken
    return taken
  }
}
