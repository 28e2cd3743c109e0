// SPDX-License-Identifier: Apache-2.0

/// The frequency at which a direct component and five harmonics leave the least of evenly spaced
/// values, by least squares.
///
/// Some 64 values a cycle are enough to find it. The search starts at the largest line of the
/// spectrum between 0.85 and 1.32 times the nominal frequency, looks for the least rest within one
/// over the duration of it, and ends at the vertex of a parabola.
struct RecordFrequency {
  /// Shorter values have no frequency. Unit: cycles at the nominal frequency.
  static let cyclesMin = 1.5
  private static let range = (from: 0.85, to: 1.32)
  private static let pointsPerCycle = 64.0
  private static let pointsPerCycleOfSpectrum = 16.0
  private static let ordersMax = 5
  /// Of the largest frequency that samples can tell, what filters leave.
  private static let band = 0.45
  private static let places = 17
  private static let narrowings = 12

  private let points: [Double]
  /// Points a second.
  private let rate: Double
  private let nominal: Double
  private let orders: Int

  /// Unit: hertz. nil where there are too few values.
  static func hertz(_ values: [Double], rate: Double, nominal: Double) -> Double? {
    guard Double(values.count) / rate * nominal >= cyclesMin else { return nil }
    return RecordFrequency(values, rate, nominal).hertz
  }

  private init(_ values: [Double], _ rate: Double, _ nominal: Double) {
    let thinning = max(1, Int(rate / (nominal * RecordFrequency.pointsPerCycle)))
    points = stride(from: 0, to: values.count, by: thinning).map { values[$0] }
    self.rate = rate / Double(thinning)
    self.nominal = nominal
    let most = Int(RecordFrequency.band * self.rate / nominal)
    orders = max(1, min(RecordFrequency.ordersMax, most))
  }

  private var hertz: Double? {
    let reach = min(rate / Double(points.count), 0.1 * nominal)
    let half = Double(RecordFrequency.places - 1) / 2
    let center = peak
    let grid = (0..<RecordFrequency.places).map { center + (Double($0) / half - 1) * reach }
    let explained = grid.map(explained)
    guard let best = explained.indices.max(by: { explained[$0] < explained[$1] }),
      explained[best] > 0
    else { return nil }
    return narrowed(grid[max(best - 1, 0)], grid[min(best + 1, grid.count - 1)])
  }

  /// By golden sections, and at last by a parabola: closer, rounding hides the least rest.
  private func narrowed(_ first: Double, _ last: Double) -> Double {
    let golden = (5.0.squareRoot() - 1) / 2
    var (low, high) = (first, last)
    var inner = [high - golden * (high - low), low + golden * (high - low)]
    var found = inner.map(explained)
    for _ in 0..<RecordFrequency.narrowings {
      if found[0] > found[1] {
        high = inner[1]
        inner = [high - golden * (high - low), inner[0]]
        found = [explained(inner[0]), found[0]]
      } else {
        low = inner[0]
        inner = [inner[1], low + golden * (high - low)]
        found = [found[1], explained(inner[1])]
      }
    }
    let (center, step) = ((low + high) / 2, (high - low) / 2)
    let (left, middle, right) = (explained(low), explained(center), explained(high))
    let bend = left - 2 * middle + right
    guard bend < 0 else { return center }
    return max(low, min(high, center + step * (left - right) / (2 * bend)))
  }

  private func explained(_ hertz: Double) -> Double {
    HarmonicFit(points, turn: 2 * Double.pi * hertz / rate, orders: orders)?.explainedSquares ?? 0
  }

  /// The largest line of the spectrum. Unit: hertz.
  private var peak: Double {
    let count = max(1, Int(rate / (nominal * RecordFrequency.pointsPerCycleOfSpectrum)))
    let sums = stride(from: 0, to: points.count - count + 1, by: count).map { first in
      points[first..<first + count].reduce(0, +)
    }
    let unit = Double(count) * nominal / rate
    let line = SpectralPeak.frequency(
      sums, from: RecordFrequency.range.from * unit, to: RecordFrequency.range.to * unit)
    return line.map { $0 * rate / Double(count) } ?? nominal
  }
}
