// SPDX-License-Identifier: Apache-2.0

extension EtherModule {
  /// Delivery statuses. Source: [Digi 90001539] frame 0x8B.
  enum Delivery {
    static let success: UInt8 = 0x00
    static let networkAcknowledgementFailure: UInt8 = 0x21
    static let notJoined: UInt8 = 0x22
    static let selfAddressed: UInt8 = 0x23
    static let addressNotFound: UInt8 = 0x24
    static let broadcastWithAPS: UInt8 = 0x2D
    static let payloadTooLarge: UInt8 = 0x74
  }

  static let firstBroadcast: UInt16 = 0xFFFC
  private static let unknownShort: UInt16 = 0xFFFE

  /// Frame 0x11.
  func transmitRequest(_ frame: [UInt8]) {
    let long = bigEndian(frame[2..<10])
    let short = UInt16(bigEndian(frame[10..<12]))
    var message = EtherMessage(
      endpoints: (frame[12], frame[13]), cluster: UInt16(bigEndian(frame[14..<16])),
      profile: UInt16(bigEndian(frame[16..<18])), payload: Array(frame[20...]))
    message.isAPSEncrypted = frame[19] & 0x20 != 0
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
  func send(_ asked: EtherMessage, to destination: UInt16?, ended: @escaping (Outcome) -> Void) {
    var message = asked
    message.isBroadcast = (destination ?? 0) >= Self.firstBroadcast
    if let refusal = refusal(message, destination) {
      return ended(Outcome(origin: self, code: refusal))
    }
    if !failuresToCome.isEmpty {
      return ended(Outcome(origin: self, code: failuresToCome.removeFirst()))
    }
    ether.counts.transmissions += 1
    let isBroadcast = message.isBroadcast
    let receivers = ether.modules.filter { module in
      module !== self && (isBroadcast || module.shortAddress == destination)
    }
    var isHeard = isBroadcast
    var longest = ether.faults.delayMilliseconds
    for receiver in receivers where receiver.isOnAir && !ether.isLost() {
      isHeard = true
      for _ in 0..<(ether.isDuplicated() ? 2 : 1) {
        let delay = ether.delay()
        longest = max(longest, delay)
        air(message, to: receiver, after: delay)
      }
    }
    let code = isHeard ? Delivery.success : Delivery.networkAcknowledgementFailure
    later(milliseconds: longest + ether.faults.delayMilliseconds) {
      ended(Outcome(origin: $0, code: code))
    }
  }

  private func refusal(_ message: EtherMessage, _ destination: UInt16?) -> UInt8? {
    guard isJoined else { return Delivery.notJoined }
    if message.isAPSEncrypted, message.isBroadcast { return Delivery.broadcastWithAPS }
    let limit = Int(payloadBytesMax) - (message.isAPSEncrypted ? 4 : 0)
    guard message.payload.count <= limit else { return Delivery.payloadTooLarge }
    guard let destination else { return Delivery.addressNotFound }
    if destination == shortAddress { return Delivery.selfAddressed }
    if destination >= Self.firstBroadcast { return nil }
    let exists = ether.modules.contains { $0.shortAddress == destination }
    return exists ? nil : Delivery.addressNotFound
  }

  private func air(
    _ message: EtherMessage, to receiver: EtherModule, after delay: UInt64
  ) {
    let source = (shortAddress, eui64)
    receiver.later(milliseconds: delay) { $0.hear(message, from: source) }
  }

  private func hear(_ message: EtherMessage, from source: (UInt16, UInt64)) {
    guard isOnAir else { return }
    heard.append((source.0, message))
    lastStrength = strength
    if message.isZDO, !zdoGoesToHost(message, from: source.0) { return }
    let options: UInt8 = (message.isBroadcast ? 0x02 : 0x01) | (message.isAPSEncrypted ? 0x20 : 0)
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
