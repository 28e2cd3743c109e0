// SPDX-License-Identifier: Apache-2.0

import Bytes

/// Answers the commands every cluster has, out of a cluster's table and values.
///
/// Source: [ZCL] 2.5. Allocates: never.
enum FoundationServer {
  typealias Payload = ApplicationMessage.Payload

  /// Bytes of a header and one status: the shortest frame that is worth sending.
  private static let headerBytesMax = 5

  /// The answer to a global command, or nil for none.
  static func answer(
    _ header: FrameHeader, _ reader: inout ByteReader, _ cluster: some ClusterSide,
    payloadBytesMax: Int
  ) -> Payload? {
    switch FoundationCommand(rawValue: header.command) {
    case .readAttributes:
      return read(header, &reader, cluster, limit: payloadBytesMax)
    case .discoverAttributes:
      return discover(header, &reader, cluster, limit: payloadBytesMax)
    case .some(let command) where command.isAnswer:
      return nil
    default:
      return defaultResponse(header, .unsupportedCommand)
    }
  }

  /// Read Attributes Response: a record for each attribute asked for, as many as fit.
  ///
  ///     00 2A 00 00 00 99 99     read 0000 and 9999 of Metering
  ///     18 2A 01 00 00 00 25 15 CD 5B 07 00 00 99 99 86
  private static func read(
    _ header: FrameHeader, _ reader: inout ByteReader, _ cluster: some ClusterSide, limit: Int
  ) -> Payload {
    guard reader.remaining % 2 == 0 else { return defaultResponse(header, .malformedCommand) }
    var frame = FrameBuilder(header.answer(command: .readAttributesResponse), limit: limit)
    while let id = reader.littleEndian(UInt16.self) {
      let attribute = cluster.attribute(id)
      let value = attribute.flatMap { cluster.value(of: $0) }
      guard frame.readRecord(id, attribute, value) else { break }
    }
    return frame.payload
  }

  /// Discover Attributes Response: identifiers and types from one identifier on.
  ///
  ///     00 2A 0C 00 03 02        from 0300, at most 2
  ///     18 2A 0D 00 00 03 30 01 03 22
  private static func discover(
    _ header: FrameHeader, _ reader: inout ByteReader, _ cluster: some ClusterSide, limit: Int
  ) -> Payload {
    guard let first = reader.littleEndian(UInt16.self),
      let count = reader.littleEndian(UInt8.self)
    else { return defaultResponse(header, .malformedCommand) }
    var frame = FrameBuilder(header.answer(command: .discoverAttributesResponse), limit: limit)
    let completeAt = frame.payload.count
    frame.append(1)
    var listed = 0
    for index in 0..<cluster.attributeCount {
      let attribute = cluster.attribute(at: index)
      guard attribute.id >= first else { continue }
      guard listed < Int(count), frame.discoverRecord(attribute) else {
        frame.replace(at: completeAt, with: 0)
        break
      }
      listed += 1
    }
    return frame.payload
  }

  /// Default Response: how a command ended.
  ///
  ///     18 2A 0B 02 81           command 02 is not supported
  static func defaultResponse(_ header: FrameHeader, _ status: ZCLStatus) -> Payload {
    var frame = FrameBuilder(header.answer(command: .defaultResponse), limit: headerBytesMax + 2)
    frame.append(header.command)
    frame.append(status.rawValue)
    return frame.payload
  }
}
