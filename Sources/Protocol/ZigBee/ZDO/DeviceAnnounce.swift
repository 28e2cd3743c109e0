// SPDX-License-Identifier: Apache-2.0

import Bytes

/// Device_annce: tells all routers that a device is there under this short address.
///
///     01 34 12 08 07 06 05 04 03 02 01 8E     short 1234, EUI-64 0102030405060708, router
///
/// Source: [ZigBee] 2.4.3.1.11.
public struct DeviceAnnounce: Equatable, Sendable {
  /// The device's short address.
  public var shortAddress: UInt16
  /// The device's EUI-64.
  public var eui64: UInt64
  /// What the device can do, as in the node descriptor.
  public var capability: UInt8

  /// Reads the payload of cluster 0x0013; nil when it is cut short.
  public init?(_ payload: Span<UInt8>) {
    var reader = ByteReader(payload)
    guard reader.skip(1), let shortAddress = reader.littleEndian(UInt16.self),
      let eui64 = reader.littleEndian(UInt64.self),
      let capability = reader.littleEndian(UInt8.self)
    else { return nil }
    self.shortAddress = shortAddress
    self.eui64 = eui64
    self.capability = capability
  }

  /// The broadcast that announces this device.
  static func message(shortAddress: UInt16, eui64: UInt64, sequence: UInt8) -> ApplicationMessage {
    var message = ApplicationMessage(
      peer: Address.receiversOn, endpoints: (ZDO.endpoint, ZDO.endpoint),
      cluster: ZDO.Request.deviceAnnounce.rawValue, profile: Profile.zdo)
    var bytes = InlineArray<12, UInt8>(repeating: 0)
    var writer = ByteWriter(bytes.mutableSpan)
    writer.littleEndian(sequence)
    writer.littleEndian(shortAddress)
    writer.littleEndian(eui64)
    writer.littleEndian(NodeDescriptor.macCapability)
    message.payload.append(bytes.span)
    message.isAssured = true
    return message
  }
}
