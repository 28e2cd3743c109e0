// SPDX-License-Identifier: Apache-2.0

import RadioLink
import Testing

@Suite struct StatusTests {
  /// Source: [Digi 90001539] frame 0x8B, revision of the XBee 3 with firmware 1009; 03 and 31 are
  /// zigpy-xbee's, FF is this project's.
  private static let deliveries: [(UInt8, DeliveryStatus.Policy)] = [
    (0x00, .delivered), (0x01, .retryLater), (0x02, .retryLater), (0x03, .retryLater),
    (0x15, .giveUp), (0x21, .retryLater), (0x22, .retryLater), (0x23, .giveUp),
    (0x24, .lookUpAgain), (0x25, .lookUpAgain), (0x26, .retryLater), (0x2B, .giveUp),
    (0x2C, .retryLater), (0x2D, .giveUp), (0x2E, .giveUp), (0x31, .retryLater),
    (0x32, .retryLater), (0x34, .giveUp), (0x35, .giveUp), (0x74, .giveUp), (0x75, .retryLater),
    (0xFF, .retryLater),
  ]

  @Test("Every delivery status of the manual has a name of its own and a policy")
  func deliveryNames() {
    var names: Set<String> = []
    for (code, policy) in Self.deliveries {
      let status = DeliveryStatus(rawValue: code)
      #expect(status.policy == policy, "\(code)")
      #expect(status.row != nil, "\(code)")
      names.insert(status.row.map { "\($0.name)" } ?? "")
    }
    #expect(names.count == Self.deliveries.count)
  }

  @Test("No other status has a name, and it is tried again later")
  func unknownDelivery() {
    let known = Set(Self.deliveries.map(\.0))
    for code in UInt8.min...UInt8.max where !known.contains(code) {
      #expect(DeliveryStatus(rawValue: code).row == nil, "\(code)")
      #expect(DeliveryStatus(rawValue: code).policy == .retryLater, "\(code)")
    }
  }

  @Test("Every value of AI in the manual has a name of its own, no other has one")
  func associationNames() {
    let known: Set<UInt8> = [
      0x00, 0x21, 0x22, 0x23, 0x24, 0x25, 0x27, 0x2A, 0x2B, 0x2C, 0xAB, 0xAC, 0xAD, 0xAF, 0xFF,
    ]
    var names: Set<String> = []
    for code in UInt8.min...UInt8.max {
      let name = AssociationStatus(rawValue: code).name
      #expect((name != nil) == known.contains(code), "\(code)")
      if let name { names.insert("\(name)") }
    }
    #expect(names.count == known.count)
  }
}
