// SPDX-License-Identifier: Apache-2.0

public import Quantities

extension TestOutput {
  /// Takes what the open block has metered so far; `start` and `end` are those of what is new.
  ///
  /// Energy that goes back is waited for until it is made up: no pulse is taken back. Where pulses
  /// come late already nothing is foreseen.
  public mutating func foresee(_ energy: Q64_64, from start: Instant, to end: Instant) {
    let counted = counted(energy.raw)
    guard counted > 0, counted <= Self.energyMax, owed == 0 else { return }
    // Range: 2^100 times 2^17; with the residual below 2^125.
    let worth = counted * Int128(parameters.impulsesPerKilowattHour)
    guard worth > foreseen else { return }
    let before = residual + foreseen
    let new = worth - foreseen
    foreseen = worth
    while residual + worth >= (ahead + 1) * Self.pulse, !queue.isFull {
      ahead += 1
      let part = EdgePart(ahead * Self.pulse - before, of: new)
      schedule(part.instant(from: start, to: end))
    }
  }
}
