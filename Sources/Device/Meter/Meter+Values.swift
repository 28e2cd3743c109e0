// SPDX-License-Identifier: Apache-2.0

import Ledger
import Metrology
import Quantities
import RadioLink
import ZigBee
import ZigBeeRadio

extension Meter {
  /// What the radio may tell: nothing that the meter does not know, and no register that a power
  /// cut could take back.
  var values: MeterValues {
    var values = MeterValues()
    values.metering = meteringValues
    values.electrical = electricalValues
    values.isSupplyOn = supply.isClosed
    values.isSupplyArmed = parameters.isSupplyArmed
    values.supplyNeedsLinkKey = parameters.supplyNeedsLinkKey
    values.eventLogPublicKey = publicKeyBytes
    values.diagnostics.take(radio.diagnostics)
    values.diagnostics.resets = accounts.registers.events.starts
    values.diagnostics.persistentMemoryWrites = accounts.registers.events.saves
    return values
  }

  private var meteringValues: MeteringValues {
    let kept = saves.confirmed
    var values = MeteringValues()
    values.currentSummationDelivered_Wh = kept.energyImport.told
    values.currentSummationReceived_Wh = kept.energyExport.told
    values.instantaneousDemand_W = latest?.activePower.watts
    values.powerFactor_percent = latest?.powerFactor?.percent
    values.readingSnapshotTime = saves.confirmedTime?.zclSeconds
    values.activeTier = activeTier ?? 0
    for tier in 1...TariffRegisters.tiersMax {
      values.tierDelivered_Wh[tier - 1] = kept.tariff[tier].energyImport.told
      values.tierReceived_Wh[tier - 1] = kept.tariff[tier].energyExport.told
    }
    values.maximumDemandDelivered_W = kept.demand.maximumImport.told
    values.maximumDemandDeliveredTime = kept.demand.maximumImport.end?.zclSeconds
    values.maximumDemandReceived_W = kept.demand.maximumExport.told
    values.maximumDemandReceivedTime = kept.demand.maximumExport.end?.zclSeconds
    let today = kept.day.consumption(kept.active)
    values.currentDayDelivered_Wh = today?.energyImport.told
    values.currentDayReceived_Wh = today?.energyExport.told
    values.previousDayDelivered_Wh = kept.day.consumptionYesterday?.energyImport.told
    values.previousDayReceived_Wh = kept.day.consumptionYesterday?.energyExport.told
    values.status = status
    values.extendedStatus = extendedStatus
    values.profileIntervalPeriod = parameters.profile.profileIntervalPeriod
    values.demandIntegrationPeriod_minutes = parameters.demandWindow.period.rawValue
    values.supplyStatus = supply.isClosed.map { $0 ? Self.supplyOn : Self.supplyOff }
    return values
  }

  private var electricalValues: ElectricalValues {
    var values = ElectricalValues()
    values.sags = accounts.registers.events.dips
    values.swells = accounts.registers.events.swells
    let declared = parameters.declaredVoltage ?? parameters.frontEnd.nominalVoltage
    values.declaredVoltage_V = UInt32(clamping: declared.microvolts.over(1_000_000))
    values.powerThreshold_W = parameters.identity.contract.powerThreshold_W
    guard let block = latest else { return values }
    values.frequency_mHz = block.frequency.map {
      UInt32(clamping: $0.microhertz.over(1_000))
    }
    values.rmsVoltage_mV = UInt64(clamping: block.voltage.microvolts.over(1_000))
    values.rmsCurrent_mA = UInt64(clamping: block.current.microamperes.over(1_000))
    values.activePower_W = block.activePower.watts
    values.reactivePower_var = block.fundamental.map {
      $0.reactivePower.microvars.over(1_000_000)
    }
    values.apparentPower_VA = UInt64(
      clamping: block.apparentPower.microvoltamperes.over(1_000_000))
    values.powerFactor_percent = block.powerFactor?.percent
    return values
  }

  /// Source: [ZCL] Metering, Status for electricity meters: bit 0 check meter, bit 2 tamper, bit 3
  /// power failure, bit 4 power quality, bit 6 service disconnect open. What this meter does not
  /// watch is 0.
  private var status: UInt8 {
    (checks.isWell ? 0 : 1) | (guards.isTampered ? 1 << 2 : 0) | (outage.isFailing ? 1 << 3 : 0)
      | (eventUnderWay != nil ? 1 << 4 : 0)
      | (supply.isClosed == false ? 1 << 6 : 0)
  }

  /// Source: [ZCL] Metering, Extended Status: of the general flags bit 5 non-volatile memory, 8 and
  /// 9 the supply that is not disconnected or connected as asked, 12 clock; of the electricity
  /// meter's 28 under and 29 over voltage. What this meter does not watch is 0.
  var extendedStatus: UInt64 {
    var flags: UInt64 = saves.hasFailed || isStoreFailing ? 1 << 5 : 0
    if supply.isStuck { flags |= supply.wanted == false ? 1 << 8 : 1 << 9 }
    if time == nil { flags |= 1 << 12 }
    switch eventUnderWay?.kind {
    case .dip: flags |= 1 << 28
    case .swell: flags |= 1 << 29
    case nil: break
    }
    return flags
  }

  /// Source: [ZCL] Metering, SupplyStatus.
  private static var supplyOff: UInt8 { 0 }
  private static var supplyOn: UInt8 { 2 }
}

extension FixedWidthInteger {
  /// The quotient, rounded to nearest. Range: every value.
  fileprivate func over(_ divisor: Int128) -> Int64 {
    Int64(clamping: Int128(self).roundedQuotient(divisor))
  }
}

extension Energy {
  /// Unit: Wh, rounded down.
  var told: UInt64 { UInt64(clamping: wattHours) }
}

extension MaximumDemand {
  /// Unit: W, rounded to nearest.
  fileprivate var told: UInt64 { UInt64(clamping: power.watts) }
}

extension ActivePower {
  /// Rounded to nearest.
  fileprivate var watts: Int64 { microwatts.over(1_000_000) }
}

extension PowerFactor {
  /// Rounded to nearest.
  fileprivate var percent: Int8 { Int8(clamping: millionths.over(10_000)) }
}

extension ProfileParameters {
  /// Nil for a length that the cluster has no number for. Source: [ZCL] Metering,
  /// ProfileIntervalPeriod.
  var profileIntervalPeriod: UInt8? {
    switch minutes {
    case 60: 1
    case 30: 2
    case 15: 3
    case 10: 4
    case 5: 6
    default: nil
    }
  }
}

extension UTC {
  /// Unit: seconds since 2000, rounded down; nil outside of what 32 bits hold below the non-value.
  var zclSeconds: UInt32? { Moment(.zero, utc: self).zclUTC }
}
