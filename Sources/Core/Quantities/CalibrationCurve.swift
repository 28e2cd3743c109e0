// SPDX-License-Identifier: Apache-2.0

/// What a bench found at one current, beside the channel's gain and delay.
public struct CalibrationPoint: Equatable, Sendable {
  /// Where it was found.
  public var current: Current
  /// What the gain is multiplied by, less one. Unit: 10^-9. Range: |x| ≤ 10^8.
  public var gainBillionths: Int32
  /// What is added to the channel's delay. Unit: nanoseconds. Range: |x| ≤ 10^6.
  public var delayNanoseconds: Int32

  /// Makes a point.
  public init(current: Current, gainBillionths: Int32, delayNanoseconds: Int32) {
    self.current = current
    self.gainBillionths = gainBillionths
    self.delayNanoseconds = delayNanoseconds
  }
}

/// Gain and phase of a current channel over its RMS current: a sensor's and converter's curve.
///
/// Between two points a straight line; below the first and above the last what holds there. Without
/// points it changes nothing.
public struct CalibrationCurve: Equatable, Sendable {
  /// How many points there may be.
  public static let pointsMax = 8
  /// The largest |gainBillionths|: 10 %.
  public static let gainBillionthsMax: Int32 = 100_000_000
  /// The largest |delayNanoseconds|.
  public static let delayNanosecondsMax: Int32 = 1_000_000

  /// How many points there are.
  public private(set) var count = 0
  private var points = InlineArray<8, CalibrationPoint>(
    repeating: CalibrationPoint(
      current: Current(microamperes: 0), gainBillionths: 0, delayNanoseconds: 0))

  /// Makes a curve that changes nothing.
  public init() {}

  /// Adds a point above all others.
  ///
  /// - Returns: false, and adds nothing, for a ninth point, one that is not above the last, or one
  ///   outside its ranges.
  public mutating func add(_ point: CalibrationPoint) -> Bool {
    let last = count > 0 ? points[count - 1].current.microamperes : -1
    guard count < Self.pointsMax, point.current.microamperes > last,
      point.gainBillionths.magnitude <= Self.gainBillionthsMax.magnitude,
      point.delayNanoseconds.magnitude <= Self.delayNanosecondsMax.magnitude
    else { return false }
    points[count] = point
    count += 1
    return true
  }

  /// One of the points. Range: 0 ..< count.
  public subscript(index: Int) -> CalibrationPoint { points[index] }

  /// What holds at a current. Rounding: nearest.
  public func correction(at current: Current) -> (gainBillionths: Int64, delayNanoseconds: Int64) {
    guard count > 0 else { return (0, 0) }
    var upper = 0
    while upper < count, points[upper].current.microamperes < current.microamperes { upper += 1 }
    let high = points[min(upper, count - 1)]
    let low = points[max(upper - 1, 0)]
    let span = high.current.microamperes - low.current.microamperes
    guard upper > 0, upper < count, span > 0 else {
      let end = upper == 0 ? points[0] : points[count - 1]
      return (Int64(end.gainBillionths), Int64(end.delayNanoseconds))
    }
    let place = Int128(current.microamperes - low.current.microamperes)
    func between(_ low: Int32, _ high: Int32) -> Int64 {
      let rise = place * Int128(Int64(high) - Int64(low))
      return Int64(low) + Int64(rise.roundedQuotient(Int128(span)))
    }
    return (
      between(low.gainBillionths, high.gainBillionths),
      between(low.delayNanoseconds, high.delayNanoseconds)
    )
  }

  /// Equal where all points are.
  public static func == (left: CalibrationCurve, right: CalibrationCurve) -> Bool {
    guard left.count == right.count else { return false }
    for index in 0..<left.count where left.points[index] != right.points[index] { return false }
    return true
  }
}
