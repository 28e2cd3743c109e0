// SPDX-License-Identifier: Apache-2.0

import Bytes

/// Takes Configure Reporting and answers Read Reporting Configuration, for one side of a cluster.
///
/// Only servers report here, and nothing here waits for reports of others: a client's attribute
/// is not reportable, and for direction 1 there is no attribute.
/// Source: [ZCL] 2.5.7 to 2.5.10.
struct ReportingServer: ClusterVisitor, ClientVisitor {
  typealias Payload = ApplicationMessage.Payload

  private let header: FrameHeader
  private let body: Payload
  private let cluster: UInt16
  private let payloadBytesMax: Int
  /// What is reported when.
  private(set) var table: ReportingTable
  /// The answer.
  private(set) var reply: Payload?

  init(
    _ header: FrameHeader, _ body: Payload, of cluster: UInt16, _ table: ReportingTable,
    payloadBytesMax: Int
  ) {
    self.header = header
    self.body = body
    self.cluster = cluster
    self.table = table
    self.payloadBytesMax = payloadBytesMax
  }

  mutating func visitClient(_ client: inout some ClusterClient) { visit(&client) }

  mutating func visit(_ side: inout some ClusterSide) {
    if header.command == FoundationCommand.configureReporting.rawValue {
      reply = configure(side)
    } else {
      reply = readConfiguration(side)
    }
  }

  /// Configure Reporting Response: one `success`, or a record for each attribute that was
  /// refused, as many as fit; the others are configured. A frame cut short configures nothing.
  ///
  ///     18 2A 07 00
  ///     18 2A 07 8D 00 00 04     0400 has another type
  private mutating func configure(_ side: some ClusterSide) -> Payload {
    guard ReportingRecord.areWhole(body) else {
      return FoundationServer.defaultResponse(header, .malformedCommand)
    }
    var frame = FrameBuilder(
      header.answer(command: .configureReportingResponse), limit: payloadBytesMax)
    var isAllDone = true
    let records = body
    var reader = ByteReader(records.span)
    while let record = ReportingRecord(&reader) {
      let status = configure(record, side)
      if status != .success {
        isAllDone = false
        frame.reportingRecord(status, record.direction, record.id)
      }
      if record.isLast { break }
    }
    if isAllDone { frame.append(ZCLStatus.success.rawValue) }
    return frame.payload
  }

  private mutating func configure(_ record: ReportingRecord, _ side: some ClusterSide)
    -> ZCLStatus
  {
    let status = status(record.direction, record.id, side)
    guard status == .success, let wish = record.wish else { return status }
    guard wish.type.id == side.attribute(record.id)?.type.rawValue else { return .invalidDataType }
    guard wish.rule.isPossible, !record.isNegative else { return .invalidValue }
    return table.configure(cluster, record.id, wish.rule) ? .success : .insufficientSpace
  }

  /// Read Reporting Configuration Response: a record for each attribute asked for, as many as
  /// fit.
  ///
  ///     00 2A 08 00 00 04        when is 0400 reported?
  ///     18 2A 09 00 00 00 04 2A 05 00 84 03 01 00 00
  private func readConfiguration(_ side: some ClusterSide) -> Payload {
    guard body.count > 0, body.count % 3 == 0 else {
      return FoundationServer.defaultResponse(header, .malformedCommand)
    }
    var frame = FrameBuilder(
      header.answer(command: .readReportingConfigurationResponse), limit: payloadBytesMax)
    var reader = ByteReader(body.span)
    while let direction = reader.littleEndian(UInt8.self),
      let id = reader.littleEndian(UInt16.self)
    {
      let status = status(direction, id, side)
      let rule = table.rule(cluster, id)
      let isAdded =
        if status == .success, let rule, let attribute = side.attribute(id) {
          frame.reportingRecord(attribute, rule)
        } else {
          frame.reportingRecord(status == .success ? .notFound : status, direction, id)
        }
      guard isAdded else { break }
    }
    return frame.payload
  }

  /// Whether there can be a rule for the attribute.
  private func status(_ direction: UInt8, _ id: UInt16, _ side: some ClusterSide) -> ZCLStatus {
    guard direction <= ReportingRecord.expected else { return .invalidField }
    guard direction == ReportingRecord.sent, let attribute = side.attribute(id) else {
      return .unsupportedAttribute
    }
    let isOfServer = !header.isFromServer
    return isOfServer && attribute.access.isReportable ? .success : .unreportableAttribute
  }
}

extension FrameBuilder {
  /// Adds why there is no rule; false where it does not fit.
  @discardableResult
  mutating func reportingRecord(_ status: ZCLStatus, _ direction: UInt8, _ id: UInt16) -> Bool {
    var record = Record()
    record.append(status.rawValue)
    record.append(direction)
    record.append(littleEndian: id)
    return put(record)
  }

  /// Adds a rule; false where it does not fit.
  mutating func reportingRecord(_ attribute: Attribute, _ rule: ReportingRule) -> Bool {
    var record = Record()
    record.append(ZCLStatus.success.rawValue)
    record.append(ReportingRecord.sent)
    record.append(littleEndian: attribute.id)
    record.append(attribute.type.rawValue)
    record.append(littleEndian: rule.minimumSeconds)
    record.append(littleEndian: rule.maximumSeconds)
    let type = WireType(id: attribute.type.rawValue)
    if type.isAnalog, case .bytes(let width) = type.length {
      record.append(rule.reportableChange, bytes: width)
    }
    return put(record)
  }
}
