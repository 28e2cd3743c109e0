// SPDX-License-Identifier: Apache-2.0

import Ledger
import Metrology
import Quantities

/// Books what is measured: energy into registers, blocks into a short row for the outputs.
struct Accounts: MeasurementSink {
  /// Blocks that one run of samples can complete: 1,365 sets at 500 a second hold 20 of them.
  static let blocksMax = 32

  /// Restored before the first sample; only grows afterwards.
  var registers = Registers()
  /// Complete blocks since the start.
  private(set) var blocks: UInt64 = 0
  /// The newest complete block.
  private(set) var latest: BlockFigures?
  /// Energy of direct components since the start, left out of the registers.
  private(set) var energyDC = Q64_64(raw: 0)
  private var row = InlineArray<32, BlockFigures?>(repeating: nil)
  private var rowCount = 0

  mutating func passed(_ halfCycle: HalfCycle) {}

  mutating func measured(_ block: BlockFigures) {
    blocks += 1
    latest = block
    guard rowCount < Self.blocksMax else { return }
    row[rowCount] = block
    rowCount += 1
  }

  mutating func metered(_ step: EnergyStep) {
    energyDC.raw = energyDC.raw.addingSaturating(step.energyDC.raw)
    if step.energy.raw >= 0 {
      registers.energyImport.add(step.energy)
    } else {
      registers.energyExport.add(Q64_64(raw: -step.energy.raw))
    }
  }

  /// Hands the blocks measured since the last call to `take`, oldest first.
  mutating func hand(_ take: (BlockFigures) -> Void) {
    for index in 0..<rowCount {
      if let block = row[index] { take(block) }
    }
    rowCount = 0
  }
}
