// SPDX-License-Identifier: Apache-2.0

import Bytes

/// What the Electrical Measurement cluster keeps: which alarms are wanted, and from where its
/// counters count.
struct ElectricalState: Sendable {
  /// ACOverloadAlarmsMask: bits of `AlarmCode`.
  var alarmsMask: UInt16 = 0
  /// Sags of the meter's life that the counter leaves out.
  var sagsBefore: UInt64 = 0
  /// Swells of the meter's life that the counter leaves out.
  var swellsBefore: UInt64 = 0
  private var told: (sags: UInt64, swells: UInt64)?
  private var isOverloaded = false

  /// Raises an alarm for each kind of event that came since the last call, where it is wanted.
  mutating func tick(_ values: ElectricalValues, _ context: inout DeviceContext) {
    watchLoad(values, &context)
    guard let sags = values.sags, let swells = values.swells else { return }
    if let told {
      if sags > told.sags { raise(ElectricalMeasurement.AlarmCode.sag, &context) }
      if swells > told.swells { raise(ElectricalMeasurement.AlarmCode.swell, &context) }
    }
    told = (sags, swells)
  }

  /// An overload is told when it begins.
  private mutating func watchLoad(_ values: ElectricalValues, _ context: inout DeviceContext) {
    guard let power = values.activePower_W, let limit = values.powerThreshold_W else { return }
    let isOver = power > Int64(limit)
    if isOver, !isOverloaded { raise(ElectricalMeasurement.AlarmCode.powerOverload, &context) }
    isOverloaded = isOver
  }

  private func raise(_ code: UInt8, _ context: inout DeviceContext) {
    guard alarmsMask & 1 << UInt16(code) != 0 else { return }
    context.raise(Alarm(code: code, cluster: ElectricalMeasurement.id))
  }
}

extension ElectricalState: KeptSide {
  static let keptBytes = 18

  func keep(in writer: inout ByteWriter) {
    writer.littleEndian(alarmsMask)
    writer.littleEndian(sagsBefore)
    writer.littleEndian(swellsBefore)
  }

  mutating func restore(from reader: inout ByteReader) {
    guard let mask = reader.littleEndian(UInt16.self),
      let sags = reader.littleEndian(UInt64.self), let swells = reader.littleEndian(UInt64.self)
    else { return }
    alarmsMask = mask & ElectricalMeasurement.AlarmCode.watched
    (sagsBefore, swellsBefore) = (sags, swells)
  }
}

/// The server of the Electrical Measurement cluster.
///
/// Dips and swells are those of [IEC 61000-4-30], by the RMS voltage of each cycle against 90 and
/// 110 % of the declared voltage: the counters count these, and the thresholds are read only.
struct ElectricalMeasurementServer: ClusterSide {
  let values: ElectricalValues
  var state: ElectricalState

  var attributeCount: Int { ElectricalMeasurement.attributes.count }

  func attribute(at index: Int) -> Attribute { ElectricalMeasurement.attributes[index] }

  func value(of attribute: Attribute) -> AttributeValue? {
    switch attribute.id {
    case 0x0300: return values.frequency_mHz.map { .unsigned(UInt64($0)) }
    case 0x0304, 0x050B: return values.activePower_W.map { .signed($0) }
    case 0x0305, 0x050E: return values.reactivePower_var.map { .signed($0) }
    case 0x0306, 0x050F: return values.apparentPower_VA.map { .unsigned($0) }
    case 0x0505: return values.rmsVoltage_mV.map { .unsigned(Self.rounded($0, 100)) }
    case 0x0508: return values.rmsCurrent_mA.map { .unsigned(Self.rounded($0, 10)) }
    case 0x0510: return values.powerFactor_percent.map { .signed(Int64($0)) }
    case 0x0512: return Self.counter(values.swells, from: state.swellsBefore)
    case 0x0513: return Self.counter(values.sags, from: state.sagsBefore)
    case 0x0800: return .unsigned(UInt64(state.alarmsMask))
    case 0x0803: return values.powerThreshold_W.map { .signed(Int64($0)) }
    case 0x0805, 0x080A: return threshold(percent: 110)
    case 0x0809: return threshold(percent: 90)
    default: return Self.constant(attribute.id)
    }
  }

  private static func constant(_ id: UInt16) -> AttributeValue? {
    switch id {
    case 0x0000: return .unsigned(ElectricalMeasurement.measurementType)
    case 0x0400, 0x0402, 0x0600, 0x0602, 0x0604: return .unsigned(ElectricalMeasurement.multiplier)
    case 0x0401: return .unsigned(ElectricalMeasurement.frequencyDivisor)
    case 0x0403, 0x0605: return .unsigned(ElectricalMeasurement.powerDivisor)
    case 0x0511: return .unsigned(0)
    case 0x0601: return .unsigned(ElectricalMeasurement.voltageDivisor)
    case 0x0603: return .unsigned(ElectricalMeasurement.currentDivisor)
    case 0xFFFD: return .unsigned(ElectricalMeasurement.revision)
    default: return nil
    }
  }

  func check(_ value: AttributeValue, for attribute: Attribute) -> ZCLStatus {
    guard case .unsigned(let written) = value else { return .invalidValue }
    switch attribute.id {
    case 0x0512, 0x0513: return written == 0 ? .success : .invalidValue
    case 0x0800:
      let watched = UInt64(ElectricalMeasurement.AlarmCode.watched)
      return written & ~watched == 0 ? .success : .invalidValue
    default: return .readOnly
    }
  }

  mutating func write(
    _ value: AttributeValue, to attribute: Attribute, _ context: inout DeviceContext
  ) {
    guard case .unsigned(let written) = value else { return }
    switch attribute.id {
    case 0x0512: state.swellsBefore = values.swells ?? 0
    case 0x0513: state.sagsBefore = values.sags ?? 0
    default: state.alarmsMask = UInt16(truncatingIfNeeded: written)
    }
    context.want(.keepState)
  }

  /// Unit: 0.1 V.
  private func threshold(percent: Int64) -> AttributeValue? {
    values.declaredVoltage_V.map { .signed(Int64($0) * percent / 10) }
  }

  /// A counter of 16 bits begins anew after 0xFFFE: 0xFFFF is no value.
  private static func counter(_ count: UInt64?, from before: UInt64) -> AttributeValue? {
    count.map { .unsigned(($0 >= before ? $0 - before : 0) % 0xFFFF) }
  }

  /// Rounding: nearest.
  private static func rounded(_ value: UInt64, _ unit: UInt64) -> UInt64 {
    value / unit + (value % unit >= unit / 2 ? 1 : 0)
  }
}
