// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities
import Testing
import ZigBee

/// Those that the relay and the electrical values show.
@Suite struct RelayRequirementsTests {
  /// What the meter is wanted to do with its relay, in words.
  private static func effects(_ device: inout ZigBeeDevice) -> [String] {
    var words: [String] = []
    while let effect = device.nextEffect() {
      switch effect {
      case .switchSupply(let isOn, let origin):
        words.append("\(isOn ? "on" : "off") by \(origin.peer)")
      case .refusedSupply(_, let origin, let refusal):
        words.append("refused \(refusal) by \(origin.peer)")
      default: break
      }
    }
    return words
  }

  private static func closed(isArmed: Bool = true) -> MeterValues {
    var values = MeterValues()
    values.isSupplyOn = true
    values.isSupplyArmed = isArmed
    return values
  }

  private static func off(_ change: (inout ApplicationMessage) -> Void = { _ in })
    -> ApplicationMessage
  {
    var message = ApplicationMessage.zcl(0x0006, [0x01, 7, 0x00])
    message.peer = 0x5678
    change(&message)
    return message
  }

  @Test(
    "9: a current above 65.5 A is told, in hundredths",
    arguments: [
      (65_540, [0, 0x21, 0x9A, 0x19]), (100_004, [0, 0x21, 0x10, 0x27]),
      (655_340, [0, 0x21, 0xFE, 0xFF]), (655_350, [0x86]),
    ] as [(UInt64, [UInt8])])
  func current(milliamperes: UInt64, record: [UInt8]) {
    var values = MeterValues()
    values.electrical.rmsCurrent_mA = milliamperes
    var device = ZigBeeDevice.joined()
    let message = ApplicationMessage.zcl(0x0B04, [0x00, 0x01, 0x00, 0x08, 0x05])
    let reply = device.received(message, at: Moment(.zero), values: values)
    #expect(reply.map { Array(Array($0.payload).dropFirst(5)) } == record)
  }

  @Test("17: the supply relay hears a command to itself, and says who gave it")
  func relay() {
    var device = ZigBeeDevice.joined()
    _ = Self.effects(&device)
    let reply = device.received(Self.off(), at: Moment(.zero), values: Self.closed())
    #expect(reply.map { Array($0.payload) } == [0x18, 7, 0x0B, 0x00, 0x00])
    #expect(Self.effects(&device) == ["off by \(0x5678)"])
  }

  @Test("17: the supply relay ignores a broadcast and a group, and says who sent it")
  func groups() {
    for change in [{ $0.isBroadcast = true }, { $0.mayBeGroupcast = true }]
      as [(inout ApplicationMessage) -> Void]
    {
      var device = ZigBeeDevice.joined()
      _ = device.received(Self.off(change), at: Moment(.zero), values: Self.closed())
      #expect(Self.effects(&device) == ["refused broadcast by \(0x5678)"])
    }
  }

  @Test("17: a relay that is not armed refuses")
  func unarmed() {
    var device = ZigBeeDevice.joined()
    let reply = device.received(Self.off(), at: Moment(.zero), values: Self.closed(isArmed: false))
    #expect(reply.map { Array($0.payload) } == [0x18, 7, 0x0B, 0x00, 0x7E])
    #expect(Self.effects(&device) == ["refused notArmed by \(0x5678)"])
  }

  @Test("17: how the relay starts outlives a power cut, and an unarmed one keeps it")
  func startUp() {
    var device = ZigBeeDevice.joined()
    let read = ApplicationMessage.zcl(0x0006, [0x00, 7, 0x00, 0x03, 0x40])
    func record(_ device: inout ZigBeeDevice) -> [UInt8]? {
      device.reply(read).map { Array($0.dropFirst(5)) }
    }
    #expect(record(&device) == [0, 0x30, 0xFF])
    #expect(device.write(0x0006, 0x4003, .unsigned(1), Self.closed()) == .success)
    #expect(device.write(0x0006, 0x4003, .unsigned(3), Self.closed()) == .invalidValue)
    #expect(
      device.write(0x0006, 0x4003, .unsigned(0), Self.closed(isArmed: false)) == .notAuthorized)
    var keyed = Self.closed()
    keyed.supplyNeedsLinkKey = true
    #expect(device.write(0x0006, 0x4003, .unsigned(0), keyed) == .notAuthorized)
    let kept = device.kept
    var after = ZigBeeDevice(identity: DeviceIdentity())
    let isRestored = after.restore(kept.span)
    #expect(isRestored)
    after.joined(shortAddress: 0x1234, eui64: 1, payloadBytesMax: 84)
    #expect(record(&after) == [0, 0x30, 0x01])
  }

  @Test("19: tiers and received energy are there to be shown", arguments: 0..<8)
  func tiers(tier: Int) {
    var values = MeterValues()
    values.metering.tierDelivered_Wh[tier] = 1_337
    values.metering.tierReceived_Wh[tier] = 42
    var device = ZigBeeDevice.joined()
    let id = UInt8(2 * tier)
    let message = ApplicationMessage.zcl(0x0702, [0x00, 1, 0x00, id, 1, id + 1, 1])
    let reply = device.received(message, at: Moment(.zero), values: values)
    #expect(
      reply.map { Array(Array($0.payload).dropFirst(3)) } == [
        id, 1, 0, 0x25, 0x39, 0x05, 0, 0, 0, 0, id + 1, 1, 0, 0x25, 0x2A, 0, 0, 0, 0, 0,
      ])
  }
}
