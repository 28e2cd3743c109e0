// SPDX-License-Identifier: Apache-2.0

import Bytes

/// The node descriptor of the meter: a mains-powered router at 2.4 GHz.
///
///     01 40 8E 1E 10 52 52 00 00 2A 52 00 00
///
/// Source: [ZigBee] 2.3.2.3 Node descriptor.
enum NodeDescriptor {
  /// Logical type router; no complex or user descriptor.
  static let logicalType: UInt8 = 0x01
  /// Bits 3-7: band 2400 to 2483.5 MHz.
  static let frequencyBand: UInt8 = 0x40
  /// Full function, mains power, receiver on when idle, allocates its address.
  static let macCapability: UInt8 = 0x8E
  /// Digi International, the maker of the radio: this project has no code of its own.
  static let manufacturerCode: UInt16 = 0x101E
  /// Unit: bytes. What fits one frame without fragments.
  static let transferBytesMax: UInt16 = 82
  /// Bits 9-15: stack revision 21, the least a ZigBee 3.0 device has; serves nothing.
  static let serverMask: UInt16 = 21 << 9

  static func write(to writer: inout ByteWriter) {
    writer.littleEndian(logicalType)
    writer.littleEndian(frequencyBand)
    writer.littleEndian(macCapability)
    writer.littleEndian(manufacturerCode)
    writer.littleEndian(UInt8(transferBytesMax))
    writer.littleEndian(transferBytesMax)
    writer.littleEndian(serverMask)
    writer.littleEndian(transferBytesMax)
    writer.littleEndian(UInt8(0))  // no extended lists
  }
}

/// The power descriptor of the meter. Source: [ZigBee] 2.3.2.4 Power descriptor.
enum PowerDescriptor {
  /// Receiver on when idle; mains there and in use; level 100 %.
  static let mains: UInt16 = 0xC110
}

/// The meter's one endpoint and its simple descriptor.
///
///     01 04 01 53 00 00 02 00 00 02 07 00
///
/// Source: [ZigBee] 2.3.2.5 Simple descriptor.
public enum MeterEndpoint {
  /// The endpoint.
  public static let number: UInt8 = 1
  /// Meter Interface.
  public static let device: UInt16 = 0x0053
  static let deviceVersion: UInt8 = 0

  static func writeSimpleDescriptor(to writer: inout ByteWriter) {
    writer.littleEndian(number)
    writer.littleEndian(Profile.homeAutomation)
    writer.littleEndian(device)
    writer.littleEndian(deviceVersion)
    let (servers, clients) = (ClusterTable.servers, ClusterTable.clients)
    writer.littleEndian(UInt8(servers.count))
    for index in servers.indices { writer.littleEndian(servers[index]) }
    writer.littleEndian(UInt8(clients.count))
    for index in clients.indices { writer.littleEndian(clients[index]) }
  }

  /// Unit: bytes of the simple descriptor.
  static var simpleDescriptorBytes: Int {
    8 + 2 * (ClusterTable.servers.count + ClusterTable.clients.count)
  }

  static func uses(_ cluster: UInt16) -> Bool {
    let clients = ClusterTable.clients
    for index in clients.indices where clients[index] == cluster { return true }
    return false
  }

  static func serves(_ cluster: UInt16) -> Bool {
    let servers = ClusterTable.servers
    for index in servers.indices where servers[index] == cluster { return true }
    return false
  }
}
