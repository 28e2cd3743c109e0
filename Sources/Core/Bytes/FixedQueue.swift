// SPDX-License-Identifier: Apache-2.0

/// First in, first out, at most `capacity` elements, kept in place.
public struct FixedQueue<let capacity: Int, Element: Sendable>: Sendable {
  private var storage = InlineArray<capacity, Element?>(repeating: nil)
  private var head = 0
  /// How many elements wait.
  public private(set) var count = 0

  /// Starts empty.
  public init() {}

  /// How many more fit.
  public var free: Int { capacity - count }

  /// The oldest element; nil when it is empty.
  public var first: Element? { count > 0 ? storage[head] : nil }

  /// Adds at the end; false when it is full.
  @discardableResult
  public mutating func append(_ element: Element) -> Bool {
    guard count < capacity else { return false }
    storage[(head + count) % capacity] = element
    count += 1
    return true
  }

  /// Takes from the front, nil when it is empty.
  public mutating func popFirst() -> Element? {
    guard count > 0 else { return nil }
    let element = storage[head]
    storage[head] = nil
    head = (head + 1) % capacity
    count -= 1
    return element
  }
}
