// SPDX-License-Identifier: Apache-2.0

/// ZigBee device objects: clusters of endpoint 0. Source: [ZigBee] 2.4 ZigBee device profile.
public enum ZDO {
  /// The endpoint of the device objects.
  public static let endpoint: UInt8 = 0

  /// A request; its response has bit 15 set.
  public enum Request: UInt16, Sendable {
    /// Whose EUI-64 is this? Short address wanted.
    case networkAddress = 0x0000
    /// Whose short address is this? EUI-64 wanted.
    case extendedAddress = 0x0001
    /// Node_Desc_req.
    case nodeDescriptor = 0x0002
    /// Simple_Desc_req.
    case simpleDescriptor = 0x0004
    /// Active_EP_req.
    case activeEndpoints = 0x0005
    /// Match_Desc_req.
    case matchDescriptor = 0x0006
    /// Device_annce: never answered.
    case deviceAnnounce = 0x0013
    /// Mgmt_Permit_Joining_req.
    case permitJoining = 0x0036
  }

  /// What makes a cluster a response.
  public static let responseBit: UInt16 = 0x8000

  /// Source: [ZigBee] 2.4.5 Status.
  enum Status: UInt8 {
    case success = 0x00
    case deviceNotFound = 0x81
    case invalidEndpoint = 0x82
    case notActive = 0x83
    case notSupported = 0x84
  }
}
