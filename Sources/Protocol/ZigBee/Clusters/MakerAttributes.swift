// SPDX-License-Identifier: Apache-2.0

import Bytes

/// What the maker adds to the Meter Identification cluster, under its own code: it is read, and
/// nothing else.
///
///     04 1E 10 2A 00 00 F0                   read F000 of maker 101E
///     1C 1E 10 2A 01 00 F0 00 41 20 ...      the public key that the event log is signed with
enum MakerAttributes {
  /// Ed25519, 32 bytes.
  static let eventLogPublicKey = Attribute(0xF000, .octetString, .read)

  /// The answer to a frame of this maker; nil where it is for another, or asks for more.
  static func answer(
    _ header: FrameHeader, _ body: ApplicationMessage.Payload, of cluster: UInt16,
    _ values: borrowing MeterValues, limit: Int
  ) -> ApplicationMessage.Payload? {
    guard header.manufacturer == NodeDescriptor.manufacturerCode,
      cluster == MeterIdentification.id, header.kind == .global, !header.isFromServer,
      header.command == FoundationCommand.readAttributes.rawValue
    else { return nil }
    guard body.count % 2 == 0 else {
      return FoundationServer.defaultResponse(header, .malformedCommand)
    }
    var frame = FrameBuilder(header.answer(command: .readAttributesResponse), limit: limit)
    var reader = ByteReader(body.span)
    while let id = reader.littleEndian(UInt16.self) {
      let attribute = id == eventLogPublicKey.id ? eventLogPublicKey : nil
      let value: AttributeValue? =
        attribute == nil ? nil : values.eventLogPublicKey.map { .text($0) }
      guard frame.readRecord(id, attribute, value) else { break }
    }
    return frame.payload
  }
}
