// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities

/// What the device tells by itself.
extension ZigBeeDevice {
  /// The next report, nil where nothing is due that anybody hears.
  mutating func report(
    _ network: Network, at moment: Moment, _ values: borrowing MeterValues
  ) -> ApplicationMessage? {
    let limit = network.payloadBytesMax
    guard reporting.begin(sequence: sequence &+ 1, limit: limit, at: moment.now) else { return nil }
    let held = self.held(values)
    while let cluster = reporting.nextCluster() {
      guard bindings.isHeard(cluster), clusters.visitServer(cluster, held, &reporting),
        let payload = reporting.takeFrame()
      else { continue }
      sequence &+= 1
      counts.reports &+= 1
      distribution = Distribution(payload, of: cluster, isReport: true)
      return told(at: moment.now)
    }
    return nil
  }

  /// The oldest alarm not yet told.
  mutating func alarm(_ network: Network, at now: Instant) -> ApplicationMessage? {
    guard let alarm = alarms.popFirst(),
      let frame = alarm.frame(sequence: nextSequence(), limit: network.payloadBytesMax)
    else { return nil }
    counts.alarms &+= 1
    distribution = Distribution(frame, of: Alarms.id, isReport: false)
    return told(at: now)
  }

  /// The meter's supply has failed: that goes before all else, once to each who is bound, and is in
  /// the log of alarms. There may be no time to do it again.
  public mutating func tellPowerFailure(at moment: Moment) {
    let alarm = Alarm(code: Metering.powerFailureAlarm, cluster: Metering.id)
    clusters.raised(alarm, at: moment)
    guard let network,
      let frame = alarm.frame(sequence: nextSequence(), limit: network.payloadBytesMax)
    else { return }
    counts.alarms &+= 1
    distribution = Distribution(frame, of: Alarms.id, isReport: false, isUrgent: true)
  }

  /// Tells the next one who is bound to what is being told; nil where all have it, or where a
  /// further copy of a report has to wait for its token.
  mutating func told(at now: Instant) -> ApplicationMessage? {
    guard var going = distribution else { return nil }
    let isFree = !going.isReport || going.isFirst
    let message = going.nextMessage(bindings)
    if message != nil, !isFree, !reporting.takeToken(at: now) { return nil }
    distribution = message == nil ? nil : going
    return message
  }

  /// A client's request.
  mutating func message(
    _ cluster: UInt16, _ request: ClientRequest, _ network: Network
  ) -> ApplicationMessage? {
    requestSequence &+= 1
    let header = FrameHeader(
      request.kind, command: request.command, sequence: requestSequence, isFromServer: false)
    guard
      let frame = FrameBuilder.frame(header, request.body, limit: network.payloadBytesMax)
    else { return nil }
    let server = request.server ?? ServerAddress(shortAddress: Address.coordinator, endpoint: 1)
    var message = ApplicationMessage(
      peer: server.shortAddress, endpoints: (MeterEndpoint.number, server.endpoint),
      cluster: cluster, profile: Profile.homeAutomation)
    message.payload = frame
    message.isAssured = request.isAssured
    return message
  }
}
