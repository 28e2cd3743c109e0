// SPDX-License-Identifier: Apache-2.0

/// Diagnostics cluster 0x0B05: how radio and meter fare. Source: [ZCL] 3.15 Diagnostics.
enum Diagnostics {
  /// The cluster.
  static let id: UInt16 = 0x0B05

  // swift-format-ignore
  /// The table, in ascending order: what host or module count, and nothing else.
  static var attributes: InlineArray<9, Attribute> {
    [
      //        id      type     access
      Attribute(0x0000, .uint16, .read),  // NumberOfResets
      Attribute(0x0001, .uint16, .read),  // PersistentMemoryWrites
      Attribute(0x0108, .uint16, .read),  // APSRxUcast
      Attribute(0x0109, .uint16, .read),  // APSTxUcastSuccess
      Attribute(0x010B, .uint16, .read),  // APSTxUcastFail
      Attribute(0x0110, .uint16, .read),  // JoinIndication
      Attribute(0x011C, .uint8,  .read),  // LastMessageLQI
      Attribute(0x011D, .int8,   .read),  // LastMessageRSSI
      Attribute(0xFFFD, .uint16, .read),  // ClusterRevision
    ]
  }

  /// ClusterRevision: what revision 6 of the library describes, and nothing beyond.
  static let revision: UInt64 = 1
}

/// The server of the Diagnostics cluster.
struct DiagnosticsServer: ClusterSide {
  let values: DiagnosticsValues

  var attributeCount: Int { Diagnostics.attributes.count }

  func attribute(at index: Int) -> Attribute { Diagnostics.attributes[index] }

  func value(of attribute: Attribute) -> AttributeValue? {
    switch attribute.id {
    case 0x0000: return Self.counter(values.resets)
    case 0x0001: return Self.counter(values.persistentMemoryWrites)
    case 0x0108: return Self.counter(values.unicastsReceived)
    case 0x0109: return Self.counter(values.unicastsDelivered)
    case 0x010B: return Self.counter(values.unicastsFailed)
    case 0x0110: return Self.counter(values.joins)
    case 0x011C: return values.lastMessageLQI.map { .unsigned(UInt64($0)) }
    case 0x011D: return values.lastMessageRSSI.map { .signed(Int64($0)) }
    case 0xFFFD: return .unsigned(Diagnostics.revision)
    default: return nil
    }
  }

  /// A counter of 16 bits begins anew after 0xFFFE: 0xFFFF is no value.
  private static func counter(_ count: UInt64?) -> AttributeValue? {
    count.map { .unsigned($0 % 0xFFFF) }
  }
}
