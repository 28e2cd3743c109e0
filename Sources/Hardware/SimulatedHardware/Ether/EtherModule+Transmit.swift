// SPDX-License-Identifier: Apache-2.0

extension EtherModule {
  /// Delivery statuses. Source: [Digi 90001539] frame 0x8B.
  enum Delivery {
    static let success: UInt8 = 0x00
    static let networkAcknowledgementFailure: UInt8 = 0x21
    static let notJoined: UInt8 = 0x22
    static let selfAddressed: UInt8 = 0x23
    static let addressNotFound: UInt8 = 0x24
    static let payloadTooLarge: UInt8 = 0x74
  }

  static let firstBroadcast: UInt16 = 0xFFFC
  private static let unknownShort: UInt16 = 0xFFFE

  /// Frame 0x11.
  func transmitRequest(_ frame: [UInt8]) {
    let long = bigEndian(frame[2..<10])
    let short = UInt16(bigEndian(frame[10..<12]))
    let message = EtherMessage(
      endpoints: (frame[12], frame[13]), cluster: UInt16(bigEndian(frame[14..<16])),
      profile: UInt16(bigEndian(frame[16..<18])), payload: Array(frame[20...]))
    let identifier = frame[1]
    let destination = destination(long, short)
    send(message, to: destination) { outcome in
      guard identifier != 0 else { return }
      let reached = outcome.code == Delivery.success ? destination ?? 0xFFFD : 0xFFFD
      outcome.origin.tell([0x8B, identifier] + bigEndian(reached) + [0, outcome.code, 0])
    }
  }

  /// Whom the two addresses of a frame name: nil for nobody.
  private func destination(_ long: UInt64, _ short: UInt16) -> UInt16? {
    if (0xFFFC...0xFFFF).contains(long) { return 0xFFFF }
    if long == 0 { return 0 }
    if long != UInt64.max {
      return ether.modules.first { $0.eui64 == long && $0.isJoined }?.shortAddress
    }
    return short == Self.unknownShort ? nil : short
  }

  /// The end of a transmission.
  struct Outcome {
    let origin: EtherModule
    let code: UInt8
  }

  /// Puts a message into the air; `ended` is called when its fate is known.
  func send(_ message: EtherMessage, to destination: UInt16?, ended: @escaping (Outcome) -> Void) {
    if let refusal = refusal(message, destination) {
      return ended(Outcome(origin: self, code: refusal))
    }
    ether.counts.transmissions += 1
    let isBroadcast = (destination ?? 0) >= Self.firstBroadcast
    let receivers = ether.modules.filter { module in
      module !== self && (isBroadcast || module.shortAddress == destination)
    }
    var isHeard = isBroadcast
    for receiver in receivers where receiver.isPowered && receiver.isJoined && !ether.isLost() {
      isHeard = true
      air(message, to: receiver, isBroadcast)
      if ether.isDuplicated() { air(message, to: receiver, isBroadcast) }
    }
    let code = isHeard ? Delivery.success : Delivery.networkAcknowledgementFailure
    later(milliseconds: 2 * ether.faults.delayMilliseconds) {
      ended(Outcome(origin: $0, code: code))
    }
  }

  private func refusal(_ message: EtherMessage, _ destination: UInt16?) -> UInt8? {
    guard isJoined else { return Delivery.notJoined }
    guard message.payload.count <= Int(payloadBytesMax) else { return Delivery.payloadTooLarge }
    guard let destination else { return Delivery.addressNotFound }
    if destination == shortAddress { return Delivery.selfAddressed }
    if destination >= Self.firstBroadcast { return nil }
    let exists = ether.modules.contains { $0.shortAddress == destination }
    return exists ? nil : Delivery.addressNotFound
  }

  private func air(_ message: EtherMessage, to receiver: EtherModule, _ isBroadcast: Bool) {
    let source = (shortAddress, eui64)
    receiver.later(milliseconds: ether.faults.delayMilliseconds) {
      $0.hear(message, from: source, isBroadcast)
    }
  }

  private func hear(_ message: EtherMessage, from source: (UInt16, UInt64), _ isBroadcast: Bool) {
    guard isPowered, isJoined else { return }
    heard.append((source.0, message))
    if message.isZDO, !zdoGoesToHost(message, from: source.0, isBroadcast) { return }
    let options: UInt8 = isBroadcast ? 0x02 : 0x01
    let isExplicit = parameter("AO") & 1 == 1
    let addresses = bigEndian(source.1) + bigEndian(source.0)
    if isExplicit {
      tell(
        [0x91] + addresses + [message.sourceEndpoint, message.destinationEndpoint]
          + bigEndian(message.cluster) + bigEndian(message.profile) + [options] + message.payload)
    } else {
      tell([0x90] + addresses + [options] + message.payload)
    }
  }
}
