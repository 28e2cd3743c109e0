// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// The meter's own integer sums over a whole record: no window, no blocks, direct components in.
///
/// - Unit: counts, counts². Range: 2^80 sets. Rounding: none but in `products`. Allocates: never.
public struct WholeRecord {
  private var delayLine = DelayLine()
  private var part = Moments<Int64>()
  /// Unit: 2^-16 sets.
  private var whole = Moments<Int128>()
  private var amplifiedPeak: Int32 = 0
  private let amplifiedPeakMax: Int32?
  private let scales: Scales

  /// Starts with no set.
  ///
  /// - Errors: a front end outside the ranges that the sums are made for.
  public init(_ frontEnd: FrontEnd) throws(FrontEndError) {
    scales = try Scales(frontEnd)
    amplifiedPeakMax = frontEnd.currentAmplified == nil ? nil : frontEnd.amplifiedPeakMax
  }

  /// Takes the next set.
  public mutating func add(_ set: SampleSet) {
    if let window = delayLine.push(set) { add(window) }
  }

  /// The next set does not follow at the sampling period: no lag product crosses this place. Call
  /// it at the end as well, before any sum is read.
  public mutating func endRun() {
    while let window = delayLine.drain() { add(window) }
    whole.add(part, weight: 1 << 16)
    part = Moments()
  }

  /// How many sets.
  public var count: Int128 { whole.count >> 16 }
  /// The current channel of the figures: ×16 where it clipped nowhere in the record.
  public var range: CurrentRange {
    guard let amplifiedPeakMax else { return .direct }
    return amplifiedPeak <= amplifiedPeakMax ? .amplified : .direct
  }
  /// Sum of v.
  public var voltage: Int128 { whole.voltage >> 16 }
  /// Sum of v².
  public var voltageSquares: Int128 { whole.squares >> 16 }
  /// Sum of i.
  public var current: Int128 { whole.current(range).sum >> 16 }
  /// Sum of i².
  public var currentSquares: Int128 { whole.current(range).squares >> 16 }
  /// Sum of v·i, the voltage moved to the current's instant. Unit: 2^-32 counts².
  public var products: Int128 { whole.products(range, scales.range(range).weights) }

  private mutating func add(_ window: SampleWindow) {
    part.add(window)
    amplifiedPeak = max(amplifiedPeak, Int32(clamping: window.currentAmplified.magnitude))
    if part.count == Moments<Int64>.setsMax {
      whole.add(part, weight: 1 << 16)
      part = Moments()
    }
  }
}
