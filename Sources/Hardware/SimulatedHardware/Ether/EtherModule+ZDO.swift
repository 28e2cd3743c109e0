// SPDX-License-Identifier: Apache-2.0

extension EtherModule {
  /// ZDO requests the module can answer itself: addresses, descriptors, endpoints.
  private static let supported: Set<UInt16> = [
    0x0000, 0x0001, 0x0002, 0x0004, 0x0005, 0x0006, 0x0034, 0x0036,
  ]
  private static let bindings: Set<UInt16> = [0x0021, 0x0022]
  /// The module's own endpoints: Digi device objects and data.
  private static let ownEndpoints: [UInt8] = [0xE6, 0xE8]

  /// Decides by AO who sees a ZDO message, and answers what the module answers itself.
  ///
  /// Source: [Digi 90001539] AO: bit 1 supported requests, 2 unsupported, 3 bindings go to the
  /// host; 4 echo; 5 nothing goes to the host.
  func zdoGoesToHost(_ message: EtherMessage, from source: UInt16) -> Bool {
    let options = parameter("AO")
    let suppressed = options & 0x20 != 0
    let isAnnouncement = message.cluster == 0x0013
    if message.cluster & 0x8000 != 0 || isAnnouncement { return options != 0 && !suppressed }
    let isSupported = Self.supported.contains(message.cluster)
    let bit: UInt64 = isSupported ? 0x02 : Self.bindings.contains(message.cluster) ? 0x08 : 0x04
    if options & bit != 0, !suppressed { return true }
    if !message.isBroadcast || message.cluster == 0x0036 { answerZDO(message, to: source) }
    return isSupported && options & 0x10 != 0 && !suppressed
  }

  private func answerZDO(_ message: EtherMessage, to source: UInt16) {
    guard let sequence = message.payload.first else { return }
    let response = EtherMessage(
      endpoints: (0, 0), cluster: message.cluster | 0x8000, profile: 0,
      payload: [sequence] + zdoAnswer(message))
    send(response, to: source) { _ in }
  }

  /// Status and what follows it.
  private func zdoAnswer(_ message: EtherMessage) -> [UInt8] {
    let own = bigEndian(shortAddress).reversed()
    let long = bigEndian(eui64).reversed()
    switch message.cluster {
    case 0x0000, 0x0001: return [0x00] + long + own
    // A Digi router at 2.4 GHz, manufacturer 101E.
    case 0x0002: return [0x00] + own + [1, 0x40, 0x8E, 0x1E, 0x10, 82, 82, 0, 0, 0x2A, 82, 0, 0]
    case 0x0005: return [0x00] + own + [UInt8(Self.ownEndpoints.count)] + Self.ownEndpoints
    case 0x0004: return [0x83] + own + [0]
    case 0x0006: return [0x00] + own + [0]
    case 0x0034:
      leaveLater()
      return [0x00]
    case 0x0036:
      permitJoining(seconds: message.payload.dropFirst().first ?? 0)
      return [0x00]
    default: return [0x84]
    }
  }

  /// Leaves once its answer is on the air, then looks for a network again.
  private func leaveLater() {
    later(milliseconds: 2 * ether.faults.delayMilliseconds) { $0.disassociate() }
  }
}
