// SPDX-License-Identifier: Apache-2.0

import Bytes

/// What the device tells by itself.
extension ZigBeeDevice {
  /// The next report, nil where nothing is due.
  mutating func report(
    _ network: Network, at moment: Moment, _ values: borrowing MeterValues
  ) -> ApplicationMessage? {
    let server = MeteringServer(
      values: floor.hold(values.metering), serialNumber: identity.serialNumber)
    let limit = network.payloadBytesMax
    guard
      let payload = schedule.report(
        server, sequence: sequence &+ 1, limit: limit, at: moment.now)
    else { return nil }
    sequence &+= 1
    counts.reports &+= 1
    return told(payload, of: Metering.id)
  }

  /// The oldest alarm not yet told.
  mutating func alarm(_ network: Network) -> ApplicationMessage? {
    guard let alarm = alarms.popFirst(),
      let frame = alarm.frame(sequence: nextSequence(), limit: network.payloadBytesMax)
    else { return nil }
    counts.alarms &+= 1
    return told(frame, of: Alarms.id)
  }

  /// Begins to tell all who are bound to a cluster.
  private mutating func told(_ payload: ApplicationMessage.Payload, of cluster: UInt16)
    -> ApplicationMessage?
  {
    distribution = Distribution(payload, of: cluster)
    return told()
  }

  /// Tells the next one who is bound to what is being told.
  mutating func told() -> ApplicationMessage? {
    let message = distribution?.nextMessage(bindings)
    if message == nil { distribution = nil }
    return message
  }

  /// A client's request.
  mutating func message(
    _ cluster: UInt16, _ request: ClientRequest, _ network: Network
  ) -> ApplicationMessage? {
    let header = FrameHeader(
      request.kind, command: request.command, sequence: nextSequence(), isFromServer: false)
    guard
      let frame = FrameBuilder.frame(header, request.body, limit: network.payloadBytesMax)
    else { return nil }
    let server = request.server ?? ServerAddress(shortAddress: Address.coordinator, endpoint: 1)
    var message = ApplicationMessage(
      peer: server.shortAddress, endpoints: (MeterEndpoint.number, server.endpoint),
      cluster: cluster, profile: Profile.homeAutomation)
    message.payload = frame
    return message
  }
}
