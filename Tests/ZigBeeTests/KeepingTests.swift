// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities
import Testing
import ZigBee

private let own: [UInt8] = [8, 7, 6, 5, 4, 3, 2, 1]
private let gateway: [UInt8] = [0x18, 0x17, 0x16, 0x15, 0x14, 0x13, 0x12, 0x11]

/// Requirement 13 of the facts: the table is never silently empty.
@Suite struct KeepingTests {
  /// A device that a gateway's endpoints are bound to.
  private static func bound(_ endpoints: ClosedRange<UInt8>) -> ZigBeeDevice {
    var device = ZigBeeDevice.joined()
    for endpoint in endpoints {
      _ = device.reply(.zdo(0x0021, [7] + own + [1, 0x02, 0x07, 3] + gateway + [endpoint]))
    }
    return device
  }

  private static func restored(_ kept: [UInt8]) -> (device: ZigBeeDevice, isRestored: Bool) {
    var device = ZigBeeDevice(identity: DeviceIdentity())
    let isRestored = device.restore(kept.span)
    device.joined(shortAddress: 0x1234, eui64: 0x0102_0304_0506_0708, payloadBytesMax: 84)
    while device.tick(at: Moment(.zero), values: MeterValues()) != nil {}
    return (device, isRestored)
  }

  private static func bytes(_ kept: ZigBeeDevice.Kept) -> [UInt8] {
    (0..<kept.count).map { kept[$0] }
  }

  @Test("Bindings outlive a power cut, all 16 of them", arguments: [1, 2, 16] as [UInt8])
  func bindings(count: UInt8) {
    var before = Self.bound(1...count)
    let kept = Self.bytes(before.kept)
    var (after, isRestored) = Self.restored(kept)
    #expect(isRestored)
    for start in stride(from: UInt8(0), through: count, by: 3) {
      let expected = before.reply(.zdo(0x0033, [9, start]))
      #expect(after.reply(.zdo(0x0033, [9, start])) == expected)
    }
    let report = after.tick(at: Moment(.seconds(1)), values: MeterValues(.some))
    #expect(report?.peerEUI64 == 0x1112_1314_1516_1718)
  }

  @Test("That everything was unbound outlives it too: the coordinator has no reports again")
  func unbound() {
    var before = Self.bound(1...1)
    _ = before.reply(.zdo(0x0022, [7] + own + [1, 0x02, 0x07, 3] + gateway + [1]))
    var (after, _) = Self.restored(Self.bytes(before.kept))
    let report = after.next(at: 1, .some)
    #expect(report == nil)
  }

  @Test("What is kept has one length, below its limit")
  func length() {
    let none = ZigBeeDevice(identity: DeviceIdentity()).kept
    #expect(none.count == Self.bound(1...16).kept.count)
    #expect(none.count <= ZigBeeDevice.keptBytesMax)
  }

  @Test("Bytes of another version, cut short or too long, restore nothing")
  func refused() {
    let kept = Self.bytes(Self.bound(1...3).kept)
    for bytes in [[], Array(kept.dropLast()), kept + [0], [2] + kept.dropFirst()] as [[UInt8]] {
      var (device, isRestored) = Self.restored(bytes)
      #expect(!isRestored)
      #expect(device.reply(.zdo(0x0033, [9, 0])) == [9, 0, 0, 0, 0])
    }
  }

  @Test("More bindings than the table holds are cut off, whatever the count says")
  func absurd() {
    var kept = Self.bytes(Self.bound(1...16).kept)
    kept[2] = 0xFF
    var (device, isRestored) = Self.restored(kept)
    #expect(isRestored)
    #expect(device.reply(.zdo(0x0033, [9, 0]))?.prefix(3) == [9, 0, 16])
  }
}
