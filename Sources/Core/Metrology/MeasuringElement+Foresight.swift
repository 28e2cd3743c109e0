// SPDX-License-Identifier: Apache-2.0

import Quantities

extension MeasuringElement {
  /// Marks a crossing inside the open block or the lead-in, and tells what the block has metered
  /// so far, in whole cycles or with half of one more.
  ///
  /// Of a block with a lead-in, which is the first one after a start or a gap, whole cycles alone:
  /// they tell the direct components that no block before told.
  mutating func markCrossing(
    _ crossing: Crossing, isWhole: Bool, _ sink: inout some MeasurementSink & ~Copyable
  ) {
    let end = instant(at: crossing.place)
    sums.markEnd(at: end)
    guard isInBlock else { return }
    guard leadIn == nil else { return isWhole ? foreseeFirst(to: crossing, &sink) : () }
    guard let energy = openEnergy(to: crossing, isWhole) else { return }
    let start = sums.energies.foreseen(until: end)
    sink.foresaw(OpenEnergy(energy: Q64_64(raw: energy), start: start, end: end))
  }

  /// Tells the lead-in and the whole cycles behind it as they would be booked if the block ended
  /// here, half cycle by half cycle. It costs as much as the end of a block does.
  @inline(never)
  private mutating func foreseeFirst(
    to crossing: Crossing, _ sink: inout some MeasurementSink & ~Copyable
  ) {
    var stretch = open
    stretch.moments = sums.rest(to: crossing, Moments(samples.window(crossing.shared)))
    stretch.dead -= lateDeadTime(crossing)
    guard let leadIn, let level = DirectLevel(stretch.moments) else { return }
    stretch.add(leadIn)
    let step = step(
      BlockReading(stretch, level, chosenRange(), self), until: instant(at: crossing.place))
    for index in 0..<step.course.count where step.course[index].end > sums.energies.foreseen {
      let (_, end, _) = step.course[index]
      let start = sums.energies.foreseen(until: end)
      sink.foresaw(OpenEnergy(energy: step.complete(index), start: start, end: end))
    }
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
