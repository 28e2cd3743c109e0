// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities

@testable import ZigBee

/// A server of no particular cluster with an attribute for each case of the foundation.
struct ShelfSide: ClusterSide {
  static let cluster: UInt16 = 0x0B04
  static var receivedCommands: CommandList { CommandList([0x00, 0x01, 0x40]) }
  static var generatedCommands: CommandList { CommandList([0x00]) }

  // swift-format-ignore
  static let attributes: [Attribute] = [
    Attribute(0x0000, .uint8,           .read),
    Attribute(0x0001, .uint48,          .readReport),
    Attribute(0x0002, .int24,           .readReport),
    Attribute(0x0003, .map8,            .readReport),
    Attribute(0x0010, .characterString, .readWrite),
    Attribute(0x0011, .enum8,           .readWrite),
    Attribute(0x0012, .bool,            .readWrite),
    Attribute(0x0013, .int16,           .readWriteReport),
  ] + (0x0100..<0x0140).map { Attribute($0, .uint16, .readReport) }

  var values: [UInt16: AttributeValue] = [:]
  /// Identifiers in the order they were written.
  var written: [UInt16] = []

  var attributeCount: Int { Self.attributes.count }
  func attribute(at index: Int) -> Attribute { Self.attributes[index] }
  func value(of attribute: Attribute) -> AttributeValue? { values[attribute.id] }

  /// 0011 takes 0 to 3, 0013 is not for everyone, the others take anything.
  func check(_ value: AttributeValue, for attribute: Attribute) -> ZCLStatus {
    switch attribute.id {
    case 0x0011: return (value.number ?? 0) <= 3 ? .success : .invalidValue
    case 0x0013: return .notAuthorized
    default: return .success
    }
  }

  mutating func write(
    _ value: AttributeValue, to attribute: Attribute, _ context: inout DeviceContext
  ) {
    values[attribute.id] = value
    written.append(attribute.id)
  }

  /// What a global command to it leads to.
  mutating func reply(_ frame: [UInt8], limit: Int = 84) -> [UInt8]? {
    let (header, body) = Self.split(frame)
    var context = DeviceContext(Moment(.zero))
    return FoundationServer(header: header, payloadBytesMax: limit).answer(body, &self, &context)
      .map { Array($0) }
  }

  /// What a command of reporting to it leads to.
  mutating func reply(_ frame: [UInt8], _ table: inout ReportingTable, limit: Int = 84)
    -> [UInt8]?
  {
    let (header, body) = Self.split(frame)
    var server = ReportingServer(
      header, body, of: Self.cluster, table, payloadBytesMax: limit)
    server.visit(&self)
    table = server.table
    return server.reply.map { Array($0) }
  }

  private static func split(_ frame: [UInt8]) -> (FrameHeader, ApplicationMessage.Payload) {
    var body = ApplicationMessage.Payload()
    for byte in frame.dropFirst(3) { body.append(byte) }
    var header = FrameHeader(
      .global, command: frame[2], sequence: frame[1], isFromServer: frame[0] & 0x08 != 0)
    header.disablesDefaultResponse = frame[0] & 0x10 != 0
    return (header, body)
  }
}
