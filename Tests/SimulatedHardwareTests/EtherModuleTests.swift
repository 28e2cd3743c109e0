// SPDX-License-Identifier: Apache-2.0

import HardwareInterface
import Quantities
import SimulatedHardware
import Testing

/// The data of the frames a module wrote, and frames to a module, by hand.
private func wire(_ content: [UInt8]) -> [UInt8] {
  let plain = [0, UInt8(content.count)] + content + [0xFF &- content.reduce(UInt8(0), &+)]
  return [0x7E]
    + plain.flatMap { [0x7E, 0x7D, 0x11, 0x13].contains($0) ? [0x7D, $0 ^ 0x20] : [$0] }
}

private func at(_ name: String, _ value: [UInt8] = []) -> [UInt8] {
  wire([0x08, 0x01] + Array(name.utf8) + value)
}

private func answer(_ name: String, _ status: UInt8, _ value: [UInt8] = []) -> [UInt8] {
  wire([0x88, 0x01] + Array(name.utf8) + [status] + value)
}

/// A joined pair: the router's address is known, nothing is waiting.
private func pair() -> (ether: Ether, coordinator: EtherModule, router: EtherModule) {
  let ether = Ether(seed: 3)
  let coordinator = ether.addCoordinator(eui64: 1)
  let router = ether.addRouter(eui64: 2)
  coordinator.permitJoining(seconds: 60)
  for (name, value) in [("ZS", 2), ("EE", 1), ("EO", 2), ("AO", 1)] as [(String, UInt8)] {
    router.push(at(name, [value]))
  }
  coordinator.push(at("AO", [1]))
  router.push(at("KY", Array("ZigBeeAlliance09".utf8)))
  ether.advance(to: .zero.adding(milliseconds: 5_000))
  _ = coordinator.pull()
  _ = router.pull()
  return (ether, coordinator, router)
}

@Suite struct EtherModuleTests {
  @Test("A formed coordinator answers as zigpy needs it: AI 0, EE 1, EO 2, ZS 2, MY 0")
  func coordinatorRegisters() {
    let ether = Ether(seed: 1)
    let module = ether.addCoordinator(eui64: 0x0013_A200_4052_2BAA)
    let cases: [(String, [UInt8])] = [
      ("AP", [2]), ("MY", [0, 0]), ("SH", [0x00, 0x13, 0xA2, 0x00]),
      ("SL", [0x40, 0x52, 0x2B, 0xAA]), ("CE", [1]), ("OI", [0x1A, 0x62]),
      ("ID", [UInt8](repeating: 0xDD, count: 8)), ("CH", [15]), ("AI", [0]), ("EE", [1]),
      ("EO", [2]), ("ZS", [2]), ("NP", [0, 84]), ("AC", []),
    ]
    for (name, value) in cases {
      module.push(at(name))
      #expect(module.pull() == answer(name, 0, value), "\(name)")
    }
  }

  @Test("Bytes in any pieces make the same frames")
  func pieces() {
    let ether = Ether(seed: 1)
    let module = ether.addCoordinator(eui64: 1)
    for byte in at("AO", [0x03]) + at("AO") { module.push([byte]) }
    #expect(module.pull() == answer("AO", 0) + answer("AO", 0, [0x03]))
  }

  @Test("An unknown command has status 2, a bad value status 3, a wrong checksum no answer")
  func refusals() {
    let ether = Ether(seed: 1)
    let module = ether.addCoordinator(eui64: 1)
    module.push(at("ZZ"))
    #expect(module.pull() == answer("ZZ", 2))
    module.push(at("AP", [7]))
    #expect(module.pull() == answer("AP", 3))
    var damaged = at("AI")
    damaged[damaged.count - 1] ^= 1
    module.push(damaged)
    #expect(module.pull() == [])
    #expect(module.droppedFrames == 1)
    module.push(at("CH"))
    #expect(module.pull() == answer("CH", 0, [15]))
  }

