// SPDX-License-Identifier: Apache-2.0

import Bytes

/// Answers requests to endpoint 0, because the radio hands them to its host (AO bits 1 to 3).
///
/// Source: [ZigBee] 2.4.3 Client services, 2.4.4 Server services. Allocates: never.
struct ZDOServer {
  typealias Payload = ApplicationMessage.Payload

  let shortAddress: UInt16
  let eui64: UInt64

  /// The response, or nil for none: responses and announcements are never answered, and a
  /// broadcast only by whom it concerns.
  func received(_ message: ApplicationMessage) -> ApplicationMessage? {
    guard message.cluster & ZDO.responseBit == 0,
      message.cluster != ZDO.Request.deviceAnnounce.rawValue
    else { return nil }
    let request = message.payload
    guard let payload = answer(request.span, message) else { return nil }
    var reply = message.answered(by: payload)
    reply.cluster |= ZDO.responseBit
    return reply
  }

  private func answer(_ request: Span<UInt8>, _ message: ApplicationMessage) -> Payload? {
    var reader = ByteReader(request)
    guard let sequence = reader.littleEndian(UInt8.self) else { return nil }
    var bytes = InlineArray<48, UInt8>(repeating: 0)
    var writer = ByteWriter(bytes.mutableSpan)
    writer.littleEndian(sequence)
    guard respond(message, &reader, &writer), !writer.overflowed else { return nil }
    let count = writer.position
    var payload = Payload()
    payload.append(bytes.span.extracting(0..<count))
    return payload
  }

  /// Writes status and what follows it; false for no response.
  private func respond(
    _ message: ApplicationMessage, _ reader: inout ByteReader, _ writer: inout ByteWriter
  ) -> Bool {
    switch ZDO.Request(rawValue: message.cluster) {
    case .networkAddress: return networkAddress(message.isBroadcast, &reader, &writer)
    case .extendedAddress: return extendedAddress(message.isBroadcast, &reader, &writer)
    case .nodeDescriptor: return nodeDescriptor(&reader, &writer)
    case .simpleDescriptor: return simpleDescriptor(&reader, &writer)
    case .activeEndpoints: return activeEndpoints(&reader, &writer)
    case .matchDescriptor: return matchDescriptor(message.isBroadcast, &reader, &writer)
    default:
      writer.littleEndian(ZDO.Status.notSupported.rawValue)
      return !message.isBroadcast
    }
  }

  private func networkAddress(
    _ isBroadcast: Bool, _ reader: inout ByteReader, _ writer: inout ByteWriter
  ) -> Bool {
    guard let wanted = reader.littleEndian(UInt64.self) else { return false }
    return addresses(isOwn: wanted == eui64, wanted, shortAddress, isBroadcast, &writer)
  }

  private func extendedAddress(
    _ isBroadcast: Bool, _ reader: inout ByteReader, _ writer: inout ByteWriter
  ) -> Bool {
    guard let wanted = reader.littleEndian(UInt16.self) else { return false }
    return addresses(isOwn: wanted == shortAddress, eui64, wanted, isBroadcast, &writer)
  }

  private func addresses(
    isOwn: Bool, _ long: UInt64, _ short: UInt16, _ isBroadcast: Bool, _ writer: inout ByteWriter
  ) -> Bool {
    let status = isOwn ? ZDO.Status.success : .deviceNotFound
    writer.littleEndian(status.rawValue)
    writer.littleEndian(long)
    writer.littleEndian(short)
    return isOwn || !isBroadcast
  }

  /// Reads the address of interest and writes status and address; false when it is cut short.
  private func addressed(_ reader: inout ByteReader, _ writer: inout ByteWriter) -> Addressed {
    guard let address = reader.littleEndian(UInt16.self) else { return .cutShort }
    let isOwn = address == shortAddress
    writer.littleEndian((isOwn ? ZDO.Status.success : .deviceNotFound).rawValue)
    writer.littleEndian(address)
    return isOwn ? .own : .foreign
  }

  private enum Addressed { case own, foreign, cutShort }

  private func nodeDescriptor(_ reader: inout ByteReader, _ writer: inout ByteWriter) -> Bool {
    let addressed = addressed(&reader, &writer)
    if addressed == .own { NodeDescriptor.write(to: &writer) }
    return addressed != .cutShort
  }

  private func activeEndpoints(_ reader: inout ByteReader, _ writer: inout ByteWriter) -> Bool {
    let addressed = addressed(&reader, &writer)
    writer.littleEndian(UInt8(addressed == .own ? 1 : 0))
    if addressed == .own { writer.littleEndian(MeterEndpoint.number) }
    return addressed != .cutShort
  }

  private func simpleDescriptor(_ reader: inout ByteReader, _ writer: inout ByteWriter) -> Bool {
    guard let address = reader.littleEndian(UInt16.self),
      let endpoint = reader.littleEndian(UInt8.self)
    else { return false }
    let status = simpleDescriptorStatus(address, endpoint)
    writer.littleEndian(status.rawValue)
    writer.littleEndian(address)
    guard status == .success else {
      writer.littleEndian(UInt8(0))
      return true
    }
    writer.littleEndian(UInt8(MeterEndpoint.simpleDescriptorBytes))
    MeterEndpoint.writeSimpleDescriptor(to: &writer)
    return true
  }

  private func simpleDescriptorStatus(_ address: UInt16, _ endpoint: UInt8) -> ZDO.Status {
    if address != shortAddress { return .deviceNotFound }
    if endpoint == 0 || endpoint > 254 { return .invalidEndpoint }
    return endpoint == MeterEndpoint.number ? .success : .notActive
  }

  private func matchDescriptor(
    _ isBroadcast: Bool, _ reader: inout ByteReader, _ writer: inout ByteWriter
  ) -> Bool {
    guard let address = reader.littleEndian(UInt16.self),
      let profile = reader.littleEndian(UInt16.self),
      let count = reader.littleEndian(UInt8.self)
    else { return false }
    var matches = false
    for _ in 0..<count {
      guard let cluster = reader.littleEndian(UInt16.self) else { return false }
      if MeterEndpoint.serves(cluster) { matches = true }
    }
    matches = matches && profile == Profile.homeAutomation
    let isForUs = address == shortAddress || address >= Address.firstBroadcast
    writer.littleEndian((isForUs ? ZDO.Status.success : .deviceNotFound).rawValue)
    writer.littleEndian(shortAddress)
    writer.littleEndian(UInt8(matches && isForUs ? 1 : 0))
    if matches && isForUs { writer.littleEndian(MeterEndpoint.number) }
    return matches && isForUs || !isBroadcast
  }
}
