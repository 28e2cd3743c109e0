// SPDX-License-Identifier: Apache-2.0

import Quantities

extension MeasuringElement {
  /// Marks a crossing inside the open block or the lead-in, and tells what the block has metered
  /// so far, in whole cycles or with half of one more.
  ///
  /// Nothing is told before a block told the levels, and nothing of a block with a lead-in: behind
  /// a start and behind a gap energy is known only when the first block ends.
  mutating func markCrossing(
    _ crossing: Crossing, isWhole: Bool, _ sink: inout some MeasurementSink & ~Copyable
  ) {
    let end = instant(at: crossing.place)
    sums.markEnd(at: end)
    guard isInBlock, leadIn == nil, let steady, isWhole || steady.isSteady else { return }
    let range = steady.range(peak: open.amplifiedPeak, max: frontEnd.amplifiedPeakMax)
    let products = sums.products(to: crossing, samples.window(crossing.shared), range, steady)
    let energy = steady.factors(range).energy.apply(extended(products, to: crossing))
    let start = sums.energies.foreseen(until: end)
    sink.foresaw(OpenEnergy(energy: Q64_64(raw: energy), start: start, end: end))
  }

  /// With the dead time so far, as the block counts it.
  private func extended(_ products: Int128, to crossing: Crossing) -> Int128 {
    var dead = open.dead
    if jumps.count > 0 { dead -= lateDeadTime(crossing) }
    guard dead != 0 else { return products }
    let count = sums.count(to: crossing)
    return Stretch.extended(products, of: count, by: Stretch.billed(dead, of: count))
  }
}
