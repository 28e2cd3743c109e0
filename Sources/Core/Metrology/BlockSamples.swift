// SPDX-License-Identifier: Apache-2.0

import Quantities

/// The sets of the open block, with some before and after it, channel by channel.
///
/// - Unit: counts. Shape: three rows of equal length, oldest first.
struct BlockSamples: ~Copyable {
  /// 12 cycles at 40 Hz where 60 Hz is nominal, of 27,000 sets a second.
  static let setsMax = 8_192
  /// Sets kept before the block, for the kernels that reach back.
  static let marginBefore = SpectrumWindow.marginSets
  /// Sets that must follow one before it is summed: the kernels reach ahead.
  static let marginAfter = SpectrumWindow.marginSets

  private var voltages = InlineArray<8192, Int32>(repeating: 0)
  private var currents = InlineArray<8192, Int32>(repeating: 0)
  private var currentsAmplified = InlineArray<8192, Int32>(repeating: 0)
  private(set) var count = 0

  /// The voltages, where they lie.
  var voltage: Span<Int32> {
    @_addressableSelf
    @_lifetime(borrow self)
    get { voltages.span }
  }

  /// The currents at ×1, where they lie.
  var current: Span<Int32> {
    @_addressableSelf
    @_lifetime(borrow self)
    get { currents.span }
  }

  /// The currents at ×16, where they lie.
  var currentAmplified: Span<Int32> {
    @_addressableSelf
    @_lifetime(borrow self)
    get { currentsAmplified.span }
  }

  /// How many more sets can be taken.
  private var room: Int { Self.setsMax - Self.marginAfter - count }
  /// Whether no more can be taken before some are removed.
  var isFull: Bool { room <= 0 }

  /// Takes as many of the sets as there is room for; returns how many.
  mutating func append(_ sets: Span<SampleSet>) -> Int {
    let taken = min(sets.count, room)
    // Both indices stay below the counts just compared.
    for index in 0..<taken {
      let set = sets[unchecked: index]
      voltages[unchecked: count &+ index] = set.voltage
      currents[unchecked: count &+ index] = set.current
      currentsAmplified[unchecked: count &+ index] = set.currentAmplified
    }
    count += taken
    return taken
  }

  /// Lays copies of the last set behind it: what comes after is not known.
  mutating func holdLast() {
    guard count > 0 else { return }
    for index in count..<count + Self.marginAfter {
      voltages[index] = voltages[count - 1]
      currents[index] = currents[count - 1]
      currentsAmplified[index] = currentsAmplified[count - 1]
    }
    count += Self.marginAfter
  }

  /// Takes back what `holdLast` laid.
  mutating func releaseLast() { count = max(0, count - Self.marginAfter) }

  /// Forgets the oldest sets.
  mutating func removeFirst(_ sets: Int) {
    let kept = max(0, count - sets)
    for index in 0..<kept {
      voltages[unchecked: index] = voltages[unchecked: index &+ sets]
      currents[unchecked: index] = currents[unchecked: index &+ sets]
      currentsAmplified[unchecked: index] = currentsAmplified[unchecked: index &+ sets]
    }
    count = kept
  }

  /// The largest |amplified current| of a range. Unit: counts.
  func amplifiedPeak(_ range: Range<Int>) -> Int32 {
    let codes = currentAmplified
    var peak: Int32 = 0
    for index in range {
      // The magnitude without a branch: codes have 24 bits.
      let sign = codes[unchecked: index] &>> 31
      peak = max(peak, (codes[unchecked: index] ^ sign) &- sign)
    }
    return peak
  }

  /// The voltages around a set and its currents. Range: 1 ... count - 3.
  func window(_ index: Int) -> SampleWindow {
    let v = voltage
    return SampleWindow(
      voltages: [v[index - 1], v[index], v[index + 1], v[index + 2]],
      current: current[index], currentAmplified: currentAmplified[index])
  }
}
