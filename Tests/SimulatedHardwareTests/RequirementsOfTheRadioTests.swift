// SPDX-License-Identifier: Apache-2.0

import Quantities
import RadioLink
import SimulatedHardware
import Testing
import ZigBee

extension Scene {
  /// Reads multiplier and divisor of Metering as a gateway does.
  fileprivate func askForScaling(_ sequence: UInt8) {
    let question: [UInt8] = [0x00, sequence, 0x00, 0x01, 0x03, 0x02, 0x03]
    let message = EtherMessage(
      endpoints: (1, 1), cluster: 0x0702, profile: 0x0104, payload: question)
    coordinatorModule.transmit(message, to: meterModule.shortAddress)
  }

  /// Whether the answer was multiplier 1, divisor 1,000: both uint24, both good.
  fileprivate func heardScaling(_ sequence: UInt8) -> Bool {
    let answer: [UInt8] =
      [0x18, sequence, 0x01, 0x01, 0x03, 0x00, 0x22, 0x01, 0x00, 0x00]
      + [0x02, 0x03, 0x00, 0x22, 0xE8, 0x03, 0x00]
    return coordinatorModule.heard.contains { $0.message.payload == answer }
  }

  fileprivate var summations: [Int64] {
    gateway.readings.filter { $0.cluster == 0x0702 && $0.attribute == 0 }.compactMap(\.value.number)
  }
}

/// What users of other meters complained about, as far as the radio and the device above it
/// decide it together.
@Suite struct RequirementsOfTheRadioTests {
  @Test("Requirement 4: multiplier and divisor are answered in the second after joining")
  func scalingAfterJoining() throws {
    let scene = Scene()
    _ = try scene.seconds(atMost: 30) { scene.meter.radio.joinState == .joined }
    scene.askForScaling(0xC1)
    try scene.run(seconds: 1)
    #expect(scene.heardScaling(0xC1))
  }

  @Test("Requirement 6: a summation the meter does not know yet is never told, not even as 0")
  func noPlaceholder() throws {
    let scene = Scene()
    scene.meter.values.metering.currentSummationDelivered_Wh = nil
    try scene.run(seconds: 120)
    #expect(scene.meter.radio.joinState == .joined)
    #expect(scene.gateway.last(0x0001) == 789)
    #expect(scene.summations.isEmpty)
    scene.meter.values.metering.currentSummationDelivered_Wh = 5
    let taken = try scene.seconds(atMost: 60) { scene.gateway.last(0x0000) == 5 }
    #expect(taken != nil)
  }

  @Test("Requirement 7: over a power cut the summation never shows as 0 or as less than before")
  func powerCut() throws {
    let scene = Scene()
    scene.coordinatorModule.permitJoining(seconds: 255)
    for _ in 0..<3 {
      try scene.run(seconds: 30) { $0.values.metering.currentSummationDelivered_Wh! += 1 }
      let register = scene.meter.values.metering.currentSummationDelivered_Wh
      scene.meterModule.setPowered(false)
      try scene.run(seconds: 5)
      scene.meter = StandInMeter()
      scene.meter.values.metering.currentSummationDelivered_Wh = register
      scene.meterModule.setPowered(true)
    }
    try scene.run(seconds: 60)
    #expect(scene.summations.count > 3)
    #expect(scene.summations.allSatisfy { $0 >= 123_456 })
    #expect(scene.summations == scene.summations.sorted())
  }

  @Test("Requirement 14: the scaling is answered, and the same, after every way to come back")
  func scalingAfterRejoining() throws {
    let returns: [(name: String, fault: (Scene) throws -> Void)] = [
      ("module reset", { $0.meterModule.reset() }),
      ("disassociation", { $0.meterModule.disassociate() }),
      ("another short address", { $0.meterModule.rename() }),
      (
        "power cut",
        {
          $0.meterModule.setPowered(false)
          try $0.run(seconds: 5)
          $0.meterModule.setPowered(true)
        }
      ),
    ]
    let scene = Scene()
    scene.coordinatorModule.permitJoining(seconds: 255)
    try scene.run(seconds: 20)
    for (index, (name, fault)) in returns.enumerated() {
      try fault(scene)
      try scene.run(seconds: 1)
      let taken = try scene.seconds(atMost: 60) { scene.meter.radio.joinState == .joined }
      #expect(taken != nil, "\(name)")
      let sequence = 0xD0 + UInt8(index)
      scene.askForScaling(sequence)
      try scene.run(seconds: 1)
      #expect(scene.heardScaling(sequence), "\(name)")
    }
  }

  @Test("Requirement 15: after a power cut of the whole house it is back, the window shut")
  func powerCutOfTheHouse() throws {
    for meterIsFirst in [true, false] {
      let scene = Scene()
      try scene.run(seconds: 20)
      scene.coordinatorModule.permitJoining(seconds: 0)
      scene.meterModule.setPowered(false)
      scene.coordinatorModule.setPowered(false)
      try scene.run(seconds: 30)
      let first = meterIsFirst ? scene.meterModule : scene.coordinatorModule
      first.setPowered(true)
      try scene.run(seconds: 120)
      scene.meterModule.setPowered(true)
      scene.coordinatorModule.setPowered(true)
      scene.meter.values.metering.currentSummationDelivered_Wh = 987_654
      let taken = try scene.seconds(atMost: 60) { scene.gateway.last(0x0000) == 987_654 }
      #expect(taken != nil, "meter first: \(meterIsFirst)")
    }
  }

  @Test("Requirement 15: whoever comes back announces itself, and with its new address")
  func announcesItself() throws {
    let scene = Scene()
    try scene.run(seconds: 20)
    scene.coordinatorModule.permitJoining(seconds: 0)
    for (count, isRenamed) in [(2, false), (3, true)] {
      scene.meterModule.isRenamedOnReturn = isRenamed
      scene.meterModule.setPowered(false)
      try scene.run(seconds: 10)
      scene.meterModule.setPowered(true)
      try scene.run(seconds: 20)
      #expect(scene.gateway.announcements.count == count)
      #expect(scene.gateway.announcements.last == scene.meterModule.shortAddress)
    }
  }

  @Test("Requirement 15: an hour without a coordinator does not make the router leave")
  func staysInItsNetwork() throws {
    let scene = Scene()
    try scene.run(seconds: 20)
    let address = scene.meterModule.shortAddress
    scene.coordinatorModule.permitJoining(seconds: 0)
    scene.coordinatorModule.setPowered(false)
    try scene.run(seconds: 3_600)
    #expect(scene.meterModule.isJoined)
    #expect(scene.meterModule.shortAddress == address)
    scene.coordinatorModule.setPowered(true)
    scene.meter.values.metering.currentSummationDelivered_Wh = 987_654
    let taken = try scene.seconds(atMost: 60) { scene.gateway.last(0x0000) == 987_654 }
    #expect(taken != nil)
  }

  @Test("The strength and the counts of the radio reach the device's diagnostics")
  func diagnostics() throws {
    let scene = Scene()
    scene.meterModule.strength = 61
    try scene.run(seconds: 30)
    #expect(scene.meter.values.diagnostics.lastMessageRSSI == -61)
    #expect(scene.meter.values.diagnostics.lastMessageLQI == nil)
    #expect(scene.meter.values.diagnostics.joins == 1)
    #expect((scene.meter.values.diagnostics.unicastsReceived ?? 0) > 0)
    #expect((scene.meter.values.diagnostics.unicastsDelivered ?? 0) > 0)
    #expect(scene.meter.values.diagnostics.unicastsFailed == 0)
  }
}
