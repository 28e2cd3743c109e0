// SPDX-License-Identifier: Apache-2.0

import Bytes

extension ZDOServer {
  /// Unit: bytes of a row in a Mgmt_Bind_rsp to an EUI-64 and endpoint.
  static let bindingRowBytes = 21
  /// A destination that is a group. Source: [ZigBee] 2.4.3.2.2 Bind_req.
  private static let groupMode: UInt8 = 1
  /// A destination that is an EUI-64 and an endpoint.
  private static let extendedMode: UInt8 = 3

  /// Bind_req and Unbind_req. Source: [ZigBee] 2.4.3.2.2, 2.4.3.2.3.
  mutating func bind(
    _ isBind: Bool, _ reader: inout ByteReader, _ writer: inout ByteWriter,
    _ context: inout DeviceContext
  ) -> Bool {
    guard let source = reader.littleEndian(UInt64.self),
      let endpoint = reader.littleEndian(UInt8.self),
      let cluster = reader.littleEndian(UInt16.self),
      let mode = reader.littleEndian(UInt8.self)
    else { return false }
    guard mode == Self.extendedMode else {
      guard reader.littleEndian(UInt16.self) != nil else { return false }
      writer.littleEndian(ZDO.Status.notSupported.rawValue)
      return true
    }
    guard let peer = reader.littleEndian(UInt64.self),
      let peerEndpoint = reader.littleEndian(UInt8.self)
    else { return false }
    let binding = Binding(cluster: cluster, eui64: peer, endpoint: peerEndpoint)
    var status = status(ofSource: source, endpoint, cluster)
    if status == .success { status = change(isBind, binding, &context) }
    writer.littleEndian(status.rawValue)
    return true
  }

  private func status(ofSource source: UInt64, _ endpoint: UInt8, _ cluster: UInt16) -> ZDO.Status {
    if source != eui64 { return .notSupported }
    if endpoint != MeterEndpoint.number { return .invalidEndpoint }
    return MeterEndpoint.serves(cluster) || MeterEndpoint.uses(cluster) ? .success : .notSupported
  }

  private mutating func change(
    _ isBind: Bool, _ binding: Binding, _ context: inout DeviceContext
  ) -> ZDO.Status {
    switch isBind ? bindings.add(binding) : bindings.remove(binding) {
    case .done:
      context.want(.bindingsChanged(count: bindings.count))
      context.want(.keepState)
      return .success
    case .unchanged: return .success
    case .full: return .tableFull
    case .notFound: return .noEntry
    }
  }

  /// Mgmt_Bind_req: as many rows as one frame holds. Source: [ZigBee] 2.4.3.3.4.
  func bindingTable(_ reader: inout ByteReader, _ writer: inout ByteWriter) -> Bool {
    guard let start = reader.littleEndian(UInt8.self) else { return false }
    let room = (payloadBytesMax - 5) / Self.bindingRowBytes
    let listed = max(0, min(room, bindings.count - Int(start)))
    writer.littleEndian(ZDO.Status.success.rawValue)
    writer.littleEndian(UInt8(bindings.count))
    writer.littleEndian(start)
    writer.littleEndian(UInt8(listed))
    for index in 0..<listed {
      guard let row = bindings[Int(start) + index] else { break }
      writer.littleEndian(eui64)
      writer.littleEndian(MeterEndpoint.number)
      writer.littleEndian(row.cluster)
      writer.littleEndian(Self.extendedMode)
      writer.littleEndian(row.eui64)
      writer.littleEndian(row.endpoint)
    }
    return true
  }

  /// Mgmt_Leave_req: this device leaves once the response is on its way; it makes no other leave.
  /// Source: [ZigBee] 2.4.3.3.5.
  func leave(
    _ reader: inout ByteReader, _ writer: inout ByteWriter, _ context: inout DeviceContext
  ) -> Bool {
    guard let device = reader.littleEndian(UInt64.self),
      let flags = reader.littleEndian(UInt8.self)
    else { return false }
    let isOwn = device == eui64 || device == 0
    writer.littleEndian((isOwn ? ZDO.Status.success : .deviceNotFound).rawValue)
    if isOwn { context.want(.leaveNetwork(rejoins: flags & 0x80 != 0)) }
    return true
  }
}
