// SPDX-License-Identifier: Apache-2.0

/// Where the next point lies, and which of them come before a limit.
struct SpectrumRun {
  /// The next point.
  private(set) var index = 0
  /// The first point that is not meant.
  private(set) var limit = 0
  /// Unit: 2^-40 sets.
  let step: Int64
  /// How sums become points.
  let voltage: PointScale
  /// As `voltage`.
  let current: PointScale
  /// Unit: 2^-40 elements.
  private(set) var place: Int64
  private let count: Int
  private var segmentLimit = 0
  private let kernelStep: Int64

  /// Before the first segment.
  init(_ grid: SpectrumGrid) {
    (place, count, kernelStep) = (grid.start, grid.count, grid.kernelStep)
    step = grid.length / Int64(max(1, grid.count))
    voltage = PointScale(center: grid.centers.voltage, fraction: grid.fractions.voltage)
    current = PointScale(center: grid.centers.current, fraction: grid.fractions.current)
  }

  /// Counts places in a segment that ends at an instant. Unit: 2^-40 sets.
  mutating func enter(_ segment: SpectrumSegment, end: Int64) {
    segmentLimit = end == .max ? count : pointsBefore(end)
    place -= segment.lead
  }

  /// Counts time again; false behind the last point.
  mutating func leave(_ segment: SpectrumSegment) -> Bool {
    place += segment.lead
    return index < count
  }

  /// Means the points of the segment below an element.
  mutating func limit(belowElement element: Int) {
    let all = element == .max
    limit = all ? segmentLimit : min(segmentLimit, pointsBefore(Int64(element) << 40))
  }

  private func pointsBefore(_ end: Int64) -> Int {
    guard end > place else { return index }
    return Int(min(Int64(count), Int64(index) + (end - place + step - 1) / step))
  }

  /// Goes on by a point.
  mutating func advance() {
    place += step
    index += 1
  }

  /// Goes on to the limit.
  mutating func advanceToLimit() {
    let points = max(0, limit - index)
    place += Int64(points) * step
    index += points
  }

  /// The elements under the kernel: where the first lies in it and what each next one moves.
  ///
  /// - Unit: 2^-20 nodes.
  var taps: (elements: ClosedRange<Int>, place: Int64, step: Int64) {
    let element = Int(place >> 40)
    let offset = (place - Int64(element) << 40) >> 10
    let center = (offset * kernelStep) >> 30 + (1536 << 20)
    let (before, after) = (((3072 << 20) - 1 - center) / kernelStep, center / kernelStep)
    let first = center + before * kernelStep
    return ((element - Int(before))...(element + Int(after)), first, kernelStep)
  }
}

/// How a sum of weights times samples becomes a point: less the center, in 2^-fraction counts.
struct PointScale {
  private let center: Int64
  private let offset: Int64
  private let fraction: Int64
  private let shift: Int64

  /// Range: a center within 2^24, a fraction of 1 to 26; samples of 26 - fraction bits about it.
  init(center: Int64, fraction: Int) {
    self.center = center
    self.fraction = Int64(fraction)
    shift = Int64(30 - fraction)
    offset = (1 << (shift - 1)) - center << 30
  }

  /// Of weights that sum to one. Range: sums below 2^55.
  @inline(__always)
  func point(_ sum: Int64) -> Int32 {
    Int32(truncatingIfNeeded: (sum &+ offset) &>> shift)
  }

  /// Of weights that sum to something else.
  ///
  /// - Range: weights of 1 to 2^33: about the center the sum is below 2^59 when it is divided.
  @inline(__always)
  func point(_ sum: Int64, _ weights: Int64) -> Int32 {
    Int32(truncatingIfNeeded: ((sum &- center &* weights) &<< fraction) / max(1, weights))
  }
}
