// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// The frequency of the fundamental, from the phase that it gains against a reference turning at
/// nearly its frequency.
///
/// The points are cut into windows of one reference period, spread evenly from the first point
/// to the last; the phase of each window's Fourier sum is fitted by a straight line over time,
/// and its slope corrects the reference. Whole periods keep harmonics and direct components
/// out; the second pass, at the corrected reference, removes what leaked into the first.
public enum FundamentalFrequency {
  /// Points a nominal period are at least this many where the rate allows it.
  public static let pointsPerCycle: Int64 = 64
  /// The longest period that can be summed. Unit: points.
  static let periodMax: Int64 = 256
  private static let passes = 2

  /// How many sets are added up to one point.
  public static func setsPerPoint(_ frontEnd: FrontEnd) -> Int64 {
    let setsPerCycle = frontEnd.rate.times(1) / Int64(frontEnd.nominalFrequency.rawValue)
    return max(1, setsPerCycle / pointsPerCycle)
  }

  /// Improves a first estimate.
  ///
  /// - Parameters: `points` are sums of equally many voltages, |x| < 2^30; `turnsPerPoint` is
  ///   the estimate, by interpolated zero crossings, in 2^-40 turns a point.
  /// - Returns: the frequency in 2^-40 turns a point; nil for fewer than two periods, for a period
  ///   below 4 or above 256 points, or where the points say something else by 10 % or more.
  public static func refined(_ points: Span<Int32>, turnsPerPoint: Int64) -> Int64? {
    let mean = mean(points)
    var turns = turnsPerPoint
    for _ in 0..<passes {
      guard let slope = slope(points, mean: mean, turnsPerPoint: turns) else { return nil }
      turns += slope
      guard abs(turns - turnsPerPoint) < turnsPerPoint / 10 else { return nil }
    }
    return turns
  }

  private static func mean(_ points: Span<Int32>) -> Int64 {
    var sum: Int64 = 0
    for index in points.indices { sum += Int64(points[index]) }
    return points.isEmpty ? 0 : sum.roundedQuotient(Int64(points.count))
  }

  /// What the reference gains or loses against the points. Unit: 2^-40 turns a point.
  private static func slope(_ points: Span<Int32>, mean: Int64, turnsPerPoint: Int64) -> Int64? {
    guard turnsPerPoint > 0 else { return nil }
    let period = (1 << 56) / turnsPerPoint
    let length = Int64(points.count) << 16
    let windows = (length + period / 2) / period
    guard period >= 4 << 16, period <= periodMax << 16, windows >= 2 else { return nil }
    let step = (length - period) / (windows - 1)
    var (weighted, unwrapped): (Int128, Int64) = (0, 0)
    var last = Angle(raw: 0)
    for index in 0..<windows {
      let window = Window(start: index * step, length: period, turnsPerPoint: turnsPerPoint)
      let angle = window.angle(points, mean: mean)
      unwrapped += index == 0 ? 0 : Angle(raw: angle.raw - last.raw).wrapped
      weighted += Int128(2 * index - windows + 1) * Int128(unwrapped)
      last = angle
    }
    let count = Int128(windows)
    // Slope of a least-squares line over k = 0 ..< n: 6 Σ(2k - n + 1)φ / (n (n² - 1)).
    let perWindow = (6 * weighted << 16).roundedQuotient(count * (count * count - 1))
    return Int64(perWindow.roundedQuotient(Int128(step)))
  }
}

/// One window of the Fourier sum.
private struct Window {
  /// Unit: 2^-16 of a point; point n covers n ..< n + 1.
  let start: Int64
  let length: Int64
  let turnsPerPoint: Int64

  /// The phase of the points against the reference.
  ///
  /// - Range: 2^30 points times 2^24 rotor times 256 points stay below 2^62.
  func angle(_ points: Span<Int32>, mean: Int64) -> Angle {
    let first = start >> 16
    let end = min(start + length, Int64(points.count) << 16)
    let last = (end - 1) >> 16
    let step = Angle(raw: -turnsPerPoint).cosineAndSine
    // Wrapping at 2^64 takes whole turns away.
    var rotor = Angle(raw: 0 &- turnsPerPoint &* first).cosineAndSine
    var (x, y): (Int64, Int64) = (0, 0)
    for index in first...last {
      let value = Int64(points[Int(index)]) - mean
      let (dx, dy) = (value * (rotor.cosine >> 6), value * (rotor.sine >> 6))
      let weight = min(end, (index + 1) << 16) - max(start, index << 16)
      x += weight == 1 << 16 ? dx : Int64(Int128(dx) * Int128(weight) >> 16)
      y += weight == 1 << 16 ? dy : Int64(Int128(dy) * Int128(weight) >> 16)
      rotor = (
        (rotor.cosine * step.cosine - rotor.sine * step.sine).roundedShift(30),
        (rotor.cosine * step.sine + rotor.sine * step.cosine).roundedShift(30)
      )
    }
    return Angle(x: x >> 3, y: y >> 3)
  }
}
