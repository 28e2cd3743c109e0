// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities
import ZigBee

/// A gateway that is sent messages and lets time pass as the input says.
struct CoordinatorPlay {
  /// Messages one tick, and readings one message, may lead to; more is a loop without end.
  private static let perStepMax = 256

  private var coordinator = Coordinator()
  private var now = Instant(nanoseconds: 0)

  mutating func step(_ source: inout ByteSource) {
    let control = source.byte()
    if control & 0x07 == 7 {
      now = now.adding(milliseconds: UInt64(source.word()) * 10)
    } else {
      receive(control, &source)
    }
    var count = 0
    while coordinator.tick(at: now) != nil {
      count += 1
      precondition(count < Self.perStepMax, "a tick without end")
    }
  }

  private mutating func receive(_ control: UInt8, _ source: inout ByteSource) {
    let isZDO = control & 0x08 != 0
    let endpoint: UInt8 = isZDO ? 0 : 1
    var message = ApplicationMessage(
      peer: UInt16(source.byte()), endpoints: (own: endpoint, peer: endpoint),
      cluster: source.word(), profile: isZDO ? 0 : 0x0104)
    message.isBroadcast = control & 0x10 != 0
    if control & 0x20 != 0 { message.peerEUI64 = UInt64(message.peer) }
    for byte in source.bytes(Int(source.byte())) { message.payload.append(byte) }
    _ = coordinator.received(message, at: now)
    var count = 0
    while coordinator.nextReading() != nil {
      count += 1
      precondition(count < Self.perStepMax, "readings without end")
    }
  }
}
