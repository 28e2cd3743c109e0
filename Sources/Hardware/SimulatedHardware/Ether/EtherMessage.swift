// SPDX-License-Identifier: Apache-2.0

/// One transmission as it is in the air.
public struct EtherMessage: Equatable, Sendable {
  /// The endpoint it comes from.
  public var sourceEndpoint: UInt8
  /// The endpoint it goes to.
  public var destinationEndpoint: UInt8
  /// The cluster.
  public var cluster: UInt16
  /// The profile.
  public var profile: UInt16
  /// What it says.
  public var payload: [UInt8]
  /// Whether the link key protects it besides the network's.
  public var isAPSEncrypted = false
  /// Whether it goes to all; set where it is sent.
  public internal(set) var isBroadcast = false

  /// Makes a transmission.
  public init(
    endpoints: (source: UInt8, destination: UInt8), cluster: UInt16, profile: UInt16,
    payload: [UInt8]
  ) {
    sourceEndpoint = endpoints.source
    destinationEndpoint = endpoints.destination
    self.cluster = cluster
    self.profile = profile
    self.payload = payload
  }

  /// Whether it is a ZDO message.
  var isZDO: Bool { profile == 0 && destinationEndpoint == 0 }
}
