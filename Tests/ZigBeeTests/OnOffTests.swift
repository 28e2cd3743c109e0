// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities
import Testing
import ZigBee

/// Requirement 17 of the facts: nobody switches a house off by switching off all lamps.
@Suite struct OnOffTests {
  private static func values(isOn: Bool? = true, isArmed: Bool = true) -> MeterValues {
    var values = MeterValues()
    values.isSupplyOn = isOn
    values.isSupplyArmed = isArmed
    return values
  }

  /// What a command leads to: the status told back, and what is asked of the relay.
  private static func outcome(
    _ command: UInt8, _ values: MeterValues, _ change: (inout ApplicationMessage) -> Void = { _ in }
  ) -> (status: UInt8?, asked: Bool?, refusal: SupplyRefusal?) {
    var device = ZigBeeDevice.joined()
    var message = ApplicationMessage.zcl(0x0006, [0x01, 7, command])
    message.peer = 0x4711
    change(&message)
    let reply = device.received(message, at: Moment(.zero), values: values)
    let status = reply.map { Array($0.payload)[4] }
    switch device.nextEffect() {
    case .switchSupply(let isOn, let origin):
      #expect(origin.peer == 0x4711)
      return (status, isOn, nil)
    case .refusedSupply(_, let origin, let refusal):
      #expect(origin.peer == 0x4711)
      return (status, nil, refusal)
    default: return (status, nil, nil)
    }
  }

  // swift-format-ignore
  static let commands: [(rule: String, command: UInt8, isOn: Bool, asked: Bool)] = [
    ("Off opens", 0x00, true, false),
    ("On closes", 0x01, false, true),
    ("Toggle opens what is closed", 0x02, true, false),
    ("Toggle closes what is open", 0x02, false, true),
  ]

  @Test("A command to this device alone drives the relay", arguments: 0..<4)
  func drives(row: Int) {
    let (rule, command, isOn, asked) = Self.commands[row]
    let outcome = Self.outcome(command, Self.values(isOn: isOn))
    #expect(outcome == (0x00, asked, nil), "\(rule)")
  }

  @Test("A broadcast is refused without an answer, what may be for a group with one")
  func broadcast() {
    let broadcast = Self.outcome(0x00, Self.values()) { $0.isBroadcast = true }
    #expect(broadcast == (nil, nil, .broadcast))
    let group = Self.outcome(0x00, Self.values()) { $0.mayBeGroupcast = true }
    #expect(group == (0x7E, nil, .broadcast))
  }

  @Test("Not armed, or not under the link key where that is needed: not authorized")
  func policies() {
    #expect(Self.outcome(0x01, Self.values(isArmed: false)) == (0x7E, nil, .notArmed))
    var values = Self.values()
    values.supplyNeedsLinkKey = true
    #expect(Self.outcome(0x01, values) == (0x7E, nil, .notEncrypted))
    #expect(Self.outcome(0x01, values) { $0.isAPSEncrypted = true } == (0x00, true, nil))
  }

  @Test("Without a relay, or without its contact, nothing is switched and nothing told")
  func notFitted() {
    for command in UInt8(0)...2 {
      #expect(Self.outcome(command, Self.values(isOn: nil)) == (0x01, nil, .notFitted))
    }
    var device = ZigBeeDevice.joined()
    #expect(
      device.reply(.zcl(0x0006, [0x00, 7, 0x00, 0x00, 0x00]))
        == [0x18, 7, 0x01, 0x00, 0x00, 0x86])
  }

  @Test("Commands with effects and timers are not supported", arguments: [0x40, 0x41, 0x42, 0x03])
  func unsupported(command: UInt8) {
    #expect(Self.outcome(command, Self.values()) == (0x81, nil, nil))
  }

  @Test("OnOff tells what the contact says")
  func contact() {
    for (isOn, byte) in [(true, 1), (false, 0)] as [(Bool, UInt8)] {
      var device = ZigBeeDevice.joined()
      let reply = device.received(
        .zcl(0x0006, [0x00, 7, 0x00, 0x00, 0x00]), at: Moment(.zero),
        values: Self.values(isOn: isOn))
      #expect(
        reply.map { Array($0.payload) } == [0x18, 7, 0x01, 0x00, 0x00, 0x00, 0x10, byte])
    }
  }

  /// What a device with that StartUpOnOff asks of the relay once it knows the contact.
  private static func startUp(_ kept: ZigBeeDevice.Kept, isOn: Bool) -> Bool? {
    var device = ZigBeeDevice(identity: DeviceIdentity())
    let isRestored = device.restore(kept.span)
    #expect(isRestored)
    device.joined(shortAddress: 1, eui64: 2, payloadBytesMax: 84)
    while device.tick(at: Moment(.seconds(1)), values: values(isOn: isOn)) != nil {}
    var asked: Bool?
    while let effect = device.nextEffect() {
      if case .switchSupply(let isOn, let origin) = effect {
        #expect(origin == .startUp)
        #expect(asked == nil, "once")
        asked = isOn
      }
    }
    return asked
  }

  // swift-format-ignore
  /// Source: [ZCL] 3.8.2.2.6 StartUpOnOff.
  static let startUps: [(written: UInt8, whileOn: Bool?, whileOff: Bool?)] = [
    (0x00, false, false), (0x01, true, true), (0x02, false, true), (0xFF, nil, nil),
  ]
}

extension OnOffTests {
  @Test("StartUpOnOff is kept through a power cut and followed once", arguments: 0..<4)
  func startUpOnOff(row: Int) {
    let (written, whileOn, whileOff) = Self.startUps[row]
    var device = ZigBeeDevice.joined()
    #expect(
      device.reply(.zcl(0x0006, [0x00, 7, 0x02, 0x03, 0x40, 0x30, written]))
        == [0x18, 7, 0x04, 0x00])
    #expect(
      device.reply(.zcl(0x0006, [0x00, 7, 0x00, 0x03, 0x40]))
        == [0x18, 7, 0x01, 0x03, 0x40, 0x00, 0x30, written])
    let kept = device.kept
    #expect(Self.startUp(kept, isOn: true) == whileOn)
    #expect(Self.startUp(kept, isOn: false) == whileOff)
  }

  @Test("Another StartUpOnOff is an invalid value", arguments: [0x03, 0xFE] as [UInt8])
  func invalid(written: UInt8) {
    var device = ZigBeeDevice.joined()
    #expect(
      device.reply(.zcl(0x0006, [0x00, 7, 0x02, 0x03, 0x40, 0x30, written]))
        == [0x18, 7, 0x04, 0x87, 0x03, 0x40])
  }
}
