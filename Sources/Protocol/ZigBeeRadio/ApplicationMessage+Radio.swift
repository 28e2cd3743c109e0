// SPDX-License-Identifier: Apache-2.0

public import RadioLink
public import ZigBee

extension ApplicationMessage {
  /// What a radio received, seen from the device above it.
  public init(_ message: RadioMessage) {
    self.init(
      peer: message.source, endpoints: (message.destinationEndpoint, message.sourceEndpoint),
      cluster: message.cluster, profile: message.profile)
    peerEUI64 = message.peerEUI64
    isBroadcast = message.isBroadcast
    mayBeGroupcast = message.mayBeGroupcast
    isAPSEncrypted = message.isAPSEncrypted
    payload = message.payload
  }
}

extension RadioMessage {
  /// What a device gives its radio to send.
  public init(_ message: ApplicationMessage) {
    self.init()
    destination = message.peer
    peerEUI64 = message.peerEUI64
    sourceEndpoint = message.ownEndpoint
    destinationEndpoint = message.peerEndpoint
    cluster = message.cluster
    profile = message.profile
    isAPSEncrypted = message.isAPSEncrypted
    payload = message.payload
  }
}