  @Test("A frame without an identifier is carried out and not answered")
  func noIdentifier() {
    let ether = Ether(seed: 1)
    let module = ether.addCoordinator(eui64: 1)
    module.push(wire([0x08, 0x00, 0x41, 0x4F, 0x01]))
    #expect(module.pull() == [])
    #expect(module.parameter("AO") == 1)
  }

  @Test("In AP 1 nothing is escaped")
  func unescaped() {
    let ether = Ether(seed: 1)
    let module = ether.addCoordinator(eui64: 0x1111_1111_1313_1313)
    module.push(at("AP", [1]))
    _ = module.pull()
    module.push([0x7E, 0x00, 0x04, 0x08, 0x01, 0x53, 0x48, 0x5B])
    #expect(
      module.pull() == [
        0x7E, 0x00, 0x09, 0x88, 0x01, 0x53, 0x48, 0x00, 0x11, 0x11, 0x11, 0x11, 0x97,
      ])
  }

  @Test("A unicast arrives as 0x91 with both addresses, and its sender gets 0x8B")
  func unicast() {
    let (ether, coordinator, router) = pair()
    let short = router.shortAddress
    let high = UInt8(short >> 8)
    let low = UInt8(short & 0xFF)
    coordinator.push(
      wire(
        [0x11, 0x05] + [0, 0, 0, 0, 0, 0, 0, 2] + [high, low]
          + [1, 1, 0x07, 0x02, 0x01, 0x04, 0, 0] + [0xAA, 0xBB]))
    #expect(coordinator.pull() == [])
    ether.advance(to: .zero.adding(milliseconds: 5_100))
    #expect(
      router.pull()
        == wire(
          [0x91] + [0, 0, 0, 0, 0, 0, 0, 1] + [0, 0, 1, 1, 0x07, 0x02, 0x01, 0x04, 0x01]
            + [0xAA, 0xBB]))
    #expect(coordinator.pull() == wire([0x8B, 0x05, high, low, 0, 0x00, 0]))
  }

  // swift-format-ignore
  /// What a coordinator sends, and the delivery status it gets.
  private static let fates: [(String, long: [UInt8], short: [UInt8], count: Int, status: UInt8)] = [
    ("nobody has this EUI-64", [0, 0, 0, 0, 0, 0, 0, 9],                    [0xFF, 0xFE], 1,  0x24),
    ("itself",                 [0, 0, 0, 0, 0, 0, 0, 1],                    [0xFF, 0xFE], 1,  0x23),
    ("a short address alone",  [UInt8](repeating: 0xFF, count: 8),          [0x99, 0x99], 1,  0x24),
    ("too long",               [0, 0, 0, 0, 0, 0, 0, 2],                    [0xFF, 0xFE], 85, 0x74),
    ("as long as it may be",   [0, 0, 0, 0, 0, 0, 0, 2],                    [0xFF, 0xFE], 84, 0x00),
    ("a broadcast",            [0, 0, 0, 0, 0, 0, 0xFF, 0xFF],              [0xFF, 0xFE], 1,  0x00),
  ]

  @Test("Each refusal has the status of the manual", arguments: 0..<6)
  func delivery(row: Int) {
    let (name, long, short, count, status) = Self.fates[row]
    let (ether, coordinator, _) = pair()
    coordinator.push(
      wire(
        [0x11, 0x05] + long + short + [1, 1, 0x07, 0x02, 0x01, 0x04, 0, 0]
          + [UInt8](repeating: 1, count: count)))
    ether.advance(to: .zero.adding(milliseconds: 5_100))
    let answer = coordinator.pull()
    #expect(answer.count >= 3 && answer[3] == 0x8B, "\(name): \(answer)")
    #expect(answer.dropLast(2).last == status, "\(name): \(answer)")
  }

  @Test("A lost unicast has status 21, a module in no network 22")
  func lostAndOutside() {
    let (ether, coordinator, router) = pair()
    let send = wire(
      [0x11, 0x05] + [0, 0, 0, 0, 0, 0, 0, 0] + [0xFF, 0xFE, 1, 1, 7, 2, 1, 4, 0, 0, 9])
    ether.faults.lossPerMille = 1000
    router.push(send)
    ether.advance(to: .zero.adding(milliseconds: 5_100))
    #expect(router.pull() == wire([0x8B, 0x05, 0xFF, 0xFD, 0, 0x21, 0]))
    #expect(coordinator.pull() == [])
    router.disassociate()
    #expect(router.pull() == wire([0x8A, 0x03]))
    router.push(send)
    #expect(router.pull() == wire([0x8B, 0x05, 0xFF, 0xFD, 0, 0x22, 0]))
  }

  @Test("With AO bit 1 clear the module answers Active_EP_req itself, its host sees nothing")
  func ownDeviceObjects() {
    let (ether, coordinator, router) = pair()
    let short = router.shortAddress
    let address = [UInt8(short & 0xFF), UInt8(short >> 8)]
    let request = EtherMessage(
      endpoints: (0, 0), cluster: 0x0005, profile: 0, payload: [7] + address)
    coordinator.transmit(request, to: short)
    ether.advance(to: .zero.adding(milliseconds: 5_100))
    #expect(router.pull() == [])
    #expect(
      coordinator.heard.last?.message.payload == [7, 0x00] + address + [2, 0xE6, 0xE8])
  }

  @Test("A reset forgets what was not written, keeps the network, and says reset and joined")
  func reset() {
    let (ether, _, router) = pair()
    router.push(at("WR") + at("AO", [0x0F]))
    _ = router.pull()
    let before = router.shortAddress
    router.reset()
    ether.advance(to: .zero.adding(milliseconds: 6_000))
    #expect(router.pull() == wire([0x8A, 0x00]) + wire([0x8A, 0x02]))
    #expect(router.parameter("AO") == 1)
    #expect(router.shortAddress == before)
  }

  @Test("A wrong link key keeps a router out: AI AF")
  func wrongKey() {
    let ether = Ether(seed: 3)
    let coordinator = ether.addCoordinator(eui64: 1)
    let router = ether.addRouter(eui64: 2)
    coordinator.permitJoining(seconds: 60)
    for (name, value) in [("ZS", 2), ("EE", 1), ("EO", 2)] as [(String, UInt8)] {
      router.push(at(name, [value]))
    }
    router.push(at("KY", Array("ZigBeeAlliance10".utf8)))
    ether.advance(to: .zero.adding(milliseconds: 5_000))
    #expect(router.association == 0xAF)
  }

  @Test("The join window shuts by itself")
  func windowShuts() {
    let (ether, coordinator, router) = pair()
    router.disassociate()
    ether.advance(to: .zero.adding(milliseconds: 7_000))
    #expect(router.isJoined)
    coordinator.permitJoining(seconds: 2)
    ether.advance(to: .zero.adding(milliseconds: 9_001))
    router.disassociate()
    ether.advance(to: .zero.adding(milliseconds: 20_000))
    #expect(router.association == 0x23)
  }

  @Test("Its port takes no more than a UART's buffer, and fails without power")
  func port() throws {
    let ether = Ether(seed: 1)
    let module = ether.addCoordinator(eui64: 1)
    var port = EtherPort(module)
    let many = [UInt8](repeating: 0, count: 1000)
    let taken = try port.write(many.span)
    #expect(taken == EtherPort.writeBytesMax)
    let ask = at("CH")
    _ = try port.write(ask.span)
    var bytes = [UInt8](repeating: 0, count: 4)
    var span = bytes.mutableSpan
    let count = try port.read(into: &span)
    #expect(count == 4)
    #expect(bytes == [0x7E, 0x00, 0x06, 0x88])
    module.setPowered(false)
    var failure: EtherPort.Failure?
    do { _ = try port.write(ask.span) } catch { failure = error }
    #expect(failure == .unplugged)
  }
}
