// SPDX-License-Identifier: Apache-2.0

import ZigBee

extension MeterValues {
  /// Values of every size, different for different seeds; all is known.
  init(seed: UInt64) {
    self.init()
    var state = seed
    metering = MeteringValues(&state)
    electrical = ElectricalValues(&state)
    diagnostics = DiagnosticsValues(&state)
    isSupplyOn = Self.next(&state) & 1 == 0
    isSupplyArmed = Self.next(&state) & 1 == 0
  }

  /// 0 to 63 random bits. Source: SplitMix64.
  static func next(_ state: inout UInt64) -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    mixed ^= mixed >> 31
    return mixed >> (1 + mixed & 63)
  }
}

extension MeteringValues {
  init(_ state: inout UInt64) {
    self.init()
    currentSummationDelivered_Wh = MeterValues.next(&state)
    currentSummationReceived_Wh = MeterValues.next(&state)
    instantaneousDemand_W = Int64(bitPattern: MeterValues.next(&state)) - 1_000
    powerFactor_percent = Int8(truncatingIfNeeded: MeterValues.next(&state))
    status = UInt8(truncatingIfNeeded: MeterValues.next(&state))
    extendedStatus = MeterValues.next(&state)
    supplyStatus = UInt8(truncatingIfNeeded: MeterValues.next(&state))
    readingSnapshotTime = UInt32(truncatingIfNeeded: MeterValues.next(&state))
    activeTier = UInt8(truncatingIfNeeded: MeterValues.next(&state))
    for tier in tierDelivered_Wh.indices {
      tierDelivered_Wh[tier] = MeterValues.next(&state)
      tierReceived_Wh[tier] = MeterValues.next(&state)
    }
    maximumDemandDelivered_W = MeterValues.next(&state)
    maximumDemandDeliveredTime = UInt32(truncatingIfNeeded: MeterValues.next(&state))
    maximumDemandReceived_W = MeterValues.next(&state)
    maximumDemandReceivedTime = UInt32(truncatingIfNeeded: MeterValues.next(&state))
    currentDayDelivered_Wh = MeterValues.next(&state)
    currentDayReceived_Wh = MeterValues.next(&state)
    previousDayDelivered_Wh = MeterValues.next(&state)
    previousDayReceived_Wh = MeterValues.next(&state)
    profileIntervalPeriod = UInt8(truncatingIfNeeded: MeterValues.next(&state))
  }
}

extension ElectricalValues {
  init(_ state: inout UInt64) {
    self.init()
    frequency_mHz = UInt32(truncatingIfNeeded: MeterValues.next(&state))
    rmsVoltage_mV = MeterValues.next(&state)
    rmsCurrent_mA = MeterValues.next(&state)
    activePower_W = Int64(bitPattern: MeterValues.next(&state)) - 1_000
    reactivePower_var = Int64(bitPattern: MeterValues.next(&state)) - 1_000
    apparentPower_VA = MeterValues.next(&state)
    powerFactor_percent = Int8(truncatingIfNeeded: MeterValues.next(&state))
    sags = MeterValues.next(&state)
    swells = MeterValues.next(&state)
    powerThreshold_W = UInt32(truncatingIfNeeded: MeterValues.next(&state))
    declaredVoltage_V = UInt32(truncatingIfNeeded: MeterValues.next(&state))
  }
}

extension DiagnosticsValues {
  init(_ state: inout UInt64) {
    self.init()
    resets = MeterValues.next(&state)
    persistentMemoryWrites = MeterValues.next(&state)
    unicastsReceived = MeterValues.next(&state)
    unicastsDelivered = MeterValues.next(&state)
    unicastsFailed = MeterValues.next(&state)
    joins = MeterValues.next(&state)
    lastMessageLQI = UInt8(truncatingIfNeeded: MeterValues.next(&state))
    lastMessageRSSI = Int8(truncatingIfNeeded: MeterValues.next(&state))
  }
}
