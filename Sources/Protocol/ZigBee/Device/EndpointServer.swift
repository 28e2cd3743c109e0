// SPDX-License-Identifier: Apache-2.0

import Bytes

/// Endpoint 1: finds the side of a cluster that a ZCL frame is for and has it answered.
///
/// Rules: a broadcast is never answered; a frame of a manufacturer is refused; one to a side of a
/// cluster that is not there finds no cluster.
/// Source: [ZCL] 2.5.12 Default Response.
struct EndpointServer {
  typealias Payload = ApplicationMessage.Payload

  let payloadBytesMax: Int

  /// The reply, or nil for none.
  func received(
    _ message: ApplicationMessage, _ clusters: inout ClusterTable,
    _ values: borrowing MeterValues, _ context: inout DeviceContext
  ) -> ApplicationMessage? {
    guard message.ownEndpoint == MeterEndpoint.number,
      message.profile == Profile.homeAutomation
    else { return nil }
    var reader = ByteReader(message.payload.span)
    guard let header = FrameHeader(&reader) else { return nil }
    var body = Payload()
    body.append(message.payload.span.extracting(reader.position..<message.payload.count))
    let reply = answer(header, body, message.cluster, &clusters, values, &context)
    return message.isBroadcast ? nil : reply.map { message.answered(by: $0) }
  }

  private func answer(
    _ header: FrameHeader, _ body: Payload, _ cluster: UInt16, _ clusters: inout ClusterTable,
    _ values: borrowing MeterValues, _ context: inout DeviceContext
  ) -> Payload? {
    if header.kind == .global, let command = FoundationCommand(rawValue: header.command),
      command.isAnswer || command == .reportAttributes
    {
      var visit = AnswerVisit(command, body, context)
      if header.isFromServer, header.manufacturer == nil,
        clusters.visitClient(cluster, &visit)
      {
        context = visit.context
      }
      return nil
    }
    if header.manufacturer != nil {
      return FoundationServer.defaultResponse(header, .unsupportedCommand)
    }
    var visit = CommandVisit(header, body, payloadBytesMax, context)
    let isFound =
      header.isFromServer
      ? clusters.visitClient(cluster, &visit) : clusters.visitServer(cluster, values, &visit)
    guard isFound else { return FoundationServer.defaultResponse(header, .unsupportedCluster) }
    context = visit.context
    return visit.reply
  }
}

/// Has one side of a cluster take a command, and makes the frame that goes back.
struct CommandVisit: ClusterVisitor, ClientVisitor {
  let header: FrameHeader
  let body: ApplicationMessage.Payload
  let payloadBytesMax: Int
  private(set) var context: DeviceContext
  private(set) var reply: ApplicationMessage.Payload?

  init(
    _ header: FrameHeader, _ body: ApplicationMessage.Payload, _ payloadBytesMax: Int,
    _ context: DeviceContext
  ) {
    self.header = header
    self.body = body
    self.payloadBytesMax = payloadBytesMax
    self.context = context
  }

  mutating func visitClient(_ client: inout some ClusterClient) { visit(&client) }

  mutating func visit(_ side: inout some ClusterSide) {
    if header.kind == .global {
      var reader = ByteReader(body.span)
      reply = FoundationServer.answer(header, &reader, side, payloadBytesMax: payloadBytesMax)
    } else {
      let command = ClusterCommand(id: header.command, body: body, sequence: header.sequence)
      reply = frame(side.received(command, &context))
    }
  }

  private func frame(_ outcome: CommandOutcome) -> ApplicationMessage.Payload? {
    switch outcome {
    case .silence: return nil
    case .status(.success) where header.disablesDefaultResponse: return nil
    case .status(let status): return FoundationServer.defaultResponse(header, status)
    case .answer(let command, let body):
      var answer = FrameHeader(
        .cluster, command: command, sequence: header.sequence, isFromServer: !header.isFromServer)
      answer.disablesDefaultResponse = true
      return FrameBuilder.frame(answer, body, limit: payloadBytesMax)
    }
  }
}

/// Lets a client know what its server answered.
struct AnswerVisit: ClientVisitor {
  let command: FoundationCommand
  let body: ApplicationMessage.Payload
  private(set) var context: DeviceContext

  init(
    _ command: FoundationCommand, _ body: ApplicationMessage.Payload, _ context: DeviceContext
  ) {
    self.command = command
    self.body = body
    self.context = context
  }

  mutating func visitClient(_ client: inout some ClusterClient) {
    var reader = ByteReader(body.span)
    switch command {
    case .readAttributesResponse:
      while let record = AttributeRecord(&reader, hasStatus: true) {
        client.learned(record.id, record.value, &context)
      }
    case .defaultResponse:
      guard let command = reader.littleEndian(UInt8.self),
        let status = reader.littleEndian(UInt8.self)
      else { return }
      client.answered(command, ZCLStatus(rawValue: status) ?? .failure, &context)
    default: break
    }
  }
}
