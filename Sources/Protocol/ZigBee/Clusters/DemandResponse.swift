// SPDX-License-Identifier: Apache-2.0

import Bytes

/// Demand Response and Load Control cluster 0x0701. Source: [ZCL] 10.3.
public enum DemandResponse {
  /// The cluster.
  public static let id: UInt16 = 0x0701
  /// Commands of the server.
  static let loadControlEvent: UInt8 = 0x00, cancelLoadControlEvent: UInt8 = 0x01
  static let cancelAllLoadControlEvents: UInt8 = 0x02
  /// Commands of the client.
  static let reportEventStatus: UInt8 = 0x00, getScheduledEvents: UInt8 = 0x01

  // swift-format-ignore
  /// The client's table, in ascending order.
  static var attributes: InlineArray<5, Attribute> {
    [
      //        id      type     access
      Attribute(0x0000, .uint8,  .readWrite),  // UtilityEnrollmentGroup
      Attribute(0x0001, .uint8,  .readWrite),  // StartRandomizationMinutes
      Attribute(0x0002, .uint8,  .readWrite),  // DurationRandomizationMinutes
      Attribute(0x0003, .uint16, .readWrite),  // DeviceClassValue
      Attribute(0xFFFD, .uint16, .read),       // ClusterRevision
    ]
  }

  /// DeviceClass bit 7: simple miscellaneous loads, switched on and off.
  static let simpleLoad: UInt16 = 1 << 7
  /// Unit: minutes. The longest event, and the longest randomisation.
  static let durationMax: UInt16 = 1440, randomizationMax: UInt64 = 60
  /// Unit: minutes. What both randomisations are until somebody writes them.
  static let randomizationDefault: UInt8 = 30
  /// Criticality: the highest that is not reserved.
  static let criticalityMax: UInt8 = 0x0F
  /// DutyCycle: not used.
  static let noDutyCycle: UInt8 = 0xFF
  /// Unit: seconds. A duty cycle is a share of this.
  static let dutyPeriodSeconds: UInt32 = 600
  /// Unit: bytes of a signature, which is there even where it says nothing.
  static let signatureBytes = 42
}

/// EventStatus of ReportEventStatus. Source: [ZCL] 10.3, event status field.
enum LoadControlStatus: UInt8, Sendable {
  case received = 0x01, started = 0x02, completed = 0x03
  case optedOut = 0x04, optedIn = 0x05, cancelled = 0x06, superseded = 0x07
  /// Completed in part: the user left it; the user joined it.
  case partlyOptedOut = 0x08, partlyOptedIn = 0x09
  /// Completed without the user.
  case completedWithoutUser = 0x0A
  case invalidEffectiveTime = 0xF9, expired = 0xFB, undefinedEvent = 0xFD, rejected = 0xFE
}

/// LoadControlEvent, as far as a load that is on or off can follow it.
struct LoadControlEvent: Equatable, Sendable {
  var id: UInt32
  var deviceClass: UInt16 = 0
  var group: UInt8 = 0
  /// Unit: seconds since 2000; 0 for now.
  var start: UInt32 = 0
  /// Unit: minutes.
  var duration: UInt16 = 0
  var criticality: UInt8 = 0
  /// Unit: percent of the time that the load may be on; 0xFF: none.
  var dutyCycle: UInt8 = 0xFF
  /// Bit 0: randomise the start, bit 1: the duration.
  var control: UInt8 = 0

  init(id: UInt32) { self.id = id }

  /// Reads the command; nil where it has not exactly its 23 bytes.
  init?(_ body: ApplicationMessage.Payload) {
    var reader = ByteReader(body.span)
    guard reader.remaining == 23, let id = reader.littleEndian(UInt32.self),
      let deviceClass = reader.littleEndian(UInt16.self),
      let group = reader.littleEndian(UInt8.self), let start = reader.littleEndian(UInt32.self),
      let duration = reader.littleEndian(UInt16.self),
      let criticality = reader.littleEndian(UInt8.self),
      // Temperature offsets and set points, load adjustment: for other classes of loads.
      reader.skip(7), let dutyCycle = reader.littleEndian(UInt8.self),
      let control = reader.littleEndian(UInt8.self)
    else { return nil }
    self.id = id
    self.deviceClass = deviceClass
    self.group = group
    self.start = start
    self.duration = duration
    self.criticality = criticality
    self.dutyCycle = dutyCycle
    self.control = control
  }

  /// Whether every field has a value that it can have.
  var isValid: Bool {
    duration > 0 && duration <= DemandResponse.durationMax && start < UInt32.max
      && criticality > 0 && criticality <= DemandResponse.criticalityMax
      && (dutyCycle <= 100 || dutyCycle == DemandResponse.noDutyCycle)
  }
}

/// One ReportEventStatus to send.
struct LoadControlReport: Sendable {
  var event: LoadControlEvent
  var status: LoadControlStatus
  /// Unit: seconds since 2000.
  var time: UInt32
  var server: ServerAddress?

  var request: ClientRequest {
    var request = ClientRequest(
      kind: .cluster, command: DemandResponse.reportEventStatus, server: server)
    request.isAssured = true
    request.body.append(littleEndian: event.id)
    request.body.append(status.rawValue)
    request.body.append(littleEndian: time)
    request.body.append(event.criticality)
    request.body.append(littleEndian: UInt16(0x8000))  // no cooling set point applied
    request.body.append(littleEndian: UInt16(0x8000))  // no heating set point applied
    request.body.append(0x80)  // no load adjustment applied
    request.body.append(event.dutyCycle)
    request.body.append(event.control)
    request.body.append(0)  // SignatureType: no signature
    for _ in 0..<DemandResponse.signatureBytes { request.body.append(0xFF) }
    return request
  }
}
