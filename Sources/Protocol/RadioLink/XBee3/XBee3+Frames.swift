// SPDX-License-Identifier: Apache-2.0

import Bytes
public import Quantities

extension XBee3 {
  /// The 64-bit address of all devices, and of one of which only the short address is known.
  private enum LongAddress {
    static let broadcast: UInt64 = 0xFFFF
    static let unknown: UInt64 = 0xFFFF_FFFF_FFFF_FFFF
    static let coordinator: UInt64 = 0
  }
  private static let shortAddressUnknown: UInt16 = 0xFFFE

  mutating func receiveFrame(_ content: Span<UInt8>, at now: Instant) {
    guard let frame = ModuleFrame.parse(content) else {
      counts.unknownFrames &+= 1
      return
    }
    switch frame {
    case .atResponse(let response): receiveResponse(response, at: now)
    case .modemStatus(let status): receiveStatus(status, at: now)
    case .transmitStatus(let identifier, let status): finish(identifier, status)
    case .received(var message):
      strengthIsDue = true
      if !message.isBroadcast, let network { message.destination = network.shortAddress }
      emit(.received(message))
    }
  }

  private mutating func receiveStatus(_ status: UInt8, at now: Instant) {
    if departure == .away, status <= 0x02 {
      // A reset module has forgotten DJ; one that joined all the same is sent away again.
      departure = .barring
      startUp.hasLinkKey = status == 0x02
      return
    }
    switch status {
    case 0x00, 0x01:  // reset: what was not saved in the module is gone
      lose()
      startUp.hasLinkKey = false
      begin(at: now)
    case 0x03:  // disassociated
      lose()
      begin(at: now)
    case 0x02, 0x06, 0x3F, 0x40:  // joined, started, PAN identifier changed: read it again
      begin(at: now)
    default: break
    }
  }

  private mutating func begin(at now: Instant) {
    underway = nil
    startUp.begin(at: now)
  }

  /// Queues a message and returns its frame identifier, which `delivered` repeats.
  ///
  /// - Errors: in no network; too long for the network; queues full.
  public mutating func send(_ message: RadioMessage, at now: Instant)
    throws(RadioFailure) -> UInt8
  {
    guard joinState == .joined else { throw .notJoined }
    let overhead = message.isAPSEncrypted ? Limits.encryptionBytes : 0
    guard message.payload.count <= payloadBytesMax - overhead else { throw .payloadTooLong }
    guard let place = freePlace() else { throw .busy }
    let identifier = newIdentifier()
    guard put(Self.content(message, identifier)) else { throw .busy }
    outstanding[place] = Outstanding(
      identifier: identifier, deadline: now.adding(milliseconds: Limits.statusMilliseconds))
    return identifier
  }

  func freePlace() -> Int? {
    for index in outstanding.indices where outstanding[index] == nil { return index }
    return nil
  }

  /// The data of frame 0x11.
  static func content(_ message: RadioMessage, _ identifier: UInt8) -> APIFrame.Content {
    var header = InlineArray<20, UInt8>(repeating: 0)
    var writer = ByteWriter(header.mutableSpan)
    writer.bigEndian(APIFrame.Kind.explicitTransmit.rawValue)
    writer.bigEndian(identifier)
    writer.bigEndian(longAddress(of: message))
    writer.bigEndian(shortAddress(of: message))
    writer.bigEndian(message.sourceEndpoint)
    writer.bigEndian(message.destinationEndpoint)
    writer.bigEndian(message.cluster)
    writer.bigEndian(message.profile)
    writer.bigEndian(UInt8(0))  // broadcast radius: the network's own limit
    writer.bigEndian(message.isAPSEncrypted ? UInt8(0x20) : UInt8(0))
    var content = APIFrame.Content()
    content.append(header.span)
    content.append(message.payload.span)
    return content
  }

  private static func longAddress(of message: RadioMessage) -> UInt64 {
    if message.isBroadcast { return LongAddress.broadcast }
    if message.destination == RadioMessage.coordinator { return LongAddress.coordinator }
    return message.peerEUI64 ?? LongAddress.unknown
  }

  private static func shortAddress(of message: RadioMessage) -> UInt16 {
    let isNamed = !message.isBroadcast && message.destination != RadioMessage.coordinator
    return isNamed ? message.destination : shortAddressUnknown
  }

  private mutating func finish(_ identifier: UInt8, _ status: DeliveryStatus) {
    for index in outstanding.indices where outstanding[index]?.identifier == identifier {
      outstanding[index] = nil
      if status == .success { counts.delivered &+= 1 } else { counts.undelivered &+= 1 }
      emit(.delivered(identifier, status))
    }
  }

  mutating func expireOutstanding(at now: Instant) {
    for index in outstanding.indices {
      guard let waiting = outstanding[index], now >= waiting.deadline else { continue }
      finish(waiting.identifier, .noStatus)
    }
  }
}
