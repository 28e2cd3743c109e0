// SPDX-License-Identifier: Apache-2.0

import Bytes

/// Endpoint 1: finds the side of a cluster that a ZCL frame is for and has it answered.
///
/// Rules: a broadcast is answered by a cluster's own answer alone, never by a status; a frame of a
/// manufacturer is refused, but for what this maker adds; one to a side of a cluster that is not
/// there finds no cluster.
/// Source: [ZCL] 2.5.12 Default Response.
struct EndpointServer {
  typealias Payload = ApplicationMessage.Payload

  let payloadBytesMax: Int
  /// What is reported when.
  var reporting: ReportingTable

  /// The reply, or nil for none.
  mutating func received(
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
    guard let reply, !message.isBroadcast || Self.answersBroadcast(reply) else { return nil }
    return message.answered(by: reply)
  }

  private mutating func answer(
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
      return MakerAttributes.answer(header, body, of: cluster, values, limit: payloadBytesMax)
        ?? FoundationServer.refuseManufacturer(header)
    }
    if header.kind == .global,
      FoundationCommand(rawValue: header.command)?.isOfReporting ?? false
    {
      return configure(header, body, cluster, &clusters, values, &context)
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

extension EndpointServer {
  /// Whether it is an answer of the cluster, as Identify Query Response is.
  private static func answersBroadcast(_ reply: Payload) -> Bool {
    reply.count > 0 && reply[0] & 0x03 == FrameHeader.Kind.cluster.rawValue
  }

  /// Has the table of reporting changed, or told.
  private mutating func configure(
    _ header: FrameHeader, _ body: Payload, _ cluster: UInt16, _ clusters: inout ClusterTable,
    _ values: borrowing MeterValues, _ context: inout DeviceContext
  ) -> Payload? {
    var server = ReportingServer(
      header, body, of: cluster, reporting, payloadBytesMax: payloadBytesMax)
    let isFound =
      header.isFromServer
      ? clusters.visitClient(cluster, &server) : clusters.visitServer(cluster, values, &server)
    guard isFound else { return FoundationServer.defaultResponse(header, .unsupportedCluster) }
    reporting = server.table
    if reporting.isChanged {
      context.want(.keepState)
      reporting.isChanged = false
    }
    return server.reply
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
      let server = FoundationServer(header: header, payloadBytesMax: payloadBytesMax)
      reply = server.answer(body, &side, &context)
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
