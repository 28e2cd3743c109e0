// SPDX-License-Identifier: Apache-2.0

import Bytes

/// The load profile, which the meter must fetch first.
extension ZigBeeDevice {
  /// The message that answers a `DeviceEffect.profile`, to be sent now; nil out of a network.
  public func answer(profile answer: ProfileAnswer, to request: ProfileRequest)
    -> ApplicationMessage?
  {
    guard let network else { return nil }
    var header = FrameHeader(
      .cluster, command: GetProfile.response, sequence: request.sequence, isFromServer: true)
    header.disablesDefaultResponse = true
    let limit = network.payloadBytesMax
    guard
      let frame = FrameBuilder.frame(header, answer.body(to: request, limit: limit), limit: limit)
    else { return nil }
    let origin = request.origin
    var message = ApplicationMessage(
      peer: origin.peer, endpoints: (MeterEndpoint.number, origin.peerEndpoint),
      cluster: Metering.id, profile: Profile.homeAutomation)
    message.peerEUI64 = origin.peerEUI64
    message.isAPSEncrypted = origin.isAPSEncrypted
    message.payload = frame
    return message
  }
}
