// SPDX-License-Identifier: Apache-2.0

import Ledger
import Testing

@testable import MeterBoard

/// Why a save was refused, as the board tells it.
@Suite("Saves that the ledger refuses")
struct RefusedSaveTests {
  @Test(
    "Each refusal of the ledger is a fault of its own",
    arguments: [
      (LedgerError.saveOutstanding, BoardFault.saveOutstanding),
      (.wentDown, .registersWentDown), (.negative, .registersNegative),
    ])
  func refusals(refusal: LedgerError, fault: BoardFault) {
    #expect(BoardFault(refusal) == fault)
  }
}
