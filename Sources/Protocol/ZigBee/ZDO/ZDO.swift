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
    /// Power_Desc_req.
    case powerDescriptor = 0x0003
    /// Simple_Desc_req.
    case simpleDescriptor = 0x0004
    /// Active_EP_req.
    case activeEndpoints = 0x0005
    /// Match_Desc_req.
    case matchDescriptor = 0x0006
    /// Device_annce: never answered.
    case deviceAnnounce = 0x0013
    /// Bind_req.
    case bind = 0x0021
    /// Unbind_req.
    case unbind = 0x0022
    /// Mgmt_Bind_req.
    case bindingTable = 0x0033
    /// Mgmt_Leave_req.
    case leave = 0x0034
    /// Mgmt_Permit_Joining_req: the radio decides, so that this device does not support it.
    case permitJoining = 0x0036

    /// Whether it means nothing as a broadcast.
    var isForOneDevice: Bool {
      switch self {
      case .networkAddress, .extendedAddress, .matchDescriptor, .deviceAnnounce: false
      default: true
      }
    }
  }

  /// What makes a cluster a response.
  public static let responseBit: UInt16 = 0x8000

  /// Source: [ZigBee] 2.4.5 Status.
  enum Status: UInt8 {
    case success = 0x00
    case invalidRequestType = 0x80
    case deviceNotFound = 0x81
    case invalidEndpoint = 0x82
    case notActive = 0x83
    case notSupported = 0x84
    case noEntry = 0x88
    case tableFull = 0x8C
  }
}
