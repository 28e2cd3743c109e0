// SPDX-License-Identifier: Apache-2.0

import Ledger
import Quantities

/// A register of the meter that the gateway must know in the end.
struct EnduranceRegister: Sendable {
  /// As in the ZigBee cluster library.
  let name: String
  /// In the Metering cluster.
  let attribute: UInt16
  /// Whether the meter reports it unasked; else the gateway asks.
  let isReported: Bool
  /// In the attribute's unit; nil while the meter has none.
  let value: @Sendable (Registers) -> Int64?

  static let all = summations + demands + tiers + days

  private static let summations = [
    EnduranceRegister(name: "CurrentSummationDelivered", attribute: 0x0000, isReported: true) {
      $0.energyImport.wattHours
    },
    EnduranceRegister(name: "CurrentSummationReceived", attribute: 0x0001, isReported: true) {
      $0.energyExport.wattHours
    },
  ]

  private static let demands = [
    EnduranceRegister(name: "CurrentMaxDemandDelivered", attribute: 0x0002, isReported: false) {
      $0.demand.maximumImport.power.microwatts.roundedQuotient(1_000_000)
    },
    EnduranceRegister(name: "CurrentMaxDemandReceived", attribute: 0x0003, isReported: false) {
      $0.demand.maximumExport.power.microwatts.roundedQuotient(1_000_000)
    },
  ]

  private static let tiers = (1...4).flatMap { tier in
    let attribute = 0x0100 + 2 * UInt16(tier - 1)
    return [
      EnduranceRegister(
        name: "CurrentTier\(tier)SummationDelivered", attribute: attribute, isReported: false
      ) { $0.tariff[tier].energyImport.wattHours },
      EnduranceRegister(
        name: "CurrentTier\(tier)SummationReceived", attribute: attribute + 1, isReported: false
      ) { $0.tariff[tier].energyExport.wattHours },
    ]
  }

  private static let days = [
    EnduranceRegister(
      name: "CurrentDayConsumptionDelivered", attribute: 0x0401, isReported: false
    ) { $0.day.consumption($0.active)?.energyImport.wattHours },
    EnduranceRegister(
      name: "CurrentDayConsumptionReceived", attribute: 0x0402, isReported: false
    ) { $0.day.consumption($0.active)?.energyExport.wattHours },
    EnduranceRegister(
      name: "PreviousDayConsumptionDelivered", attribute: 0x0403, isReported: false
    ) { $0.day.consumptionYesterday?.energyImport.wattHours },
    EnduranceRegister(
      name: "PreviousDayConsumptionReceived", attribute: 0x0404, isReported: false
    ) { $0.day.consumptionYesterday?.energyExport.wattHours },
  ]
}
