// SPDX-License-Identifier: Apache-2.0

import Bytes

/// What the meter gives the Metering cluster; nil while it does not know, and then nothing is
/// told: never a placeholder.
public struct MeteringValues: Sendable {
  /// Unit: Wh, rounded down.
  public var currentSummationDelivered_Wh: UInt64?
  /// Unit: Wh, rounded down.
  public var currentSummationReceived_Wh: UInt64?
  /// Unit: W, negative while energy is received from the customer.
  public var instantaneousDemand_W: Int64?
  /// Unit: percent, -100 to 100.
  public var powerFactor_percent: Int8?
  /// Bit 0 check meter, 1 low battery, 2 tamper, 3 power failure, 4 power quality, 5 leak, 6
  /// service disconnect open. Source: [ZCL] Metering, Status for electricity meters.
  public var status: UInt8?
  /// ExtendedStatus. Source: [ZCL] Metering, Extended Status.
  public var extendedStatus: UInt64?
  /// 0 off, 1 armed, 2 on. Source: [ZCL] Metering, SupplyStatus.
  public var supplyStatus: UInt8?
  /// When the summations were read. Unit: seconds since 2000.
  public var readingSnapshotTime: UInt32?
  /// The tier that counts now, 1 to 8; 0 for none.
  public var activeTier: UInt8?
  /// Unit: Wh, rounded down; tier 1 first.
  public var tierDelivered_Wh = InlineArray<8, UInt64?>(repeating: nil)
  /// Unit: Wh, rounded down; tier 1 first.
  public var tierReceived_Wh = InlineArray<8, UInt64?>(repeating: nil)
  /// The highest mean power of a demand interval since the reset of demand. Unit: W.
  public var maximumDemandDelivered_W: UInt64?
  /// When that interval ended. Unit: seconds since 2000.
  public var maximumDemandDeliveredTime: UInt32?
  /// The same of energy received. Unit: W.
  public var maximumDemandReceived_W: UInt64?
  /// When that interval ended. Unit: seconds since 2000.
  public var maximumDemandReceivedTime: UInt32?
  /// Energy since local midnight. Unit: Wh.
  public var currentDayDelivered_Wh: UInt64?
  /// Energy since local midnight. Unit: Wh.
  public var currentDayReceived_Wh: UInt64?
  /// Energy of the local day before. Unit: Wh.
  public var previousDayDelivered_Wh: UInt64?
  /// Energy of the local day before. Unit: Wh.
  public var previousDayReceived_Wh: UInt64?
  /// ProfileIntervalPeriod: 0 daily, 1 60 min, 2 30 min, 3 15 min, 4 10 min, 5 7.5 min, 6 5 min,
  /// 7 2.5 min; nil where no load profile is kept.
  public var profileIntervalPeriod: UInt8?
  /// How long a demand interval is. Unit: minutes.
  public var demandIntegrationPeriod_minutes: UInt8?

  /// Makes values nobody knows.
  public init() {}
}
