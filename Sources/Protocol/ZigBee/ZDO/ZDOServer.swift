// SPDX-License-Identifier: Apache-2.0

import Bytes

/// Answers requests to endpoint 0, because the radio hands them to its host (AO bits 1 to 3).
///
/// Source: [ZigBee] 2.4.3 Client services, 2.4.4 Server services. Allocates: never.
struct ZDOServer {
  typealias Payload = ApplicationMessage.Payload

  let shortAddress: UInt16
  let eui64: UInt64
  let payloadBytesMax: Int
  var bindings: BindingTable

  /// The response, or nil for none: responses and announcements are never answered, and a
  /// broadcast only by whom it concerns.
  mutating func received(
    _ message: ApplicationMessage, _ context: inout DeviceContext
  ) -> ApplicationMessage? {
    guard message.cluster & ZDO.responseBit == 0,
      message.cluster != ZDO.Request.deviceAnnounce.rawValue
    else { return nil }
    let request = message.payload
    guard let payload = answer(request.span, message, &context) else { return nil }
    var reply = message.answered(by: payload)
    reply.cluster |= ZDO.responseBit
    return reply
  }

  private mutating func answer(
    _ request: Span<UInt8>, _ message: ApplicationMessage, _ context: inout DeviceContext
  ) -> Payload? {
    var reader = ByteReader(request)
    guard let sequence = reader.littleEndian(UInt8.self) else { return nil }
    var bytes = InlineArray<128, UInt8>(repeating: 0)
    var writer = ByteWriter(bytes.mutableSpan)
    writer.littleEndian(sequence)
    guard respond(message, &reader, &writer, &context), !writer.overflowed else { return nil }
    let count = writer.position
    var payload = Payload()
    payload.append(bytes.span.extracting(0..<count))
    return payload
  }

  /// Writes status and what follows it; false for no response.
  private mutating func respond(
    _ message: ApplicationMessage, _ reader: inout ByteReader, _ writer: inout ByteWriter,
    _ context: inout DeviceContext
  ) -> Bool {
    let request = ZDO.Request(rawValue: message.cluster)
    if message.isBroadcast, request?.isForOneDevice ?? true { return false }
    switch request {
    case .networkAddress: return networkAddress(message.isBroadcast, &reader, &writer)
    case .extendedAddress: return extendedAddress(message.isBroadcast, &reader, &writer)
    case .nodeDescriptor: return nodeDescriptor(&reader, &writer)
    case .powerDescriptor: return powerDescriptor(&reader, &writer)
    case .simpleDescriptor: return simpleDescriptor(&reader, &writer)
    case .activeEndpoints: return activeEndpoints(&reader, &writer)
    case .matchDescriptor: return matchDescriptor(message.isBroadcast, &reader, &writer)
    case .bind: return bind(true, &reader, &writer, &context)
    case .unbind: return bind(false, &reader, &writer, &context)
    case .bindingTable: return bindingTable(&reader, &writer)
    case .leave: return leave(&reader, &writer, &context)
    case .permitJoining, .deviceAnnounce, nil:
      writer.littleEndian(ZDO.Status.notSupported.rawValue)
      return true
    }
  }

  private func networkAddress(
    _ isBroadcast: Bool, _ reader: inout ByteReader, _ writer: inout ByteWriter
  ) -> Bool {
    guard let wanted = reader.littleEndian(UInt64.self) else { return false }
    let device = (isOwn: wanted == eui64, long: wanted, short: shortAddress)
    return addresses(device, isBroadcast, &reader, &writer)
  }

  private func extendedAddress(
    _ isBroadcast: Bool, _ reader: inout ByteReader, _ writer: inout ByteWriter
  ) -> Bool {
    guard let wanted = reader.littleEndian(UInt16.self) else { return false }
    let device = (isOwn: wanted == shortAddress, long: eui64, short: wanted)
    return addresses(device, isBroadcast, &reader, &writer)
  }

  /// An extended response lists devices associated with this one: the module knows them, not the
  /// host, so that none are listed.
  private func addresses(
    _ device: (isOwn: Bool, long: UInt64, short: UInt16), _ isBroadcast: Bool,
    _ reader: inout ByteReader, _ writer: inout ByteWriter
  ) -> Bool {
    let type = reader.littleEndian(UInt8.self) ?? 0
    var status = device.isOwn ? ZDO.Status.success : .deviceNotFound
    if type > 1 { status = .invalidRequestType }
    writer.littleEndian(status.rawValue)
    writer.littleEndian(device.long)
    writer.littleEndian(device.short)
    if type == 1, status == .success { writer.littleEndian(UInt8(0)) }
    return device.isOwn || !isBroadcast
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

  private func powerDescriptor(_ reader: inout ByteReader, _ writer: inout ByteWriter) -> Bool {
    let addressed = addressed(&reader, &writer)
    if addressed == .own { writer.littleEndian(PowerDescriptor.mains) }
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
      let servers = matches(&reader, MeterEndpoint.serves),
      let clients = matches(&reader, MeterEndpoint.uses)
    else { return false }
    let matches = (servers || clients) && profile == Profile.homeAutomation
    let isForUs = address == shortAddress || address >= Address.firstBroadcast
    writer.littleEndian((isForUs ? ZDO.Status.success : .deviceNotFound).rawValue)
    writer.littleEndian(shortAddress)
    writer.littleEndian(UInt8(matches && isForUs ? 1 : 0))
    if matches && isForUs { writer.littleEndian(MeterEndpoint.number) }
    return matches && isForUs || !isBroadcast
  }

  /// Reads a list of clusters and returns whether one is there; nil when it is cut short.
  private func matches(_ reader: inout ByteReader, _ isThere: (UInt16) -> Bool) -> Bool? {
    guard let count = reader.littleEndian(UInt8.self) else { return nil }
    var matches = false
    for _ in 0..<count {
      guard let cluster = reader.littleEndian(UInt16.self) else { return nil }
      if isThere(cluster) { matches = true }
    }
    return matches
  }
}
