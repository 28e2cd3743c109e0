// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities
import ZigBee

extension Array where Element == UInt8 {
  init(_ payload: ApplicationMessage.Payload) {
    self = (0..<payload.count).map { payload[$0] }
  }
}

extension ApplicationMessage {
  /// A ZCL frame from the coordinator to the meter.
  static func zcl(_ cluster: UInt16, _ payload: [UInt8]) -> ApplicationMessage {
    var message = ApplicationMessage(
      peer: 0x0000, endpoints: (own: 1, peer: 1), cluster: cluster, profile: 0x0104)
    for byte in payload { message.payload.append(byte) }
    return message
  }

  /// A ZDO frame from the coordinator to the meter.
  static func zdo(_ cluster: UInt16, _ payload: [UInt8]) -> ApplicationMessage {
    var message = ApplicationMessage(
      peer: 0x0000, endpoints: (own: 0, peer: 0), cluster: cluster, profile: 0x0000)
    for byte in payload { message.payload.append(byte) }
    return message
  }
}

extension ZigBeeDevice {
  /// A meter in a network as 1234, EUI-64 0102030405060708, that has announced itself
  /// and whose clients have asked.
  static func joined(
    payloadBytesMax: Int = 84, summation: ReportingRule = .summation,
    demand: ReportingRule = .demand
  ) -> ZigBeeDevice {
    var identity = DeviceIdentity()
    for byte in Array("LM000042".utf8) { identity.serialNumber.append(byte) }
    var device = ZigBeeDevice(identity: identity, summation: summation, demand: demand)
    device.joined(
      shortAddress: 0x1234, eui64: 0x0102_0304_0506_0708, payloadBytesMax: payloadBytesMax)
    while device.tick(at: Moment(.zero), values: MeterValues()) != nil {}
    return device
  }

  /// The payload of the reply, nil for none.
  mutating func reply(_ message: ApplicationMessage, _ values: MeteringValues = .some) -> [UInt8]? {
    received(message, at: Moment(.zero), values: MeterValues(values)).map { Array($0.payload) }
  }

  /// The payload of the next message to send that is no client's request, nil for none.
  mutating func next(at seconds: UInt64, _ values: MeteringValues) -> [UInt8]? {
    nextReport(at: seconds, values).map { Array($0.payload) }
  }

  /// The next message to send that is no client's request, nil for none.
  mutating func nextReport(at seconds: UInt64, _ values: MeteringValues) -> ApplicationMessage? {
    while let message = tick(at: Moment(.seconds(seconds)), values: MeterValues(values)) {
      if !message.isRequestOfClient { return message }
    }
    return nil
  }
}

extension ApplicationMessage {
  /// Whether one of the meter's clients asks something.
  var isRequestOfClient: Bool {
    let clients: [UInt16] = [0x000A, 0x0019, 0x0700, 0x0701, 0x0703]
    return profile == 0x0104 && clients.contains(cluster) && payload[0] & 0x08 == 0
  }
}

extension MeterValues {
  init(_ metering: MeteringValues) {
    self.init()
    self.metering = metering
  }
}

extension MeteringValues {
  /// 123,456,789 Wh delivered, 4,321 Wh received, 1,234 W flowing back.
  static var some: MeteringValues {
    var values = MeteringValues()
    values.currentSummationDelivered_Wh = 123_456_789
    values.currentSummationReceived_Wh = 4_321
    values.instantaneousDemand_W = -1_234
    return values
  }
}

extension Instant {
  static func seconds(_ seconds: UInt64) -> Instant {
    Instant(nanoseconds: seconds * 1_000_000_000)
  }
}
