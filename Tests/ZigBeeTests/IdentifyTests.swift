// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities
import Testing
import ZigBee

@Suite struct IdentifyTests {
  private static func command(_ bytes: [UInt8]) -> ApplicationMessage { .zcl(0x0003, bytes) }

  /// Seconds that the display is asked to blink, nil for nothing asked.
  private static func blinking(_ device: inout ZigBeeDevice) -> UInt16? {
    if case .identify(let seconds) = device.nextEffect() { return seconds }
    return nil
  }

  @Test("Identify blinks so long, counts down, and answers a query while it does")
  func identify() {
    var device = ZigBeeDevice.joined()
    #expect(device.reply(Self.command([0x01, 7, 0x00, 10, 0])) == [0x18, 7, 0x0B, 0x00, 0x00])
    #expect(Self.blinking(&device) == 10)
    #expect(device.reply(Self.command([0x01, 8, 0x01])) == [0x19, 8, 0x00, 10, 0])
    _ = device.next(at: 4, MeteringValues())
    #expect(device.reply(Self.command([0x01, 9, 0x01])) == [0x19, 9, 0x00, 6, 0])
    #expect(
      device.reply(Self.command([0x00, 3, 0x00, 0x00, 0x00]))
        == [0x18, 3, 0x01, 0x00, 0x00, 0x00, 0x21, 6, 0])
    _ = device.next(at: 10, MeteringValues())
    #expect(device.reply(Self.command([0x01, 9, 0x01])) == [0x18, 9, 0x0B, 0x01, 0x00])
  }

  @Test("Identify of 0 seconds ends it")
  func ends() {
    var device = ZigBeeDevice.joined()
    _ = device.reply(Self.command([0x01, 7, 0x00, 10, 0]))
    _ = Self.blinking(&device)
    _ = device.reply(Self.command([0x01, 7, 0x00, 0, 0]))
    #expect(Self.blinking(&device) == 0)
    #expect(device.reply(Self.command([0x11, 9, 0x01])) == nil)
  }

  // swift-format-ignore
  /// Source: [ZCL] 3.5.2.3.3 Trigger Effect.
  static let effects: [(effect: UInt8, seconds: UInt16?, status: UInt8)] = [
    (0x00, 1, 0x00), (0x01, 15, 0x00), (0x02, 1, 0x00), (0x0B, 8, 0x00), (0xFE, 0, 0x00),
    (0xFF, 0, 0x00), (0x03, nil, 0x85),
  ]

  @Test("Effects are as long as those of a lamp, unknown ones are refused", arguments: 0..<7)
  func effect(row: Int) {
    let (effect, seconds, status) = Self.effects[row]
    var device = ZigBeeDevice.joined()
    #expect(
      device.reply(Self.command([0x01, 7, 0x40, effect, 0])) == [0x18, 7, 0x0B, 0x40, status])
    #expect(Self.blinking(&device) == seconds)
  }

  @Test("Commands cut short are malformed", arguments: [[0x00], [0x00, 5], [0x40], [0x40, 0]])
  func short(command: [UInt8]) {
    var device = ZigBeeDevice.joined()
    #expect(
      device.reply(Self.command([0x01, 7] + command)) == [0x18, 7, 0x0B, command[0], 0x80])
    #expect(Self.blinking(&device) == nil)
  }
}
