// SPDX-License-Identifier: Apache-2.0

import Quantities

extension MeasuringElement {
  /// Marks a crossing inside the open block or the lead-in, and tells what the block has metered
  /// so far, in whole cycles or with half of one more.
  ///
  /// Nothing is told of a block with a lead-in, which is the first one after a start or a gap: only
  /// when it ends is its energy known.
  mutating func markCrossing(
    _ crossing: Crossing, isWhole: Bool, _ sink: inout some MeasurementSink & ~Copyable
  ) {
    let end = instant(at: crossing.place)
    sums.markEnd(at: end)
    guard isInBlock, leadIn == nil, let energy = openEnergy(to: crossing, isWhole) else { return }
    let start = sums.energies.foreseen(until: end)
    sink.foresaw(OpenEnergy(energy: Q64_64(raw: energy), start: start, end: end))
  }

  /// What the open block has metered up to a crossing; nil where the levels do not tell it.
  private func openEnergy(to crossing: Crossing, _ isWhole: Bool) -> Int128? {
    guard isWhole || steady.isSteady else { return nil }
    return steady.isInRange(peak: open.amplifiedPeak, max: frontEnd.amplifiedPeakMax)
      ? openEnergy(to: crossing, steady.measured) : openEnergy(to: crossing, steady.direct)
  }

  private func openEnergy(to crossing: Crossing, _ scale: borrowing OpenScale) -> Int128 {
    let (set, voltage) = (crossing.shared, samples.voltage)
    let voltages = (
      Int64(voltage[set - 1]), Int64(voltage[set]), Int64(voltage[set + 1]),
      Int64(voltage[set + 2])
    )
    let products: Int128
    switch scale.range {
    case .direct:
      products = scale.products(
        sums.sums.current, sums.sums, voltages,
        behind: Int64(samples.current[set]) &* crossing.weight)
    case .amplified:
      products = scale.products(
        sums.sums.currentAmplified, sums.sums, voltages,
        behind: Int64(samples.currentAmplified[set]) &* crossing.weight)
    }
    return scale.energy(open.dead == 0 ? products : extended(products, to: crossing))
  }

  /// With the dead time so far, as the block counts it.
  private func extended(_ products: Int128, to crossing: Crossing) -> Int128 {
    let dead = open.dead - lateDeadTime(crossing)
    let count = sums.count(to: crossing)
    return Stretch.extended(products, of: count, by: Stretch.billed(dead, of: count))
  }
}
