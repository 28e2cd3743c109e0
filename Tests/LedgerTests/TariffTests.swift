// SPDX-License-Identifier: Apache-2.0

import Ledger
import Quantities
import Testing

@Suite("Tier registers")
struct TariffTests {
  @Test("Tiers 1 to 8 have registers; another has counted nothing and takes nothing")
  func tiers() {
    var tariff = TariffRegisters()
    for tier in -1...10 {
      tariff[tier].active = totals(Int64(tier + 20), 1)
    }
    for tier in -1...10 {
      let isTier = tier >= 1 && tier <= TariffRegisters.tiersMax
      #expect(TariffRegisters.isTier(tier) == isTier)
      let expected = isTier ? totals(Int64(tier + 20), 1) : totals(0)
      #expect(tariff[tier].active == expected, "tier \(tier)")
    }
    #expect(tariff[.max].active == totals(0) && tariff[.min].active == totals(0))
  }

  @Test("What no tier took is the total less all tiers, to the residual")
  func untariffed() {
    var registers = Registers()
    registers.energyImport.value.raw = 1_000 << 64 | 5
    registers.energyExport.value.raw = 7
    for tier in 1...8 { registers.tariff[tier].energyImport.value.raw = 100 << 64 }
    registers.tariff[3].energyExport.value.raw = 6
    #expect(registers.untariffed.energyImport.value.raw == Int128(200) << 64 | 5)
    #expect(registers.untariffed.energyExport.value.raw == 1)
    registers.tariff[1].energyImport.value.raw = .max
    #expect(registers.untariffed.energyImport == .zero)
  }
}
