// SPDX-License-Identifier: Apache-2.0

import Bytes

/// Endpoint 1: finds the cluster of a ZCL frame and has it answered.
///
/// Rules: a broadcast is never answered; a frame of a manufacturer is refused; one to the client
/// side of a cluster, or to a cluster that is not served, finds no cluster.
/// Source: [ZCL] 2.5.12 Default Response.
struct EndpointServer {
  let identity: DeviceIdentity
  let values: MeteringValues
  let payloadBytesMax: Int

  /// The reply, or nil for none.
  func received(_ message: ApplicationMessage) -> ApplicationMessage? {
    guard message.ownEndpoint == MeterEndpoint.number,
      message.profile == Profile.homeAutomation, !message.isBroadcast
    else { return nil }
    let frame = message.payload
    return answer(frame.span, cluster: message.cluster).map { message.answered(by: $0) }
  }

  private func answer(_ frame: Span<UInt8>, cluster: UInt16) -> ApplicationMessage.Payload? {
    var reader = ByteReader(frame)
    guard let header = FrameHeader(&reader) else { return nil }
    let command = FoundationCommand(rawValue: header.command)
    if header.kind == .global, let command, command.isAnswer || command == .reportAttributes {
      return nil
    }
    if header.manufacturer != nil {
      return FoundationServer.defaultResponse(header, .unsupportedCommand)
    }
    if header.isFromServer || !MeterEndpoint.serves(cluster) {
      return FoundationServer.defaultResponse(header, .unsupportedCluster)
    }
    guard header.kind == .global else {
      return FoundationServer.defaultResponse(header, .unsupportedCommand)
    }
    if cluster == Basic.id {
      return FoundationServer.answer(
        header, &reader, BasicServer(identity: identity), payloadBytesMax: payloadBytesMax)
    }
    return FoundationServer.answer(
      header, &reader, MeteringServer(values: values, serialNumber: identity.serialNumber),
      payloadBytesMax: payloadBytesMax)
  }
}
