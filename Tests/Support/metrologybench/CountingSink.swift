// SPDX-License-Identifier: Apache-2.0

import Metrology
import Quantities

/// Counts blocks and adds up what it is told, so that no measurement can be left out as unused.
struct CountingSink: MeasurementSink {
  private(set) var blocks: Int64 = 0
  private(set) var microwatts: Int64 = 0
  private(set) var energy = Q64_64(raw: 0)
  private(set) var microvolts: Int64 = 0
  private(set) var foreseen = Q64_64(raw: 0)

  mutating func passed(_ halfCycle: HalfCycle) {
    microvolts &+= halfCycle.voltage.microvolts
  }

  mutating func interrupted() {}

  mutating func measured(_ block: BlockFigures) {
    blocks += 1
    microwatts &+= block.activePower.microwatts
  }

  mutating func metered(_ step: EnergyStep) {
    energy = Q64_64(raw: energy.raw &+ step.energy.raw)
  }

  mutating func foresaw(_ energy: OpenEnergy) {
    foreseen = Q64_64(raw: foreseen.raw &+ energy.energy.raw)
  }
}
