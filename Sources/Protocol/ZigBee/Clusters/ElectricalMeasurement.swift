// SPDX-License-Identifier: Apache-2.0

/// Electrical Measurement cluster 0x0B04: what flows now. Source: [ZCL] 4.9.
public enum ElectricalMeasurement {
  /// The cluster.
  public static let id: UInt16 = 0x0B04

  // swift-format-ignore
  /// The table, in ascending order.
  static var attributes: InlineArray<30, Attribute> {
    [
      //        id      type     access
      Attribute(0x0000, .map32,  .read),        // MeasurementType
      Attribute(0x0300, .uint16, .readReport),  // ACFrequency
      Attribute(0x0304, .int32,  .readReport),  // TotalActivePower
      Attribute(0x0305, .int32,  .readReport),  // TotalReactivePower
      Attribute(0x0306, .uint32, .readReport),  // TotalApparentPower
      Attribute(0x0400, .uint16, .readReport),  // ACFrequencyMultiplier
      Attribute(0x0401, .uint16, .readReport),  // ACFrequencyDivisor
      Attribute(0x0402, .uint32, .readReport),  // PowerMultiplier
      Attribute(0x0403, .uint32, .readReport),  // PowerDivisor
      Attribute(0x0505, .uint16, .readReport),  // RMSVoltage
      Attribute(0x0508, .uint16, .readReport),  // RMSCurrent
      Attribute(0x050B, .int16,  .readReport),  // ActivePower
      Attribute(0x050E, .int16,  .readReport),  // ReactivePower
      Attribute(0x050F, .uint16, .readReport),  // ApparentPower
      Attribute(0x0510, .int8,   .readReport),  // PowerFactor
      Attribute(0x0511, .uint16, .read),        // AverageRMSVoltageMeasurementPeriod
      Attribute(0x0512, .uint16, .readWrite),   // AverageRMSOverVoltageCounter
      Attribute(0x0513, .uint16, .readWrite),   // AverageRMSUnderVoltageCounter
      Attribute(0x0600, .uint16, .readReport),  // ACVoltageMultiplier
      Attribute(0x0601, .uint16, .readReport),  // ACVoltageDivisor
      Attribute(0x0602, .uint16, .readReport),  // ACCurrentMultiplier
      Attribute(0x0603, .uint16, .readReport),  // ACCurrentDivisor
      Attribute(0x0604, .uint16, .readReport),  // ACPowerMultiplier
      Attribute(0x0605, .uint16, .readReport),  // ACPowerDivisor
      Attribute(0x0800, .map16,  .readWrite),   // ACOverloadAlarmsMask
      Attribute(0x0803, .int16,  .read),        // ACActivePowerOverload
      Attribute(0x0805, .int16,  .read),        // AverageRMSOverVoltage
      Attribute(0x0809, .int16,  .read),        // RMSVoltageSag
      Attribute(0x080A, .int16,  .read),        // RMSVoltageSwell
      Attribute(0xFFFD, .uint16, .read),        // ClusterRevision
    ]
  }

  /// MeasurementType: active, reactive and apparent power of phase A, power quality.
  static let measurementType: UInt64 = 1 << 0 | 1 << 1 | 1 << 2 | 1 << 3 | 1 << 8
  /// Every multiplier. A gateway that keeps an old one shows wrong values: none ever changes.
  static let multiplier: UInt64 = 1
  /// mHz.
  static let frequencyDivisor: UInt64 = 1000
  /// W, var, VA.
  static let powerDivisor: UInt64 = 1
  /// 0.1 V.
  static let voltageDivisor: UInt64 = 10
  /// 0.01 A: with 0.001 A the attribute would end at 65.5 A.
  static let currentDivisor: UInt64 = 100
  /// ClusterRevision: what revision 6 of the library describes, and nothing beyond.
  static let revision: UInt64 = 1

  /// Bits of the alarms mask, and the codes of the alarms.
  enum AlarmCode {
    /// ACActivePowerOverload.
    static let powerOverload: UInt8 = 2
    /// RMSVoltageSag.
    static let sag: UInt8 = 8
    /// RMSVoltageSwell.
    static let swell: UInt8 = 9
    /// Of the mask's bits, those that this meter watches.
    static let watched: UInt16 = 1 << 2 | 1 << 8 | 1 << 9
  }
}
