// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities
import RadioLink
import ZigBee
import ZigBeeRadio

/// An XBee driver at a serial line that says what the input says: noise, frames with a right
/// checksum, or answers to what the driver asked.
struct RadioPlay {
  /// Events one step may lead to; more is a loop without end.
  private static let eventsPerStepMax = 64

  private var radio = XBee3(role: .router)
  private var now = Instant(nanoseconds: 0)
  private var asked = APIFrameDecoder()

  mutating func step(_ source: inout ByteSource) {
    let control = source.byte()
    switch control & 0x07 {
    case 0: radio.receive(source.bytes(Int(source.byte())).span, at: now)
    case 1: receive(frame: Array(source.bytes(Int(source.byte()))))
    case 2: pass(milliseconds: UInt64(source.byte()) * 10)
    case 3: pass(milliseconds: UInt64(source.word()) * 10)
    case 4: send(&source)
    case 5: _ = radio.permitJoining(seconds: source.byte())
    default: answer(Array(source.bytes(Int(control >> 4))))
    }
    drain()
  }

  private mutating func pass(milliseconds: UInt64) {
    now = now.adding(milliseconds: milliseconds)
    radio.tick(at: now)
  }

  /// Delimiter, length, data and checksum, with what needs it escaped.
  private mutating func receive(frame content: [UInt8]) {
    let sum = content.reduce(UInt8(0), &+)
    let plain = [0, UInt8(content.count)] + content + [0xFF &- sum]
    var wire: [UInt8] = [0x7E]
    for byte in plain {
      if [0x7E, 0x7D, 0x11, 0x13].contains(byte) {
        wire += [0x7D, byte ^ 0x20]
      } else {
        wire.append(byte)
      }
    }
    radio.receive(wire.span, at: now)
  }

  /// Answers the AT command that the driver sent last: frame, command, good, value.
  private mutating func answer(_ value: [UInt8]) {
    radio.tick(at: now)
    for command in takeCommands() { receive(frame: [0x88] + command + [0] + value) }
  }

  /// Frame and name of each AT command in the output; all of the output must be good frames.
  private mutating func takeCommands() -> [[UInt8]] {
    var commands: [[UInt8]] = []
    var bytes = InlineArray<64, UInt8>(repeating: 0)
    while true {
      var span = bytes.mutableSpan
      let count = radio.takeOutput(into: &span)
      guard count > 0 else { return commands }
      for index in 0..<count where asked.receive(bytes[index]) {
        let content = asked.content
        guard content.count >= 4, content[0] == 0x08 else { continue }
        commands.append([content[1], content[2], content[3]])
      }
      precondition(asked.counts.badChecksum == 0 && asked.counts.stray == 0, "a bad frame sent")
    }
  }

  private mutating func send(_ source: inout ByteSource) {
    var message = RadioMessage()
    message.destination = source.word()
    message.cluster = source.word()
    message.isAPSEncrypted = source.byte() & 1 != 0
    for byte in source.bytes(Int(source.byte())) { message.payload.append(byte) }
    _ = try? radio.send(message, at: now)
  }

  private mutating func drain() {
    var count = 0
    while let event = radio.nextEvent() {
      if case .received(let message) = event { _ = ApplicationMessage(message) }
      count += 1
      precondition(count < Self.eventsPerStepMax, "events without end")
    }
  }
}
