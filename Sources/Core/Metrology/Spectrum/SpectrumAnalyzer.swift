// SPDX-License-Identifier: Apache-2.0

/// Turns the samples of each block of 10 or 12 cycles into the spectra of voltage and current.
///
/// First the voltage is brought to 64 points a cycle to measure its frequency, then both channels
/// to 128 points a cycle of that frequency, whose Fourier lines are the figures.
///
/// - Range: see `SpectrumWindow`. Rounding: stated with each figure. Allocates: never; the state is
///   some 70,000 bytes, most of it tables.
/// - Source: [IEC 61000-4-7], sections 4 and 5.
public struct SpectrumAnalyzer: ~Copyable {
  /// How often the frequency is measured again where the block's length was far off.
  static let frequencyPassesMax = 4
  /// A length is far off from this: 2^-10 of a cycle in each. Unit: 2^-32 cycles a cycle.
  private static let excessMax: Int64 = 1 << 22

  /// What the last block said.
  public private(set) var figures = SpectrumFigures()
  /// How many cycles a block has.
  public let cycles: Int
  private let circle: SpectrumCircle
  private let kernel = SpectrumKernel()
  private var points = SpectrumPoints()
  private var transform = SpectrumTransform()

  /// Range: 10 cycles (50 Hz) or 12 (60 Hz).
  public init(cycles: Int) {
    precondition(cycles == 10 || cycles == 12)
    self.cycles = cycles
    circle = SpectrumCircle(cycles: cycles)
  }

  /// Takes a block into `figures`.
  ///
  /// - Returns: false, and changes nothing, for a window outside its ranges.
  public mutating func analyze(_ window: borrowing SpectrumWindow) -> Bool {
    guard var grid = SpectrumGrid(window, cycles: cycles) else { return false }
    figures = SpectrumFigures()
    if let length = measuredLength(window, grid) {
      grid.length = length
      figures.turnsPerSet = Int64((Int128(cycles) << 88) / Int128(length))
    }
    (grid.count, grid.takesCurrent) = (circle.points, true)
    points.fill(window, grid, kernel.weights)
    transform.apply(points.voltages, points.currents, circle.vectors)
    SpectrumReading(grid, currentDelay: window.currentDelay).read(
      transform.harmonics, into: &figures)
    return true
  }

  /// The time of exactly so many cycles of the voltage's fundamental. Unit: 2^-40 sets.
  private mutating func measuredLength(
    _ window: borrowing SpectrumWindow, _ seed: SpectrumGrid
  ) -> Int64? {
    var grid = seed
    (grid.count, grid.takesCurrent) = (circle.points / 2, false)
    for _ in 0..<Self.frequencyPassesMax {
      points.fill(window, grid, kernel.weights)
      guard let excess = SpectrumFrequency(points.voltages, circle.vectors).excess else {
        return nil
      }
      let block = Int128(cycles) << 32
      grid.length = Int64((Int128(grid.length) * block) / (block + Int128(excess)))
      guard abs(grid.length - seed.length) < seed.length / 10 else { return nil }
      if abs(excess) < Self.excessMax * Int64(cycles) { return grid.length }
    }
    return nil
  }
}
