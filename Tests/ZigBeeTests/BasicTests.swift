// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities
import Testing
import ZigBee

@Suite struct BasicTests {
  private static func text(_ string: String) -> AttributeValue {
    var text = AttributeValue.Text()
    for byte in string.utf8 { text.append(byte) }
    return .text(text)
  }

  private static func read(_ id: UInt8, _ device: inout ZigBeeDevice) -> [UInt8]? {
    device.reply(.zcl(0x0000, [0x00, 0x01, 0x00, id, 0x00]))
  }

  /// A device with a location and an environment that somebody wrote.
  private static func placed() -> ZigBeeDevice {
    var device = ZigBeeDevice.joined()
    #expect(device.write(0x0000, 0x0010, text("Cellar")) == .success)
    #expect(device.write(0x0000, 0x0011, .unsigned(0x02)) == .success)
    return device
  }

  @Test("The serial number is the meter's, and 86 while nobody knows it")
  func serialNumber() {
    var device = ZigBeeDevice.joined()
    #expect(Self.read(0x0D, &device) == [0x18, 1, 1, 0x0D, 0, 0, 0x42, 8] + Array("LM000042".utf8))
    var unknown = ZigBeeDevice(identity: DeviceIdentity())
    unknown.joined(shortAddress: 1, eui64: 1, payloadBytesMax: 84)
    #expect(Self.read(0x0D, &unknown) == [0x18, 1, 1, 0x0D, 0, 0x86])
  }

  @Test("What is written about the place is read again, also after a power cut")
  func place() {
    var device = Self.placed()
    let location: [UInt8] = [0x18, 1, 1, 0x10, 0, 0, 0x42, 6] + Array("Cellar".utf8)
    #expect(Self.read(0x10, &device) == location)
    #expect(Self.read(0x11, &device) == [0x18, 1, 1, 0x11, 0, 0, 0x30, 0x02])
    let kept = device.kept
    var after = ZigBeeDevice(identity: DeviceIdentity())
    let isRestored = after.restore(kept.span)
    #expect(isRestored)
    after.joined(shortAddress: 1, eui64: 1, payloadBytesMax: 84)
    #expect(Self.read(0x10, &after) == location)
    #expect(Self.read(0x11, &after) == [0x18, 1, 1, 0x11, 0, 0, 0x30, 0x02])
  }

  @Test("A value out of range is refused, an attribute that only reads too")
  func refused() {
    var device = Self.placed()
    #expect(device.write(0x0000, 0x0010, Self.text("sixteen bytes ok")) == .success)
    #expect(device.write(0x0000, 0x0010, Self.text("seventeen bytes !")) == .invalidValue)
    #expect(device.write(0x0000, 0x0011, .unsigned(0x7F)) == .success)
    #expect(device.write(0x0000, 0x0011, .unsigned(0x80)) == .invalidValue)
    #expect(device.write(0x0000, 0x0004, Self.text("Other")) == .readOnly)
    #expect(device.write(0x0000, 0x0099, .unsigned(0)) == .unsupportedAttribute)
  }

  @Test("Reset to factory defaults forgets what was written and lets the meter know")
  func reset() {
    var device = Self.placed()
    #expect(device.reply(.zcl(0x0000, [0x01, 5, 0x00])) == [0x18, 5, 0x0B, 0x00, 0x00])
    #expect(Self.read(0x10, &device) == [0x18, 1, 1, 0x10, 0, 0, 0x42, 0])
    #expect(Self.read(0x11, &device) == [0x18, 1, 1, 0x11, 0, 0, 0x30, 0])
    var isTold = false
    while let effect = device.nextEffect() { if case .factoryDefaults = effect { isTold = true } }
    #expect(isTold)
  }

  @Test("A reset that came to all devices is no reset")
  func broadcastReset() {
    var device = Self.placed()
    var message = ApplicationMessage.zcl(0x0000, [0x01, 5, 0x00])
    message.isBroadcast = true
    #expect(device.reply(message) == nil)
    #expect(Self.read(0x11, &device) == [0x18, 1, 1, 0x11, 0, 0, 0x30, 0x02])
  }

  @Test("Energy told stays told after a reset: no register is an attribute to reset")
  func energy() {
    var device = ZigBeeDevice.joined()
    let request = ApplicationMessage.zcl(0x0702, [0x00, 0x01, 0x00, 0x00, 0x00])
    let before = device.reply(request)
    _ = device.reply(.zcl(0x0000, [0x01, 5, 0x00]))
    #expect(device.reply(request) == before)
  }
}
