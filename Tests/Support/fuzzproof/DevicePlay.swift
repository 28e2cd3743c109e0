// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities
import ZigBee

/// What the messages of a run are for.
enum Target {
  /// Any endpoint, profile and cluster.
  case anything
  /// The device objects.
  case deviceObjects
  /// Commands that all clusters have, of each cluster in turn.
  case foundation
  /// Any frame of one cluster.
  case cluster(UInt16)
}

/// A meter that is sent messages and lets time pass as the input says.
struct DevicePlay {
  /// Messages one tick may lead to; more is a loop without end.
  private static let messagesPerTickMax = 64
  private static let shortAddress: UInt16 = 0x1234

  private let target: Target
  private var device: ZigBeeDevice
  private var values = MeterValues()
  private var payloadBytesMax = 84
  private var now = Instant(nanoseconds: 0)
  private var hasClock = false
  private var hasRestored = false
  /// Identify Query Response and Price Acknowledgement.
  private static let answersBroadcasts: [UInt16] = [0x0003, 0x0700]

  init(_ target: Target, _ source: inout ByteSource) {
    self.target = target
    device = ZigBeeDevice(identity: DeviceIdentity())
    let start = source.byte()
    hasClock = start & 1 != 0
    if start & 2 != 0 { values = MeterValues(seed: UInt64(source.word())) }
    if start & 4 != 0 { restore(&source) }
    join()
    tick()
  }

  /// One message, or some time, or a change of the network.
  mutating func step(_ source: inout ByteSource) {
    let control = source.byte()
    switch control & 0x0F {
    case 0...10: receive(control, &source)
    case 11: pass(milliseconds: UInt64(source.byte()) * 100)
    case 12: pass(milliseconds: UInt64(source.word()) * 60_000)
    case 13:
      payloadBytesMax = Int(source.byte())
      join()
    case 14:
      device.left()
      tick()
      // Once a play: it takes as long as a hundred messages.
      if control >> 4 == 0, !hasRestored { loseAndRestore() }
      join()
    default:
      device.ended(control, .lookUpAgain, at: now)
      device.staged(.failed, at: moment)
      values = MeterValues(seed: UInt64(source.word()))
    }
    tick()
    carryOutEffects(isStagedRight: control & 0x10 == 0)
  }

  /// Reads a staged image back, right or wrong.
  private mutating func carryOutEffects(isStagedRight: Bool) {
    while let effect = device.nextEffect() {
      if case .upgrade(.settle(let offset)) = effect, isStagedRight {
        device.staged(.safe(offset: offset), at: moment)
      }
      guard case .upgrade(.complete(_, let version)) = effect else { continue }
      device.staged(
        isStagedRight ? .right(version: version) : .wrong(version: version), at: moment)
    }
  }

  /// Takes back what some other device, or damage, left in the store.
  private mutating func restore(_ source: inout ByteSource) {
    var bytes = Array(repeating: UInt8(0), count: device.kept.count)
    bytes[0] = device.kept[0]
    for index in bytes.indices.dropFirst() { bytes[index] = source.byte() }
    precondition(device.restore(bytes.span), "the right version and length are refused")
  }

  /// Two power cuts: what is kept after the first is kept unchanged after the second.
  private mutating func loseAndRestore() {
    hasRestored = true
    restoreAnew()
    let kept = device.kept
    restoreAnew()
    let again = device.kept
    precondition(kept.count == again.count, "what was kept changed its length")
    for index in 0..<kept.count {
      precondition(kept[index] == again[index], "what was kept changed")
    }
  }

  private mutating func restoreAnew() {
    let kept = device.kept
    device = ZigBeeDevice(identity: DeviceIdentity())
    precondition(device.restore(kept.span), "what was kept is not taken back")
  }

  private mutating func join() {
    device.joined(
      shortAddress: Self.shortAddress, eui64: 0x0102_0304_0506_0708,
      payloadBytesMax: payloadBytesMax)
  }

  private mutating func pass(milliseconds: UInt64) {
    now = now.adding(milliseconds: milliseconds)
  }

  private var moment: Moment {
    // 2026-01-01T00:00:00Z.
    let utc = 1_767_225_600_000 + Int64(now.nanoseconds / 1_000_000)
    return Moment(now, utc: hasClock ? UTC(milliseconds: utc) : nil)
  }

  private mutating func tick() {
    var count = 0
    while let message = device.tick(at: moment, values: values) {
      check(message)
      if message.isAssured { device.sent(message, as: UInt8(truncatingIfNeeded: count) | 0x0F) }
      count += 1
      precondition(count < Self.messagesPerTickMax, "a tick without end")
    }
  }

  private mutating func receive(_ control: UInt8, _ source: inout ByteSource) {
    let message = message(control, &source)
    guard let reply = device.received(message, at: moment, values: values) else { return }
    check(reply)
    precondition(reply.peer == message.peer, "a reply to somebody else")
    precondition(reply.peerEndpoint == message.peerEndpoint, "a reply to another endpoint")
    let isOfCluster = reply.payload[0] & 0x03 == 1
    let mayAnswerAll =
      reply.profile == 0 || isOfCluster && Self.answersBroadcasts.contains(reply.cluster)
    precondition(!message.isBroadcast || mayAnswerAll, "a broadcast was answered")
  }

  /// A frame has at least the sequence and the command, and fits the network.
  private func check(_ message: ApplicationMessage) {
    precondition(message.payload.count >= 2, "a frame without a header")
    let isLong = message.payload.count > max(payloadBytesMax, 0)
    precondition(!isLong || payloadBytesMax < 82, "a frame longer than the network takes")
  }

  private func message(_ control: UInt8, _ source: inout ByteSource) -> ApplicationMessage {
    var message = addressed(&source)
    message.isBroadcast = control & 0x10 != 0
    message.isAPSEncrypted = control & 0x20 != 0
    if control & 0x40 != 0 { message.peerEUI64 = 0x0013_A200_0000_0000 | UInt64(message.peer) }
    let length = Int(source.byte())
    for (index, byte) in source.bytes(length).enumerated() {
      let isGlobal = index == 0 && isFoundation
      message.payload.append(isGlobal ? byte & ~0x03 : byte)
    }
    return message
  }

  private var isFoundation: Bool { if case .foundation = target { true } else { false } }

  private func addressed(_ source: inout ByteSource) -> ApplicationMessage {
    switch target {
    case .anything:
      return ApplicationMessage(
        peer: source.word(), endpoints: (own: source.byte(), peer: source.byte()),
        cluster: source.word(), profile: source.word())
    case .deviceObjects:
      return ApplicationMessage(
        peer: UInt16(source.byte()), endpoints: (own: 0, peer: 0), cluster: source.word(),
        profile: 0)
    case .foundation:
      let clusters = Parser.clusters
      return zcl(clusters[Int(source.byte()) % clusters.count], peer: source.byte())
    case .cluster(let cluster):
      return zcl(cluster, peer: source.byte())
    }
  }

  private func zcl(_ cluster: UInt16, peer: UInt8) -> ApplicationMessage {
    ApplicationMessage(
      peer: UInt16(peer), endpoints: (own: MeterEndpoint.number, peer: 1), cluster: cluster,
      profile: 0x0104)
  }
}
