// SPDX-License-Identifier: Apache-2.0

import Quantities

/// A set with the voltages around it: what the sums take at one tick.
struct SampleWindow {
  /// One set before, at, one after, two after.
  var voltages: InlineArray<4, Int32>
  /// The current at ×1, at the set.
  var current: Int32
  /// The current at ×16, at the set.
  var currentAmplified: Int32

  /// The voltage at the set.
  var voltage: Int32 { voltages[1] }
}

/// Exact sums over one current channel.
///
/// - Unit: counts, counts². Range: with Int64 at most 2^16 sets of 24 bits, so each sum stays
///   below 2^62. Rounding: none.
struct CurrentMoments<Sum: FixedWidthInteger & SignedInteger & Sendable> {
  /// Sum of i.
  var sum: Sum = 0
  /// Sum of i².
  var squares: Sum = 0
  /// Lag products: sum of i times the voltage one before, at, one after, two after.
  var products = InlineArray<4, Sum>(repeating: 0)

  /// Adds `weight` times another's sums.
  mutating func add<Other>(_ other: CurrentMoments<Other>, weight: Sum) {
    sum += Sum(other.sum) * weight
    squares += Sum(other.squares) * weight
    for lag in 0..<4 { products[lag] += Sum(other.products[lag]) * weight }
  }
}

extension CurrentMoments<Int64> {
  /// Adds one set.
  mutating func add(_ current: Int64, _ voltages: InlineArray<4, Int32>) {
    sum &+= current
    squares &+= current &* current
    products[0] &+= current &* Int64(voltages[0])
    products[1] &+= current &* Int64(voltages[1])
    products[2] &+= current &* Int64(voltages[2])
    products[3] &+= current &* Int64(voltages[3])
  }
}

/// Exact sums over the sets of one stretch of time.
///
/// As `Moments<Int64>` over whole sets; as `Moments<Int128>` in units of 2^-16 set, because a
/// block begins and ends inside a set. Range and rounding as `CurrentMoments`; 2^62 sums in
/// units of 2^-16 stay below 2^78.
struct Moments<Sum: FixedWidthInteger & SignedInteger & Sendable> {
  /// How many sets.
  var count: Sum = 0
  /// Sum of v².
  var squares: Sum = 0
  /// Sums of the voltage one before, at, one after, two after.
  var voltages = InlineArray<4, Sum>(repeating: 0)
  /// The current at ×1.
  var current = CurrentMoments<Sum>()
  /// The current at ×16.
  var currentAmplified = CurrentMoments<Sum>()

  /// Sum of v.
  var voltage: Sum { voltages[1] }

  /// Adds `weight` times another's sums.
  mutating func add<Other>(_ other: Moments<Other>, weight: Sum) {
    count += Sum(other.count) * weight
    squares += Sum(other.squares) * weight
    for lag in 0..<4 { voltages[lag] += Sum(other.voltages[lag]) * weight }
    current.add(other.current, weight: weight)
    currentAmplified.add(other.currentAmplified, weight: weight)
  }
}

extension Moments<Int64> {
  /// The most sets that one of these may hold.
  static let setsMax: Int64 = 1 << 16

  /// Adds one set. The caller keeps `count` at or below `setsMax`: then nothing can wrap.
  mutating func add(_ window: SampleWindow) {
    count &+= 1
    squares &+= Int64(window.voltage) &* Int64(window.voltage)
    for lag in 0..<4 { voltages[lag] &+= Int64(window.voltages[lag]) }
    current.add(Int64(window.current), window.voltages)
    currentAmplified.add(Int64(window.currentAmplified), window.voltages)
  }

  /// The sums of one set alone.
  init(_ window: SampleWindow) {
    self.init()
    add(window)
  }
}
