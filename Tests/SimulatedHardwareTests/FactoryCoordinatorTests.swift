// SPDX-License-Identifier: Apache-2.0

import HardwareInterface
import Quantities
import SimulatedHardware
import Testing

@Suite("A factory-new coordinator")
struct FactoryCoordinatorTests {
  /// Frames of at most 127 bytes without a byte that is escaped.
  private static func wire(_ type: UInt8, _ name: String, _ value: [UInt8] = []) -> [UInt8] {
    let content = [type, 0x01] + Array(name.utf8) + value
    return [0x7E, 0, UInt8(content.count)] + content
      + [0xFF &- content.reduce(UInt8(0), &+)]
  }

  private static func answer(_ name: String, _ value: [UInt8] = []) -> [UInt8] {
    let content = [0x88, 0x01] + Array(name.utf8) + [0] + value
    return [0x7E, 0, UInt8(content.count)] + content
      + [0xFF &- content.reduce(UInt8(0), &+)]
  }

  @Test("Its network has no security, no stack profile and no name: zigpy forms another")
  func unformed() {
    let ether = Ether(seed: 1)
    let module = ether.addFactoryCoordinator(eui64: 1)
    defer { withExtendedLifetime(ether) {} }
    for name in ["EE", "EO", "ZS"] {
      module.push(Self.wire(0x08, name))
      #expect(module.pull() == Self.answer(name, [0]), "\(name)")
    }
    #expect(module.parameter("ID") == 0)
  }

  @Test("Queued as zigpy-xbee does, ID, mask and keys form the network that was asked for")
  func forms() {
    let ether = Ether(seed: 1)
    let module = ether.addFactoryCoordinator(eui64: 1)
    let wanted: [UInt8] = [0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08]
    let queued: [(String, [UInt8])] = [
      ("ID", wanted), ("ZS", [2]), ("SC", [0x02, 0x00]), ("EE", [1]), ("EO", [2]),
      ("NK", [UInt8](repeating: 0x42, count: 16)), ("KY", Array("ZigBeeAlliance09".utf8)),
      ("NJ", [0]), ("SP", [0x03, 0x00]), ("SN", [0x02, 0x9B]), ("CE", [1]),
    ]
    for (name, value) in queued { module.push(Self.wire(0x09, name, value)) }
    module.push(Self.wire(0x08, "WR"))
    ether.advance(to: .zero.adding(milliseconds: 3_000))
    // 0x8A 06: the coordinator started. zigpy-xbee waits for it.
    let started: [UInt8] = [0x7E, 0, 2, 0x8A, 0x06, 0x6F]
    #expect(Array(module.pull().suffix(started.count)) == started)
    #expect(module.isJoined)
    #expect(ether.extendedPAN == 0x0102_0304_0506_0708)
    // Bit 9 of the mask is channel 20.
    #expect(ether.channel == 20)
  }
}
