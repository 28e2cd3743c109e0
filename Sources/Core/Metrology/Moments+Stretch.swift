// SPDX-License-Identifier: Apache-2.0

import Quantities

/// Which side of its centre the voltage is on.
enum Side: Int32 {
  /// At the centre or above.
  case above = 0
  /// Below the centre.
  case below = -1

  /// The side of a voltage.
  init(_ voltage: Int32, center: Int32) { self = voltage >= center ? .above : .below }

  var other: Side { self == .above ? .below : .above }

  /// The largest code of a range that lies above, the smallest of one below.
  func extreme(_ v: Span<Int32>, _ range: Range<Int>) -> Int32 {
    switch self {
    case .above:
      var highest = Int32.min
      for index in range { highest = max(highest, v[unchecked: index]) }
      return highest
    case .below:
      var lowest = Int32.max
      for index in range { lowest = min(lowest, v[unchecked: index]) }
      return lowest
    }
  }
}

extension Moments<Int64> {
  /// Adds the sets of a range until the voltage leaves its side; returns the first that is left.
  ///
  /// - Range: at least one set before and two after it; at most `setsMax` in all, of 24 bits: then
  ///   nothing can wrap. Rounding: none.
  mutating func add(
    _ samples: borrowing BlockSamples, _ range: Range<Int>, _ side: Side, center: Int32
  ) -> Int {
    let v = samples.voltage
    let end =
      switch side {
      case .above: addVoltages(v, range) { $0 >= center }
      case .below: addVoltages(v, range) { $0 < center }
      }
    let added = range.lowerBound..<end
    count &+= Int64(added.count)
    current.add(samples.current, v, added)
    currentAmplified.add(samples.currentAmplified, v, added)
    return end
  }

  /// The sums of the neighbouring voltages are that of the voltage itself, moved by a set or two.
  @inline(__always)
  private mutating func addVoltages(
    _ v: Span<Int32>, _ range: Range<Int>, while isOnSide: (Int32) -> Bool
  ) -> Int {
    var (sum, squares): (Int64, Int64) = (0, 0)
    var end = range.lowerBound
    while end < range.upperBound, isOnSide(v[unchecked: end]) {
      let voltage = Int64(v[unchecked: end])
      sum &+= voltage
      squares &+= voltage &* voltage
      end &+= 1
    }
    let first = range.lowerBound
    guard end > first else { return end }
    self.squares &+= squares
    let next = sum &- Int64(v[first]) &+ Int64(v[end])
    voltages[0] &+= sum &+ Int64(v[first - 1]) &- Int64(v[end - 1])
    voltages[1] &+= sum
    voltages[2] &+= next
    voltages[3] &+= next &- Int64(v[first + 1]) &+ Int64(v[end + 1])
    return end
  }
}

extension CurrentMoments<Int64> {
  /// Adds the sets of a range; `range` has one set before it and two after it.
  fileprivate mutating func add(_ i: Span<Int32>, _ v: Span<Int32>, _ range: Range<Int>) {
    var sums = LagSums()
    var index = range.lowerBound
    // Four at a time: the loop itself costs as much as a sixth of a set.
    while index &+ 4 <= range.upperBound {
      sums.add(i, v, index)
      sums.add(i, v, index &+ 1)
      sums.add(i, v, index &+ 2)
      sums.add(i, v, index &+ 3)
      index &+= 4
    }
    while index < range.upperBound {
      sums.add(i, v, index)
      index &+= 1
    }
    sum &+= sums.sum
    squares &+= sums.squares
    products[0] &+= sums.before
    products[1] &+= sums.at
    products[2] &+= sums.after
    products[3] &+= sums.later
  }
}

/// The sums of `CurrentMoments`, each for itself, so that each has a register.
private struct LagSums {
  var (sum, squares): (Int64, Int64) = (0, 0)
  var (before, at, after, later): (Int64, Int64, Int64, Int64) = (0, 0, 0, 0)

  @inline(__always)
  mutating func add(_ i: Span<Int32>, _ v: Span<Int32>, _ index: Int) {
    let current = Int64(i[unchecked: index])
    sum &+= current
    squares &+= current &* current
    before &+= current &* Int64(v[unchecked: index &- 1])
    at &+= current &* Int64(v[unchecked: index])
    after &+= current &* Int64(v[unchecked: index &+ 1])
    later &+= current &* Int64(v[unchecked: index &+ 2])
  }
}
