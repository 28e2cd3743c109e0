// SPDX-License-Identifier: Apache-2.0

import Bytes
import RadioLink
import Testing

private func isRead(_ content: [UInt8]) -> Bool { ModuleFrame.parse(content.span) != nil }

@Suite struct ModuleFrameTests {
  /// Explicit receive indicator. Source: [Digi 90001539] frame 0x91, example.
  private let received: [UInt8] = [
    0x91, 0x00, 0x13, 0xA2, 0x00, 0x40, 0x52, 0x2B, 0xAA, 0x7D, 0x84, 0xE0, 0xE1, 0x22, 0x11, 0xC1,
    0x05, 0x02, 0x52, 0x78, 0x44, 0x61, 0x74, 0x61,
  ]

  @Test("The fields of a received message are those of the manual")
  func explicitReceive() throws {
    let frame = ModuleFrame.parse(received.span)
    guard case .received(let message) = frame else {
      Issue.record("not a message")
      return
    }
    #expect(message.peerEUI64 == 0x0013_A200_4052_2BAA)
    #expect(message.source == 0x7D84)
    #expect(message.sourceEndpoint == 0xE0)
    #expect(message.destinationEndpoint == 0xE1)
    #expect(message.cluster == 0x2211)
    #expect(message.profile == 0xC105)
    #expect(message.isBroadcast)
    #expect(!message.isAPSEncrypted)
    #expect(Array(message.payload) == Array("RxData".utf8))
  }

  @Test(
    "Receive options tell unicast, broadcast and APS encryption",
    arguments: [
      (0x01, false, false), (0x02, true, false), (0x21, false, true), (0x22, true, true),
      (0x61, false, true), (0x00, false, false),
    ])
  func options(value: UInt8, isBroadcast: Bool, isEncrypted: Bool) {
    var content = received
    content[17] = value
    guard case .received(let message) = ModuleFrame.parse(content.span) else {
      Issue.record("not a message")
      return
    }
    #expect(message.isBroadcast == isBroadcast)
    #expect(message.isAPSEncrypted == isEncrypted)
  }

  @Test(
    "Only a broadcast and an acknowledged unicast are known not to be a groupcast",
    arguments: [(0x00, true), (0x01, false), (0x02, false), (0x20, true), (0x41, false)])
  func groupcast(value: UInt8, isPossible: Bool) {
    var content = received
    content[17] = value
    guard case .received(let message) = ModuleFrame.parse(content.span) else {
      Issue.record("not a message")
      return
    }
    #expect(message.mayBeGroupcast == isPossible)
  }

  @Test("An unknown EUI-64 is nil")
  func unknownSender() {
    var content = received
    content.replaceSubrange(1..<9, with: [UInt8](repeating: 0xFF, count: 8))
    guard case .received(let message) = ModuleFrame.parse(content.span) else {
      Issue.record("not a message")
      return
    }
    #expect(message.peerEUI64 == nil)
  }

  @Test(
    "A message may be as long as the limit, and no longer", arguments: [(128, true), (129, false)])
  func payloadLimit(count: Int, isTaken: Bool) {
    let content = Array(received.prefix(18)) + [UInt8](repeating: 7, count: count)
    let frame = ModuleFrame.parse(content.span)
    #expect((frame != nil) == isTaken)
  }

  @Test(
    "Each frame cut short is refused",
    arguments: [
      [
        0x91, 0x00, 0x13, 0xA2, 0x00, 0x40, 0x52, 0x2B, 0xAA, 0x7D, 0x84, 0xE0, 0xE0, 0x22, 0x11,
        0xC1, 0x05, 0x02,
      ],
      [0x8B, 0x01, 0x7D, 0x84, 0x00, 0x00, 0x01],
      [0x8A, 0x06],
      [0x88, 0x01, 0x41, 0x49, 0x00],
    ])
  func truncated(content: [UInt8]) {
    #expect(isRead(content))
    for count in 0..<content.count {
      #expect(!isRead(Array(content.prefix(count))), "\(count) bytes")
    }
  }

  @Test("An AT response gives command, status and value")
  func atResponse() {
    let content: [UInt8] = [0x88, 0x52, 0x53, 0x48, 0x00, 0x00, 0x13, 0xA2, 0x00]
    guard case .atResponse(let response) = ModuleFrame.parse(content.span) else {
      Issue.record("not a response")
      return
    }
    #expect(response.identifier == 0x52)
    #expect(response.command == ATCommand.serialNumberHigh.rawValue)
    #expect(response.status == 0)
    #expect(response.value == 0x0013_A200)
    #expect(response.valueBytes == 4)
  }

  @Test("A transmit status gives frame and fate")
  func transmitStatus() {
    let content: [UInt8] = [0x8B, 0x47, 0xFF, 0xFD, 0x03, 0x21, 0x02]
    guard case .transmitStatus(let identifier, let status) = ModuleFrame.parse(content.span) else {
      Issue.record("not a status")
      return
    }
    #expect(identifier == 0x47)
    #expect(status == .networkAcknowledgementFailure)
  }

  @Test(
    "Frames that only a host sends, and unknown ones, are refused",
    arguments: [0x08, 0x11, 0x92, 0xA1])
  func unknown(type: UInt8) {
    let content: [UInt8] = [
      type, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19,
    ]
    #expect(!isRead(content))
  }
}
