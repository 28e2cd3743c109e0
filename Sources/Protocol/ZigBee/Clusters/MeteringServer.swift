// SPDX-License-Identifier: Apache-2.0

import Bytes

/// The server of the Metering cluster.
struct MeteringServer: ClusterSide {
  let values: MeteringValues
  let serialNumber: AttributeValue.Text

  var attributeCount: Int { Metering.attributeCount }

  func attribute(at index: Int) -> Attribute { Metering.attribute(at: index) }

  func value(of attribute: Attribute) -> AttributeValue? {
    switch attribute.id {
    case 0x0000...0x0003, 0x0100...0x010F, 0x0401...0x0404:
      return energyOrDemand(attribute.id).map { .unsigned($0) }
    case 0x0006: return values.powerFactor_percent.map { .signed(Int64($0)) }
    case 0x0007: return Self.time(values.readingSnapshotTime)
    case 0x0008: return Self.time(values.maximumDemandDeliveredTime)
    case 0x0009: return Self.time(values.maximumDemandReceivedTime)
    case 0x000F: return Self.enumeration(values.profileIntervalPeriod)
    case 0x0014: return Self.enumeration(values.supplyStatus)
    case 0x0020, 0x0021: return Self.enumeration(values.activeTier)
    case 0x0200: return Self.small(values.status)
    case 0x0204: return values.extendedStatus.map { .unsigned($0) }
    case 0x0308: return serialNumber.count > 0 ? .text(serialNumber) : nil
    case 0x0400: return values.instantaneousDemand_W.map { .signed($0) }
    case 0x0602: return Self.small(values.demandIntegrationPeriod_minutes)
    default: return constant(attribute.id)
    }
  }

  /// Unit: Wh or W, as the divisor has it.
  private func energyOrDemand(_ id: UInt16) -> UInt64? {
    switch id {
    case 0x0000: return values.currentSummationDelivered_Wh
    case 0x0001: return values.currentSummationReceived_Wh
    case 0x0002: return values.maximumDemandDelivered_W
    case 0x0003: return values.maximumDemandReceived_W
    case 0x0401: return values.currentDayDelivered_Wh
    case 0x0402: return values.currentDayReceived_Wh
    case 0x0403: return values.previousDayDelivered_Wh
    case 0x0404: return values.previousDayReceived_Wh
    default:
      let tier = Int(id & 0xFF) / 2
      return id & 1 == 0 ? values.tierDelivered_Wh[tier] : values.tierReceived_Wh[tier]
    }
  }

  private static func time(_ seconds: UInt32?) -> AttributeValue? {
    seconds.map { .unsigned(UInt64($0)) }
  }

  /// 0xFF is in none of these lists.
  private static func enumeration(_ value: UInt8?) -> AttributeValue? {
    value == 0xFF ? nil : small(value)
  }

  private static func small(_ value: UInt8?) -> AttributeValue? {
    value.map { .unsigned(UInt64($0)) }
  }

  private func constant(_ id: UInt16) -> AttributeValue? {
    switch id {
    case 0x0300: return .unsigned(Metering.kilowattHours)
    case 0x0301: return .unsigned(Metering.multiplierValue)
    case 0x0302: return .unsigned(Metering.divisorValue)
    case 0x0303: return .unsigned(Metering.summationFormatting)
    case 0x0304: return .unsigned(Metering.demandFormatting)
    case 0x0305: return .unsigned(Metering.historicalFormatting)
    case 0x0306: return .unsigned(Metering.electricMetering)
    case 0x0500:
      let isKept = values.profileIntervalPeriod != nil
      return isKept ? .unsigned(UInt64(GetProfile.periodsMax)) : nil
    case 0x0603:
      let isKnown = values.demandIntegrationPeriod_minutes != nil
      return isKnown ? .unsigned(Metering.demandSubintervals) : nil
    case 0xFFFD: return .unsigned(Metering.revision)
    default: return nil
    }
  }
}

/// The highest summations told so far: none ever goes down again, whatever the meter says.
struct SummationFloor: Sendable {
  private var delivered_Wh: UInt64 = 0
  private var received_Wh: UInt64 = 0
  private var tierDelivered_Wh = InlineArray<8, UInt64>(repeating: 0)
  private var tierReceived_Wh = InlineArray<8, UInt64>(repeating: 0)

  /// The values as they may be told.
  mutating func hold(_ values: MeteringValues) -> MeteringValues {
    var held = values
    Self.raise(&delivered_Wh, &held.currentSummationDelivered_Wh)
    Self.raise(&received_Wh, &held.currentSummationReceived_Wh)
    for tier in tierDelivered_Wh.indices {
      Self.raise(&tierDelivered_Wh[tier], &held.tierDelivered_Wh[tier])
      Self.raise(&tierReceived_Wh[tier], &held.tierReceived_Wh[tier])
    }
    return held
  }

  private static func raise(_ floor: inout UInt64, _ value: inout UInt64?) {
    guard let known = value else { return }
    floor = max(floor, known)
    value = floor
  }
}
