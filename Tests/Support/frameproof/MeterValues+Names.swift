// SPDX-License-Identifier: Apache-2.0

import ZigBee

extension MeterValues {
  /// Sets a value by its name; false where there is none of this name.
  mutating func set(_ name: String, _ number: Int64) -> Bool {
    let unsigned = UInt64(bitPattern: number)
    if name.hasPrefix("diagnostics.") { return setDiagnostics(name, number) }
    if name.hasPrefix("electrical.") { return setElectrical(name, number) }
    switch name {
    case "isSupplyOn": isSupplyOn = number != 0
    case "isSupplyArmed": isSupplyArmed = number != 0
    case "delivered": metering.currentSummationDelivered_Wh = unsigned
    case "received": metering.currentSummationReceived_Wh = unsigned
    case "demand": metering.instantaneousDemand_W = number
    case "powerFactor": metering.powerFactor_percent = Int8(truncatingIfNeeded: number)
    case "status": metering.status = UInt8(truncatingIfNeeded: number)
    case "extendedStatus": metering.extendedStatus = unsigned
    case "supplyStatus": metering.supplyStatus = UInt8(truncatingIfNeeded: number)
    case "snapshotTime": metering.readingSnapshotTime = UInt32(truncatingIfNeeded: number)
    case "activeTier": metering.activeTier = UInt8(truncatingIfNeeded: number)
    case "profileInterval": metering.profileIntervalPeriod = UInt8(truncatingIfNeeded: number)
    default: return setRegister(name, unsigned)
    }
    return true
  }

  private mutating func setRegister(_ name: String, _ number: UInt64) -> Bool {
    let time = UInt32(truncatingIfNeeded: number)
    switch name {
    case "maximumDelivered": metering.maximumDemandDelivered_W = number
    case "maximumDeliveredTime": metering.maximumDemandDeliveredTime = time
    case "maximumReceived": metering.maximumDemandReceived_W = number
    case "maximumReceivedTime": metering.maximumDemandReceivedTime = time
    case "currentDayDelivered": metering.currentDayDelivered_Wh = number
    case "currentDayReceived": metering.currentDayReceived_Wh = number
    case "previousDayDelivered": metering.previousDayDelivered_Wh = number
    case "previousDayReceived": metering.previousDayReceived_Wh = number
    default:
      guard let tier = name.last?.wholeNumberValue, (1...8).contains(tier) else { return false }
      switch name.dropLast() {
      case "tierDelivered": metering.tierDelivered_Wh[tier - 1] = number
      case "tierReceived": metering.tierReceived_Wh[tier - 1] = number
      default: return false
      }
    }
    return true
  }

  private mutating func setElectrical(_ name: String, _ number: Int64) -> Bool {
    let unsigned = UInt64(bitPattern: number)
    switch name.dropFirst("electrical.".count) {
    case "frequency": electrical.frequency_mHz = UInt32(truncatingIfNeeded: number)
    case "voltage": electrical.rmsVoltage_mV = unsigned
    case "current": electrical.rmsCurrent_mA = unsigned
    case "activePower": electrical.activePower_W = number
    case "reactivePower": electrical.reactivePower_var = number
    case "apparentPower": electrical.apparentPower_VA = unsigned
    case "powerFactor": electrical.powerFactor_percent = Int8(truncatingIfNeeded: number)
    case "sags": electrical.sags = unsigned
    case "swells": electrical.swells = unsigned
    case "powerThreshold": electrical.powerThreshold_W = UInt32(truncatingIfNeeded: number)
    case "declaredVoltage": electrical.declaredVoltage_V = UInt32(truncatingIfNeeded: number)
    default: return false
    }
    return true
  }

  private mutating func setDiagnostics(_ name: String, _ number: Int64) -> Bool {
    let unsigned = UInt64(bitPattern: number)
    switch name.dropFirst("diagnostics.".count) {
    case "resets": diagnostics.resets = unsigned
    case "writes": diagnostics.persistentMemoryWrites = unsigned
    case "received": diagnostics.unicastsReceived = unsigned
    case "delivered": diagnostics.unicastsDelivered = unsigned
    case "failed": diagnostics.unicastsFailed = unsigned
    case "joins": diagnostics.joins = unsigned
    case "quality": diagnostics.lastMessageLQI = UInt8(truncatingIfNeeded: number)
    case "level": diagnostics.lastMessageRSSI = Int8(truncatingIfNeeded: number)
    default: return false
    }
    return true
  }
}
