// SPDX-License-Identifier: Apache-2.0

import Bytes

/// Answers a command every cluster has, out of one side's table and values. What is reported when
/// is asked of `ReportingServer`.
///
/// Source: [ZCL] 2.5. Allocates: never.
struct FoundationServer {
  typealias Payload = ApplicationMessage.Payload

  /// The command's header.
  let header: FrameHeader
  /// Unit: bytes. The longest answer.
  let payloadBytesMax: Int

  /// Bytes of a header and one status: the shortest frame that is worth sending.
  private static let headerBytesMax = 5

  /// The answer to a global command, or nil for none.
  func answer<Side: ClusterSide>(
    _ body: Payload, _ side: inout Side, _ context: inout DeviceContext
  ) -> Payload? {
    guard let command = FoundationCommand(rawValue: header.command) else {
      return Self.defaultResponse(header, .unsupportedGeneralCommand)
    }
    switch command {
    case .readAttributes: return read(body, side)
    case .writeAttributes, .writeAttributesUndivided, .writeAttributesNoResponse:
      return write(body, &side, &context)
    case .discoverAttributes: return discoverAttributes(body, side, isExtended: false)
    case .discoverAttributesExtended: return discoverAttributes(body, side, isExtended: true)
    case .discoverCommandsReceived:
      return discoverCommands(body, Side.receivedCommands, .discoverCommandsReceivedResponse)
    case .discoverCommandsGenerated:
      return discoverCommands(body, Side.generatedCommands, .discoverCommandsGeneratedResponse)
    default:
      return command.isAnswer ? nil : Self.defaultResponse(header, .unsupportedGeneralCommand)
    }
  }

  /// Read Attributes Response: a record for each attribute asked for, as many as fit.
  ///
  ///     00 2A 00 00 00 99 99     read 0000 and 9999 of Metering
  ///     18 2A 01 00 00 00 25 15 CD 5B 07 00 00 99 99 86
  private func read(_ body: Payload, _ side: some ClusterSide) -> Payload {
    guard body.count % 2 == 0 else { return Self.defaultResponse(header, .malformedCommand) }
    var frame = FrameBuilder(
      header.answer(command: .readAttributesResponse), limit: payloadBytesMax)
    var reader = ByteReader(body.span)
    while let id = reader.littleEndian(UInt16.self) {
      let attribute = side.attribute(id)
      let value = attribute.flatMap { side.value(of: $0) }
      guard frame.readRecord(id, attribute, value) else { break }
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

  /// Refuses a command of a manufacturer; its code goes back with the refusal.
  ///
  ///     1C 5F 11 2A 0B 06 84     manufacturer 115F, general command 06
  static func refuseManufacturer(_ header: FrameHeader) -> Payload {
    let status: ZCLStatus =
      header.kind == .global
      ? .unsupportedManufacturerGeneralCommand : .unsupportedManufacturerClusterCommand
    return defaultResponse(header, status)
  }
}
