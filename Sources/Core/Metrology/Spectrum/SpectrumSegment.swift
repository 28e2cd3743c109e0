// SPDX-License-Identifier: Apache-2.0

/// Sets between two jumps of time, and what the sets beyond would be if there was no jump.
struct SpectrumSegment {
  /// What is made up at each side, beyond the reach of the widest kernel.
  private static let extensionMax = 28

  private(set) var first = 0
  private(set) var last = 0
  /// How much later the sets were than their elements tell. Unit: 2^-40 sets.
  private(set) var lead: Int64 = 0
  private var number = 0
  private var extent = 0
  private var before = InlineArray<28, (voltage: Int32, current: Int32)>(repeating: (0, 0))
  private var after = InlineArray<28, (voltage: Int32, current: Int32)>(repeating: (0, 0))

  /// The first segment.
  init(_ window: borrowing SpectrumWindow) {
    last = lastElement(window)
  }

  /// Goes on to the next segment; false behind the last one.
  mutating func advance(_ window: borrowing SpectrumWindow) -> Bool {
    guard last + 1 < window.voltage.count else { return false }
    lead += jump(window)
    number += 1
    first = last + 1
    last = lastElement(window)
    return true
  }

  /// Where the next segment begins: amid the jump. Unit: 2^-40 sets after element 0.
  func end(_ window: borrowing SpectrumWindow) -> Int64 {
    guard last + 1 < window.voltage.count else { return .max }
    return (Int64(2 * last + 1) << 39) + lead + jump(window) / 2
  }

  /// The set at an element, inside or beyond the segment.
  func set(_ element: Int, _ window: borrowing SpectrumWindow) -> (voltage: Int32, current: Int32) {
    if element < first { return before[min(first - element, extent) - 1] }
    if element > last { return after[min(element - last, extent) - 1] }
    return (window.voltage[element], window.current[element])
  }

  /// Makes up what a kernel of this reach needs beside the segment.
  mutating func extend(_ window: borrowing SpectrumWindow, reach: Int) {
    extent = min(reach + 3, Self.extensionMax)
    var (previous, next) = (self, self)
    let hasNext = next.advance(window)
    previous.last = first - 1
    previous.first = number > 1 ? window.jumps[number - 2].element + 1 : 0
    previous.first = max(0, min(previous.first, previous.last))
    if number > 0 { previous.lead -= Self.length(window.jumps[number - 1]) }
    for step in 0..<extent {
      before[step] =
        number == 0
        ? (window.voltage[first], window.current[first])
        : previous.moved(first - 1 - step, lead, window)
      after[step] =
        hasNext
        ? next.moved(last + 1 + step, lead, window)
        : (window.voltage[last], window.current[last])
    }
  }

  /// The set that this segment holds for an element counted with another lead.
  private func moved(
    _ element: Int, _ otherLead: Int64, _ window: borrowing SpectrumWindow
  ) -> (voltage: Int32, current: Int32) {
    let place = (Int64(element) << 24) + (otherLead - lead) >> 16
    let whole = Int(place >> 24)
    guard last - first >= 3 else {
      let nearest = max(first, min(last, whole))
      return (window.voltage[nearest], window.current[nearest])
    }
    let base = max(first, min(last - 3, whole - 1))
    let cubic = CubicWeights(place - Int64(base) << 24)
    return (cubic.apply(window.voltage, base), cubic.apply(window.current, base))
  }

  private func jump(_ window: borrowing SpectrumWindow) -> Int64 {
    number < window.jumps.count ? Self.length(window.jumps[number]) : 0
  }

  /// Unit: 2^-40 sets. Range: held within 256 sets.
  private static func length(_ jump: SpectrumJumps.Jump) -> Int64 {
    max(-1 << 24, min(1 << 24, jump.length)) << 24
  }

  private func lastElement(_ window: borrowing SpectrumWindow) -> Int {
    let end = window.voltage.count - 1
    return number < window.jumps.count ? min(end, max(first, window.jumps[number].element)) : end
  }
}

/// Cubic Lagrange interpolation between four sets in a row.
private struct CubicWeights {
  /// Unit: 2^-16.
  private let weights: InlineArray<4, Int64>

  /// Unit: 2^-24 sets after the first of the four. Range: held within 8 sets.
  init(_ place: Int64) {
    let zero = max(-8 << 16, min(8 << 16, place >> 8))
    let (one, two, three) = (zero - 1 << 16, zero - 2 << 16, zero - 3 << 16)
    // Each product of three is below 2^58.
    weights = [
      -((one * two) >> 16 * three) / (6 << 16), ((zero * two) >> 16 * three) / (2 << 16),
      -((zero * one) >> 16 * three) / (2 << 16), ((zero * one) >> 16 * two) / (6 << 16),
    ]
  }

  func apply(_ samples: Span<Int32>, _ base: Int) -> Int32 {
    var sum: Int64 = 1 << 15
    for index in 0..<4 { sum += weights[index] * Int64(samples[base + index]) }
    return Int32(clamping: sum >> 16)
  }
}
