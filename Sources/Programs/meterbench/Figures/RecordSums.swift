// SPDX-License-Identifier: Apache-2.0

import Quantities

/// Exact sums over a whole record, in counts; the current is that of the ×1 channel.
struct RecordSums: Equatable {
  var count = 0
  var voltage: Int128 = 0
  var current: Int128 = 0
  var voltageSquared: Int128 = 0
  var currentSquared: Int128 = 0
  var product: Int128 = 0

  /// Adds one set. Range: |code| ≤ 2²³, so any record below 2⁸¹ sets fits.
  mutating func add(_ set: SampleSet) {
    let (v, i) = (Int64(set.voltage), Int64(set.current))
    count += 1
    voltage += Int128(v)
    current += Int128(i)
    voltageSquared += Int128(v * v)
    currentSquared += Int128(i * i)
    product += Int128(v * i)
  }
}
