// SPDX-License-Identifier: Apache-2.0

import Bytes

/// The load profile and snapshots, which the meter must fetch or take first.
extension ZigBeeDevice {
  /// The message that answers a `DeviceEffect.snapshot`; nil out of a network.
  public func answer(snapshot id: UInt32, to request: SnapshotRequest) -> ApplicationMessage? {
    var body = ApplicationMessage.Payload()
    body.append(littleEndian: id)
    body.append(TakeSnapshot.accepted)
    return answer(TakeSnapshot.response, body, request.sequence, to: request.origin)
  }

  /// The message that says that a `DeviceEffect.snapshot` was not done; nil out of a network.
  public func answer(_ status: ZCLStatus, to request: SnapshotRequest) -> ApplicationMessage? {
    guard network != nil else { return nil }
    let asked = FrameHeader(
      .cluster, command: TakeSnapshot.command, sequence: request.sequence, isFromServer: false)
    return message(FoundationServer.defaultResponse(asked, status), to: request.origin)
  }

  /// The message that answers a `DeviceEffect.profile`, to be sent now; nil out of a network.
  public func answer(profile answer: ProfileAnswer, to request: ProfileRequest)
    -> ApplicationMessage?
  {
    guard let network else { return nil }
    let body = answer.body(to: request, limit: network.payloadBytesMax)
    return self.answer(GetProfile.response, body, request.sequence, to: request.origin)
  }

  private func answer(
    _ command: UInt8, _ body: ApplicationMessage.Payload, _ sequence: UInt8,
    to origin: CommandOrigin
  ) -> ApplicationMessage? {
    guard let network else { return nil }
    var header = FrameHeader(.cluster, command: command, sequence: sequence, isFromServer: true)
    header.disablesDefaultResponse = true
    guard let frame = FrameBuilder.frame(header, body, limit: network.payloadBytesMax) else {
      return nil
    }
    return message(frame, to: origin)
  }

  private func message(
    _ frame: ApplicationMessage.Payload, to origin: CommandOrigin
  ) -> ApplicationMessage {
    var message = ApplicationMessage(
      peer: origin.peer, endpoints: (MeterEndpoint.number, origin.peerEndpoint),
      cluster: Metering.id, profile: Profile.homeAutomation)
    message.peerEUI64 = origin.peerEUI64
    message.isAPSEncrypted = origin.isAPSEncrypted
    message.payload = frame
    return message
  }
}
