// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// The frequency of the fundamental, from the phase that it gains against a reference turning at
/// nearly its frequency.
///
/// The points are seen through Hann windows of two reference periods, spread evenly from the
/// first point to the last, half a period apart; the phase of each window's Fourier sum is fitted
/// by a straight line over time, and its slope corrects the reference. The window keeps harmonics
/// and direct components out; a second pass, at the corrected reference, removes what leaked.
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
  /// - Returns: the frequency in 2^-40 turns a point; nil for fewer than 2.25 periods, for a period
  ///   below 4 or above 256 points, or where the points say something else by 10 % or more.
  public static func refined(_ points: Span<Int32>, turnsPerPoint: Int64) -> Int64? {
    refined(points, TimeJumps(), turnsPerPoint: turnsPerPoint)
  }

  /// As `refined(_:turnsPerPoint:)`, with time that passed unseen between some points.
  static func refined(
    _ points: Span<Int32>, _ jumps: TimeJumps, turnsPerPoint: Int64
  ) -> Int64? {
    let mean = mean(points)
    var turns = turnsPerPoint
    for _ in 0..<passes {
      guard let slope = slope(points, jumps, mean, turns) else { return nil }
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
  private static func slope(
    _ points: Span<Int32>, _ jumps: TimeJumps, _ mean: Int64, _ turnsPerPoint: Int64
  ) -> Int64? {
    guard turnsPerPoint > 0 else { return nil }
    let period = (1 << 56) / turnsPerPoint
    let length = Int64(points.count) << 16
    guard period >= 4 << 16, period <= periodMax << 16, length >= 9 * period / 4 else { return nil }
    let windows = (2 * (length - 2 * period) + period / 2) / period + 1
    let step = (length - 2 * period) / (windows - 1)
    var (weighted, unwrapped): (Int128, Int64) = (0, 0)
    var last = Angle(raw: 0)
    for index in 0..<windows {
      let window = HannWindow(start: index * step, period: period, turnsPerPoint: turnsPerPoint)
      let angle = Angle(raw: window.angle(points, mean: mean).raw - jumps.lead(in: window))
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
