// SPDX-License-Identifier: Apache-2.0

/// A natural number of any size, bit by bit: slow, plain, and independent of what it checks.
struct BigNatural: Equatable, Comparable, CustomStringConvertible {
  /// Least significant first, no leading zeros.
  private var bits: [Bool]

  init(_ value: some BinaryInteger) {
    var rest = UInt128(value)
    bits = []
    while rest > 0 {
      bits.append(rest % 2 == 1)
      rest /= 2
    }
  }

  private init(bits: [Bool]) {
    self.bits = bits
    while self.bits.last == false { self.bits.removeLast() }
  }

  var description: String { bits.reversed().map { $0 ? "1" : "0" }.joined() }

  /// The value where it fits 128 bits.
  var value: UInt128? {
    guard bits.count <= 128 else { return nil }
    return bits.reversed().reduce(UInt128(0)) { $0 * 2 + ($1 ? 1 : 0) }
  }

  static func < (left: BigNatural, right: BigNatural) -> Bool {
    if left.bits.count != right.bits.count { return left.bits.count < right.bits.count }
    for (one, other) in zip(left.bits.reversed(), right.bits.reversed()) where one != other {
      return other
    }
    return false
  }

  static func + (left: BigNatural, right: BigNatural) -> BigNatural {
    var sum: [Bool] = []
    var carry = false
    for index in 0..<max(left.bits.count, right.bits.count) {
      let ones = [left.bit(index), right.bit(index), carry].count { $0 }
      sum.append(ones % 2 == 1)
      carry = ones >= 2
    }
    return BigNatural(bits: sum + [carry])
  }

  /// The difference; the left side is not less than the right.
  static func - (left: BigNatural, right: BigNatural) -> BigNatural {
    var difference: [Bool] = []
    var borrow = 0
    for index in 0..<left.bits.count {
      let digit = (left.bit(index) ? 1 : 0) - (right.bit(index) ? 1 : 0) - borrow
      difference.append(digit % 2 != 0)
      borrow = digit < 0 ? 1 : 0
    }
    return BigNatural(bits: difference)
  }

  static func * (left: BigNatural, right: BigNatural) -> BigNatural {
    var product = BigNatural(0)
    for (index, bit) in right.bits.enumerated() where bit { product = product + left.up(index) }
    return product
  }

  /// Times 2^count.
  func up(_ count: Int) -> BigNatural {
    BigNatural(bits: [Bool](repeating: false, count: count) + bits)
  }

  /// Over 2^count, rounded down.
  func down(_ count: Int) -> BigNatural { BigNatural(bits: Array(bits.dropFirst(count))) }

  private func bit(_ index: Int) -> Bool { index < bits.count && bits[index] }
}
