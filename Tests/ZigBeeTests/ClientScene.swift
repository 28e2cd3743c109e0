// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities
import ZigBee

/// A meter in a network, seen from the servers that its clients ask. It has just announced itself.
struct ClientScene {
  /// Whether staged bytes are safe as soon as they are given out.
  var isStoreQuick = true
  private var gathered: [String] = []

  /// Unit: seconds since 2000 at second 0 where the meter has a clock: 2026-01-24T03:58:56Z.
  static let clock: UInt32 = 0x3107_0000

  var device: ZigBeeDevice
  var seconds: UInt64 = 0
  /// Unit: seconds since 2000 at second 0; nil for a meter without a clock.
  var utc: UInt32?

  /// A meter with a place where the image of an upgrade can wait.
  static var identity: DeviceIdentity {
    var identity = DeviceIdentity()
    for byte in Array("LM000042".utf8) { identity.serialNumber.append(byte) }
    identity.stagesUpgrades = true
    return identity
  }

  init(utc: UInt32? = nil, device: ZigBeeDevice? = nil) {
    self.device = device ?? ZigBeeDevice(identity: Self.identity)
    self.utc = utc
    self.device.joined(
      shortAddress: 0x1234, eui64: 0x0102_0304_0506_0708, payloadBytesMax: 84)
    _ = self.device.tick(at: moment, values: MeterValues())
  }

  var moment: Moment {
    let known = utc.map { UTC(milliseconds: (Int64($0) + 946_684_800 + Int64(seconds)) * 1000) }
    return Moment(.seconds(seconds), utc: known)
  }

  /// What the meter sends now.
  mutating func messages() -> [ApplicationMessage] {
    var sent: [ApplicationMessage] = []
    while let message = device.tick(at: moment, values: MeterValues()) { sent.append(message) }
    return sent
  }

  /// What the clients of a cluster send now, without the sequence numbers.
  mutating func requests(of cluster: UInt16) -> [[UInt8]] {
    messages().filter { $0.cluster == cluster }.map {
      [$0.payload[0]] + Array($0.payload).dropFirst(2)
    }
  }

  /// When a request of this cluster that begins like this is sent, each second up to a last one.
  mutating func seconds(of cluster: UInt16, _ start: [UInt8], until last: UInt64) -> [UInt64] {
    var sent: [UInt64] = []
    while seconds <= last {
      if requests(of: cluster).contains(where: { $0.starts(with: start) }) { sent.append(seconds) }
      seconds += 1
    }
    return sent
  }

  /// The reply to a frame of the coordinator, nil for none.
  @discardableResult
  mutating func receive(_ cluster: UInt16, _ payload: [UInt8], isBroadcast: Bool = false)
    -> [UInt8]?
  {
    var message = ApplicationMessage.zcl(cluster, payload)
    message.isBroadcast = isBroadcast
    return device.received(message, at: moment, values: MeterValues()).map { Array($0.payload) }
  }

  /// A command of a server, with sequence 2A, that wants no default response on success.
  @discardableResult
  mutating func command(_ cluster: UInt16, _ command: UInt8, _ body: [UInt8]) -> [UInt8]? {
    receive(cluster, [0x19, 0x2A, command] + body)
  }

  /// What the meter must do since the last call, in words.
  mutating func effects() -> [String] {
    gatherEffects()
    defer { gathered = [] }
    return gathered
  }

  /// Takes what the meter must do; a quick store makes bytes safe at once.
  mutating func gatherEffects() {
    while let effect = device.nextEffect() {
      if isStoreQuick, case .upgrade(.settle(let offset)) = effect {
        device.staged(.safe(offset: offset), at: moment)
      } else {
        gathered.append(Self.words(effect))
      }
    }
  }

  private static func words(_ effect: DeviceEffect) -> String {
    switch effect {
    case .setClock(let utc): return "clock \(utc.milliseconds - 946_684_800_000) ms"
    case .price(nil): return "no price"
    case .price(let price?):
      let end = price.end.map { "\($0)" } ?? "changed"
      return "price \(price.price) tier \(price.tier) from \(price.start) until \(end)"
    case .shedLoad(let sheds): return sheds ? "shed" : "restore"
    case .showMessage(let text):
      let shown = String(decoding: (0..<text.text.count).map { text.text[$0] }, as: UTF8.self)
      return "show \(text.id) \(shown)"
    case .withdrawMessage: return "withdraw"
    case .upgrade(.begin(let size, let version)): return "begin \(size) version \(version)"
    case .upgrade(.write(let offset, let bytes)): return "write \(bytes.count) at \(offset)"
    case .upgrade(.settle(let offset)): return "settle \(offset)"
    case .upgrade(.complete(_, let version)): return "complete \(version)"
    case .upgrade(.abandon): return "abandon"
    case .upgradeRefused(let version, let isDamaged):
      return "refused \(version)\(isDamaged ? ", damaged" : "")"
    case .upgrade(.activate(let version)): return "activate \(version)"
    case .keepState: return "keep"
    default: return "other"
    }
  }
}

/// Four bytes, least significant first.
func bytes32(_ value: UInt32) -> [UInt8] {
  [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: value >> $0) }
}

/// Two bytes, least significant first.
func bytes16(_ value: UInt16) -> [UInt8] { [UInt8(value & 0xFF), UInt8(value >> 8)] }
