// SPDX-License-Identifier: Apache-2.0

import Quantities
import RadioLink
import SimulatedHardware
import Testing
import ZigBee

@Suite struct EtherConversationTests {
  @Test("A factory meter joins within 10 s, announces itself, is asked what it is, and reports")
  func joins() throws {
    let scene = Scene()
    try scene.run(seconds: 10)
    let network = try #require(scene.meter.radio.network)
    #expect(network.pan == scene.ether.pan)
    #expect(network.eui64 == 0x0013_A200_0000_0002)
    #expect(network.shortAddress == scene.meterModule.shortAddress)
    #expect(scene.gateway.announcements == [network.shortAddress])
    let names = scene.gateway.readings.filter { $0.cluster == 0 }
    #expect(names.map(\.attribute) == [0x0004, 0x0005, 0x4000])
    #expect(scene.gateway.last(0x0000) == 123_456)
    #expect(scene.gateway.last(0x0001) == 789)
    #expect(scene.gateway.last(0x0400) == -2_300)
    #expect(scene.gateway.last(0x0302) == 1_000)
    #expect(scene.gateway.readings.contains { $0.isReport })
    #expect(scene.gateway.readings.contains { !$0.isReport && $0.attribute == 0x0400 })
    #expect(scene.meterModule.droppedFrames == 0)
    #expect(scene.coordinatorModule.droppedFrames == 0)
  }

  @Test("While the window is shut it stays out, and joins when it opens")
  func window() throws {
    let scene = Scene(window: 0)
    try scene.run(seconds: 60)
    #expect(scene.meter.radio.network == nil)
    #expect(scene.meterModule.association == 0x23)
    scene.coordinatorModule.permitJoining(seconds: 60)
    try scene.run(seconds: 10)
    #expect(scene.meter.radio.network != nil)
  }

  @Test("A changed demand reaches the gateway within its minimum and a second")
  func demand() throws {
    let scene = Scene()
    try scene.run(seconds: 20)
    scene.meter.values.metering.instantaneousDemand_W = 4_711
    try scene.run(seconds: 6)
    #expect(scene.gateway.last(0x0400) == 4_711)
  }

  @Test("ZDO requests are answered by the meter's host: endpoint 1, device 0053")
  func deviceObjects() throws {
    let scene = Scene()
    try scene.run(seconds: 10)
    let address = scene.meterModule.shortAddress
    let low = UInt8(address & 0xFF)
    let high = UInt8(address >> 8)
    let heardBefore = scene.coordinatorModule.heard.count
    let request = EtherMessage(
      endpoints: (0, 0), cluster: 0x0004, profile: 0, payload: [0x55, low, high, 1])
    scene.coordinatorModule.transmit(request, to: address)
    try scene.run(seconds: 1)
    let answer = scene.coordinatorModule.heard.dropFirst(heardBefore).first {
      $0.message.cluster == 0x8004
    }
    #expect(
      answer?.message.payload == [
        0x55, 0x00, low, high, 34, 1, 0x04, 0x01, 0x53, 0x00, 0,
        8, 0x00, 0x00, 0x03, 0x00, 0x06, 0x00, 0x09, 0x00, 0x02, 0x07, 0x01, 0x0B, 0x04, 0x0B,
        0x05, 0x0B, 5, 0x0A, 0x00, 0x19, 0x00, 0x00, 0x07, 0x01, 0x07, 0x03, 0x07,
      ])
  }

  @Test("A module reset, a disassociation, a power cut of either side: back within 60 s")
  func recovers() throws {
    let faults: [(String, (Scene) -> Void, (Scene) -> Void)] = [
      ("reset", { $0.meterModule.reset() }, { _ in }),
      ("disassociation", { $0.meterModule.disassociate() }, { _ in }),
      (
        "meter's radio without power", { $0.meterModule.setPowered(false) },
        { $0.meterModule.setPowered(true) }
      ),
      (
        "coordinator without power", { $0.coordinatorModule.setPowered(false) },
        { $0.coordinatorModule.setPowered(true) }
      ),
    ]
    for (name, begin, end) in faults {
      let scene = Scene()
      try scene.run(seconds: 10)
      begin(scene)
      try scene.run(seconds: 90) { $0.values.metering.currentSummationDelivered_Wh! += 1 }
      end(scene)
      try scene.run(seconds: 60)
      #expect(scene.meter.radio.network != nil, "\(name)")
      #expect(scene.gateway.last(0x0000) == 123_546, "\(name)")
    }
  }

  @Test(
    "With 20 % loss and 10 % duplicates each register ends equal at the gateway", arguments: 1...3)
  func loss(seed: UInt64) throws {
    let scene = Scene(seed: seed)
    scene.ether.faults.lossPerMille = 200
    scene.ether.faults.duplicatePerMille = 100
    try scene.run(seconds: 1_800) {
      $0.values.metering.currentSummationDelivered_Wh! += 3
      $0.values.metering.currentSummationReceived_Wh! += 1
    }
    try scene.run(seconds: 120)
    #expect(scene.ether.counts.lost > 10, "seed \(seed)")
    #expect(scene.ether.counts.duplicated > 1, "seed \(seed)")
    #expect(scene.gateway.last(0x0000) == 128_856, "seed \(seed)")
    #expect(scene.gateway.last(0x0001) == 2_589, "seed \(seed)")
    #expect(scene.gateway.coordinator.counts.unreadable == 0)
  }

  @Test("A summation at the gateway never falls, whatever is lost or comes twice", arguments: 1...3)
  func neverFalls(seed: UInt64) throws {
    let scene = Scene(seed: seed)
    scene.ether.faults.lossPerMille = 300
    scene.ether.faults.duplicatePerMille = 300
    try scene.run(seconds: 300) { $0.values.metering.currentSummationDelivered_Wh! += 7 }
    let told = scene.gateway.readings.filter { $0.cluster == 0x0702 && $0.attribute == 0 }
      .compactMap(\.value.number)
    #expect(told.count > 3, "seed \(seed)")
    #expect(told == told.sorted(), "seed \(seed)")
  }

  @Test("A small payload limit splits reports, and all arrives")
  func payloadLimit() throws {
    let scene = Scene()
    scene.meterModule.payloadBytesMax = 20
    try scene.run(seconds: 60)
    #expect(scene.meter.radio.payloadBytesMax == 20)
    #expect(scene.gateway.last(0x0000) == 123_456)
    #expect(scene.gateway.last(0x0400) == -2_300)
    let longest = scene.coordinatorModule.heard.map(\.message.payload.count).max()
    #expect((longest ?? 99) <= 20)
  }

  @Test("The same seed gives the same conversation")
  func deterministic() throws {
    func conversation() throws -> [EtherMessage] {
      let scene = Scene(seed: 7)
      scene.ether.faults.lossPerMille = 100
      try scene.run(seconds: 60)
      return scene.coordinatorModule.heard.map(\.message)
    }
    let first = try conversation()
    let second = try conversation()
    #expect(!first.isEmpty)
    #expect(first == second)
  }
}
