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

  /// The first set of a range on the other side, else the range's end.
  func end(_ v: Span<Int32>, _ range: Range<Int>, center: Int32) -> Int {
    var index = range.lowerBound
    switch self {
    case .above:
      while index < range.upperBound, v[unchecked: index] >= center { index &+= 1 }
    case .below:
      while index < range.upperBound, v[unchecked: index] < center { index &+= 1 }
    }
    return index
  }

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
  /// Adds the sets of a range.
  ///
  /// - Range: at least one set before and two after it; at most `setsMax` in all, of 24 bits: then
  ///   nothing can wrap. Rounding: none.
  mutating func add(_ samples: borrowing BlockSamples, _ range: Range<Int>) {
    guard !range.isEmpty else { return }
    let v = samples.voltage
    count &+= Int64(range.count)
    addVoltages(v, range)
    current.add(samples.current, v, range)
    currentAmplified.add(samples.currentAmplified, v, range)
  }

  /// The sums of the neighbouring voltages are that of the voltage itself, moved by a set or two.
  private mutating func addVoltages(_ v: Span<Int32>, _ range: Range<Int>) {
    var (sum, squares): (Int64, Int64) = (0, 0)
    for index in range {
      let voltage = Int64(v[unchecked: index])
      sum &+= voltage
      squares &+= voltage &* voltage
    }
    self.squares &+= squares
    let (first, end) = (range.lowerBound, range.upperBound)
    let next = sum &- Int64(v[first]) &+ Int64(v[end])
    voltages[0] &+= sum &+ Int64(v[first - 1]) &- Int64(v[end - 1])
    voltages[1] &+= sum
    voltages[2] &+= next
    voltages[3] &+= next &- Int64(v[first + 1]) &+ Int64(v[end + 1])
  }
}

extension CurrentMoments<Int64> {
  /// Adds the sets of a range; `range` has one set before it and two after it.
  fileprivate mutating func add(_ i: Span<Int32>, _ v: Span<Int32>, _ range: Range<Int>) {
    var (sum, squares): (Int64, Int64) = (0, 0)
    var (before, at, after, later): (Int64, Int64, Int64, Int64) = (0, 0, 0, 0)
    for index in range {
      let current = Int64(i[unchecked: index])
      sum &+= current
      squares &+= current &* current
      before &+= current &* Int64(v[unchecked: index &- 1])
      at &+= current &* Int64(v[unchecked: index])
      after &+= current &* Int64(v[unchecked: index &+ 1])
      later &+= current &* Int64(v[unchecked: index &+ 2])
    }
    self.sum &+= sum
    self.squares &+= squares
    products[0] &+= before
    products[1] &+= at
    products[2] &+= after
    products[3] &+= later
  }
}
