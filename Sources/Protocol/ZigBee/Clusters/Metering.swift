// SPDX-License-Identifier: Apache-2.0

/// Metering cluster 0x0702. Source: [ZCL] 10.4 Metering.
public enum Metering {
  /// The cluster.
  public static let id: UInt16 = 0x0702
  /// Tiers that have summations.
  public static let tiersMax = 8

  // swift-format-ignore
  /// The table, in ascending order; the tiers' summations, 0x0100 to 0x010F, are rows of
  /// `attribute(at:)` alone.
  static var attributes: InlineArray<31, Attribute> {
    [
      //        id      type          access
      Attribute(0x0000, .uint48,      .readReport),  // CurrentSummationDelivered
      Attribute(0x0001, .uint48,      .readReport),  // CurrentSummationReceived
      Attribute(0x0002, .uint48,      .readReport),  // CurrentMaxDemandDelivered
      Attribute(0x0003, .uint48,      .readReport),  // CurrentMaxDemandReceived
      Attribute(0x0006, .int8,        .readReport),  // PowerFactor
      Attribute(0x0007, .utc,         .read),        // ReadingSnapShotTime
      Attribute(0x0008, .utc,         .read),        // CurrentMaxDemandDeliveredTime
      Attribute(0x0009, .utc,         .read),        // CurrentMaxDemandReceivedTime
      Attribute(0x000F, .enum8,       .read),        // ProfileIntervalPeriod
      Attribute(0x0014, .enum8,       .readReport),  // SupplyStatus
      Attribute(0x0020, .enum8,       .readReport),  // ActiveRegisterTierDelivered
      Attribute(0x0021, .enum8,       .readReport),  // ActiveRegisterTierReceived
      Attribute(0x0200, .map8,        .readReport),  // Status
      Attribute(0x0204, .map64,       .readReport),  // ExtendedStatus
      Attribute(0x0300, .enum8,       .read),        // UnitOfMeasure
      Attribute(0x0301, .uint24,      .read),        // Multiplier
      Attribute(0x0302, .uint24,      .read),        // Divisor
      Attribute(0x0303, .map8,        .read),        // SummationFormatting
      Attribute(0x0304, .map8,        .read),        // DemandFormatting
      Attribute(0x0305, .map8,        .read),        // HistoricalConsumptionFormatting
      Attribute(0x0306, .map8,        .read),        // MeteringDeviceType
      Attribute(0x0308, .octetString, .read),        // MeterSerialNumber
      Attribute(0x0400, .int24,       .readReport),  // InstantaneousDemand
      Attribute(0x0401, .uint24,      .readReport),  // CurrentDayConsumptionDelivered
      Attribute(0x0402, .uint24,      .readReport),  // CurrentDayConsumptionReceived
      Attribute(0x0403, .uint24,      .read),        // PreviousDayConsumptionDelivered
      Attribute(0x0404, .uint24,      .read),        // PreviousDayConsumptionReceived
      Attribute(0x0500, .uint8,       .read),        // MaxNumberOfPeriodsDelivered
      Attribute(0x0602, .uint8,       .read),        // DemandIntegrationPeriod
      Attribute(0x0603, .uint8,       .read),        // NumberOfDemandSubintervals
      Attribute(0xFFFD, .uint16,      .read),        // ClusterRevision
    ]
  }

  /// Rows of the whole table.
  static var attributeCount: Int { attributes.count + 2 * tiersMax }

  /// A row of the whole table, in ascending order.
  static func attribute(at index: Int) -> Attribute {
    if index < rowsBeforeTiers { return attributes[index] }
    let tier = index - rowsBeforeTiers
    if tier < 2 * tiersMax { return Attribute(0x0100 + UInt16(tier), .uint48, .readReport) }
    return attributes[index - 2 * tiersMax]
  }

  /// Rows below 0x0100.
  private static let rowsBeforeTiers = 12

  /// Energy delivered to the customer. Unit: Wh on the wire, by `multiplier` and `divisor`.
  public static var currentSummationDelivered: Attribute { Attribute(0x0000, .uint48, .readReport) }
  /// Energy received from the customer. Unit: Wh on the wire.
  public static var currentSummationReceived: Attribute { Attribute(0x0001, .uint48, .readReport) }
  /// UnitOfMeasure.
  public static var unitOfMeasure: Attribute { Attribute(0x0300, .enum8, .read) }
  /// Multiplier.
  public static var multiplier: Attribute { Attribute(0x0301, .uint24, .read) }
  /// Divisor.
  public static var divisor: Attribute { Attribute(0x0302, .uint24, .read) }
  /// Power now, negative while received. Unit: W on the wire.
  public static var instantaneousDemand: Attribute { Attribute(0x0400, .int24, .readReport) }

  /// UnitOfMeasure: kW and kWh, binary.
  public static let kilowattHours: UInt64 = 0x00
  /// The code of the alarm of a power failure: bit 3 of Status. Source: [ZCL] Metering, alarm
  /// codes, generic alarm group.
  static let powerFailureAlarm: UInt8 = 0x03
  /// A value on the wire times 1, by 1000, is kWh or kW.
  static let multiplierValue: UInt64 = 1
  /// A gateway that keeps an old divisor shows wrong energy: it never changes.
  static let divisorValue: UInt64 = 1000
  /// Digits right of the point: the divisor's zeros.
  static let fractionDigits: UInt64 = 3
  /// Bits 0-2 digits right, 3-6 digits left, 7 suppress leading zeros: 9 left.
  static let summationFormatting: UInt64 = 0x80 | 9 << 3 | fractionDigits
  /// The same, 7 digits left.
  static let demandFormatting: UInt64 = 0x80 | 7 << 3 | fractionDigits
  /// The same, 5 digits left: what 24 bits of Wh hold.
  static let historicalFormatting: UInt64 = 0x80 | 5 << 3 | fractionDigits
  /// MeteringDeviceType: electric metering.
  static let electricMetering: UInt64 = 0
  /// NumberOfDemandSubintervals: intervals do not overlap.
  static let demandSubintervals: UInt64 = 1
  /// ClusterRevision: what revision 6 of the library describes, and nothing beyond.
  static let revision: UInt64 = 1
}
