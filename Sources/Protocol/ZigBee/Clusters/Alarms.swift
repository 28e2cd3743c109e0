// SPDX-License-Identifier: Apache-2.0

import Bytes

/// Alarms cluster 0x0009: what happened, told once and kept to be asked for.
/// Source: [ZCL] 3.11 Alarms.
enum Alarms {
  /// The cluster.
  static let id: UInt16 = 0x0009

  /// AlarmCount: alarms in the log.
  static var alarmCount: Attribute { Attribute(0x0000, .uint16, .read) }

  /// Commands taken.
  static let resetAlarm: UInt8 = 0x00
  static let resetAllAlarms: UInt8 = 0x01
  static let getAlarm: UInt8 = 0x02
  static let resetAlarmLog: UInt8 = 0x03
  /// Commands sent.
  static let alarm: UInt8 = 0x00
  static let getAlarmResponse: UInt8 = 0x01

  /// The time of an alarm that came while nobody knew the time.
  static let unknownTime: UInt32 = 0xFFFF_FFFF
  /// ClusterRevision: what revision 6 of the library describes, and nothing beyond.
  static let revision: UInt64 = 1
}

/// The server of the Alarms cluster.
///
/// Rules: a broadcast changes nothing and is not answered, as an alarm that is asked for goes.
///
/// - Range: the log has `logMax` entries; the oldest gives way to one more.
struct AlarmsServer: ClusterSide {
  /// Alarms in the log.
  static let logMax = 16

  static var receivedCommands: CommandList {
    CommandList([
      Alarms.resetAlarm, Alarms.resetAllAlarms, Alarms.getAlarm, Alarms.resetAlarmLog,
    ])
  }
  static var generatedCommands: CommandList {
    CommandList([Alarms.alarm, Alarms.getAlarmResponse])
  }

  private struct Entry: Sendable {
    var alarm: Alarm
    var time: UInt32
  }

  private var log = FixedQueue<16, Entry>()

  var attributeCount: Int { 2 }

  func attribute(at index: Int) -> Attribute { index == 0 ? Alarms.alarmCount : .clusterRevision }

  func value(of attribute: Attribute) -> AttributeValue? {
    .unsigned(attribute == .clusterRevision ? Alarms.revision : UInt64(log.count))
  }

  /// Enters an alarm in the log.
  mutating func raised(_ alarm: Alarm, at moment: Moment) {
    if log.free == 0 { _ = log.popFirst() }
    log.append(Entry(alarm: alarm, time: moment.zclUTC ?? Alarms.unknownTime))
  }

  mutating func received(_ command: ClusterCommand, _ context: inout DeviceContext)
    -> CommandOutcome
  {
    if context.origin?.isBroadcast == true { return .silence }
    switch command.id {
    case Alarms.resetAlarm:
      // Alarms here are of things that happened: nothing stays to be reset.
      return .status(command.body.count >= 3 ? .success : .malformedCommand)
    case Alarms.resetAllAlarms: return .status(.success)
    case Alarms.getAlarm: return oldest()
    case Alarms.resetAlarmLog:
      log = FixedQueue()
      return .status(.success)
    default: return .status(.unsupportedCommand)
    }
  }

  /// Takes the oldest alarm out of the log. Source: [ZCL] 3.11.2.4.3 Get Alarm.
  private mutating func oldest() -> CommandOutcome {
    var body = ApplicationMessage.Payload()
    if let entry = log.popFirst() {
      body.append(ZCLStatus.success.rawValue)
      body.append(entry.alarm.code)
      body.append(littleEndian: entry.alarm.cluster)
      body.append(littleEndian: entry.time)
    } else {
      body.append(ZCLStatus.notFound.rawValue)
    }
    return .answer(Alarms.getAlarmResponse, body)
  }
}
