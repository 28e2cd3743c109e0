// SPDX-License-Identifier: Apache-2.0

import Gateway
import Quantities
import RadioLink
import SimulatedHardware
import Testing
import ZigBee

/// A gateway at its module in an ether.
private final class Scene {
  let ether = Ether(seed: 5)
  let module: EtherModule
  let router: EtherModule
  var gateway: Gateway
  var milliseconds: UInt64 = 0
  var attributes: [UInt16] = []

  init(joinSeconds: UInt8) {
    module = ether.addCoordinator(eui64: 1)
    router = ether.addRouter(eui64: 2)
    gateway = Gateway(joinSeconds: joinSeconds)
    for (name, value) in [
      ("ZS", [2]), ("EE", [1]), ("EO", [2]), ("KY", Array("ZigBeeAlliance09".utf8)),
    ]
      as [(String, [UInt8])]
    {
      router.push(frame([0x08, 0x01] + Array(name.utf8) + value))
    }
  }

  private func frame(_ content: [UInt8]) -> [UInt8] {
    [0x7E, 0, UInt8(content.count)] + content + [0xFF &- content.reduce(UInt8(0), &+)]
  }

  func run(seconds: UInt64) {
    for _ in 0..<(seconds * 100) {
      milliseconds += 10
      let now = Instant.zero.adding(milliseconds: milliseconds)
      ether.advance(to: now)
      let heard = module.pull()
      gateway.receive(heard.span, at: now)
      gateway.tick(at: now)
      while let reading = gateway.nextReading() { attributes.append(reading.attribute) }
      module.push(gateway.takeOutput())
    }
  }
}

@Suite struct GatewayTests {
  @Test("It brings its radio up, lets devices join, and tells the network so")
  func opens() {
    let scene = Scene(joinSeconds: 60)
    scene.run(seconds: 10)
    #expect(scene.gateway.radio.network?.shortAddress == 0)
    #expect(scene.module.parameter("AO") == 3)
    #expect(scene.module.parameter("NJ") == 60)
    #expect(scene.router.isJoined)
    // The broadcast came before the router joined: another one reaches it.
    scene.gateway.openWindow()
    scene.run(seconds: 1)
    let permit = scene.router.heard.first { $0.message.cluster == 0x0036 }
    #expect(permit?.message.payload.dropFirst() == [60, 1])
  }

  @Test("With 0 seconds nobody joins")
  func shut() {
    let scene = Scene(joinSeconds: 0)
    scene.run(seconds: 10)
    #expect(scene.gateway.radio.network != nil)
    #expect(!scene.router.isJoined)
  }

  @Test("A report of a joined device becomes readings, and the device is asked what it is")
  func reads() {
    let scene = Scene(joinSeconds: 60)
    scene.run(seconds: 10)
    let report: [UInt8] = [0x18, 2, 0x0A, 0, 0, 0x25, 1, 0, 0, 0, 0, 0, 0, 4, 0x2A, 5, 0, 0]
    scene.router.transmit(
      EtherMessage(endpoints: (1, 1), cluster: 0x0702, profile: 0x0104, payload: report), to: 0)
    scene.run(seconds: 1)
    #expect(scene.attributes == [0x0000, 0x0400])
    let asked = scene.router.heard.filter { $0.message.profile == 0x0104 }.map(\.message.cluster)
    #expect(asked == [0x0000])
  }

  @Test("Readings nobody takes are dropped beyond the limit, oldest first, and counted")
  func readingLimit() {
    let scene = Scene(joinSeconds: 60)
    scene.run(seconds: 10)
    var gateway = scene.gateway
    for number in 0..<(Gateway.readingsMax + 3) {
      let payload: [UInt8] = [0x18, 2, 0x0A, UInt8(number & 0xFF), UInt8(number >> 8), 0x20, 1]
      let content: [UInt8] =
        [0x91] + [0, 0, 0, 0, 0, 0, 0, 2] + [0x12, 0x34, 1, 1, 0x07, 0x02, 0x01, 0x04, 1] + payload
      let escaped = content.flatMap {
        [0x11, 0x13, 0x7D, 0x7E].contains($0) ? [0x7D, $0 ^ 0x20] : [$0]
      }
      let checksum = 0xFF &- content.reduce(UInt8(0), &+)
      let tail =
        [0x11, 0x13, 0x7D, 0x7E].contains(checksum) ? [0x7D, checksum ^ 0x20] : [checksum]
      let wire: [UInt8] = [0x7E, 0, UInt8(content.count)] + escaped + tail
      gateway.receive(wire.span, at: .zero)
    }
    #expect(gateway.lostReadings == 3)
    let first = gateway.nextReading()
    #expect(first?.attribute == 3)
  }
}
