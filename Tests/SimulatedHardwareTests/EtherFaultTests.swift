// SPDX-License-Identifier: Apache-2.0

import Quantities
import RadioLink
import SimulatedHardware
import Testing
import ZigBee

/// A fault of the whole: how it begins, and how it ends.
private struct Fault: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let begin: @Sendable (Scene) -> Void
  let end: @Sendable (Scene) -> Void

  init(
    _ name: String, _ begin: @escaping @Sendable (Scene) -> Void,
    until end: @escaping @Sendable (Scene) -> Void = { _ in }
  ) {
    testDescription = name
    self.begin = begin
    self.end = end
  }

  static let all: [Fault] = [
    Fault("coordinator without power", { $0.coordinatorModule.setPowered(false) }) {
      $0.coordinatorModule.setPowered(true)
    },
    Fault("coordinator reset", { $0.coordinatorModule.reset() }),
    Fault("coordinator renews its host", { $0.gateway = StandInGateway() }),
    Fault("meter's module without power", { $0.meterModule.setPowered(false) }) {
      $0.meterModule.setPowered(true)
    },
    Fault(
      "meter's module without power, another address after it",
      {
        $0.meterModule.isRenamedOnReturn = true
        $0.meterModule.setPowered(false)
      }
    ) { $0.meterModule.setPowered(true) },
    Fault(
      "whole meter without power",
      {
        $0.meterModule.setPowered(false)
        $0.meter = StandInMeter()
        $0.meter.values.metering.currentSummationDelivered_Wh = 123_456
      }
    ) { $0.meterModule.setPowered(true) },
    Fault("module reset by command or line", { $0.meterModule.reset() }),
    Fault("module held in reset", { $0.meterModule.holdInReset(true) }),
    Fault("module hangs", { $0.meterModule.hang() }),
    Fault("module disassociated", { $0.meterModule.disassociate() }),
    Fault("another short address without a word", { $0.meterModule.rename() }),
    Fault("nothing gets through the air", { $0.ether.faults.lossPerMille = 1_000 }) {
      $0.ether.faults.lossPerMille = 0
    },
    Fault("noise on the module's line", { $0.meterModule.lineNoisePerMillion = 20_000 }) {
      $0.meterModule.lineNoisePerMillion = 0
    },
  ]
}

@Suite struct EtherFaultTests {
  @Test("From power-up to joined it takes less than 10 s, whatever the ether's delay")
  func startUp() throws {
    for (delay, spread) in [(5, 0), (50, 0), (5, 400)] as [(UInt64, UInt64)] {
      let scene = Scene()
      scene.ether.faults.delayMilliseconds = delay
      scene.ether.faults.delaySpreadMilliseconds = spread
      let taken = try scene.seconds(atMost: 30) { scene.meter.radio.joinState == .joined }
      #expect((taken ?? 99) < 10, "delay \(delay) + \(spread) ms: \(taken ?? 99) s")
    }
  }

  @Test(
    "After each fault's end a new value is at the gateway within 60 s", arguments: Fault.all.indices
  )
  func recovers(index: Int) throws {
    let fault = Fault.all[index]
    let scene = Scene()
    // A meter with faults may look for its network again: the window is open all the time.
    scene.coordinatorModule.permitJoining(seconds: 255)
    try scene.run(seconds: 20)
    fault.begin(scene)
    try scene.run(seconds: 90)
    fault.end(scene)
    scene.coordinatorModule.permitJoining(seconds: 255)
    scene.meter.values.metering.currentSummationDelivered_Wh = 987_654
    let taken = try scene.seconds(atMost: 90) { scene.gateway.last(0x0000) == 987_654 }
    #expect((taken ?? 99) <= 60, "\(fault.testDescription): \(taken ?? 99) s")
    #expect(scene.meter.radio.joinState == .joined)
  }

  @Test("A router with its network's key needs no open window after a reset or a power cut")
  func keepsKey() throws {
    let scene = Scene()
    try scene.run(seconds: 10)
    scene.coordinatorModule.permitJoining(seconds: 0)
    for cut in [true, false] {
      if cut { scene.meterModule.setPowered(false) } else { scene.meterModule.reset() }
      try scene.run(seconds: 30)
      if cut { scene.meterModule.setPowered(true) }
      let taken = try scene.seconds(atMost: 60) { scene.meter.radio.joinState == .joined }
      #expect((taken ?? 99) <= 10, "\(taken ?? 99) s")
    }
  }

  @Test("Noise on both lines costs frames, never the meter: all registers arrive", arguments: 1...3)
  func noise(seed: UInt64) throws {
    let scene = Scene(seed: seed)
    scene.meterModule.lineNoisePerMillion = 10_000
    scene.coordinatorModule.lineNoisePerMillion = 10_000
    try scene.run(seconds: 600) { $0.values.metering.currentSummationDelivered_Wh! += 1 }
    #expect(scene.meterModule.damagedBytes > 10, "seed \(seed)")
    #expect(
      scene.meter.radio.frameCounts.badChecksum + scene.meterModule.droppedFrames > 3,
      "seed \(seed)")
    scene.meterModule.lineNoisePerMillion = 0
    scene.coordinatorModule.lineNoisePerMillion = 0
    try scene.run(seconds: 120)
    #expect(scene.gateway.last(0x0000) == 124_056, "seed \(seed)")
  }

  @Test("Frames that overtake each other or come twice leave the last value", arguments: 1...3)
  func reordering(seed: UInt64) throws {
    let scene = Scene(seed: seed)
    scene.ether.faults.delaySpreadMilliseconds = 2_000
    scene.ether.faults.duplicatePerMille = 200
    scene.ether.faults.lossPerMille = 200
    try scene.run(seconds: 600) { $0.values.metering.currentSummationDelivered_Wh! += 1 }
    try scene.run(seconds: 120)
    #expect(scene.gateway.last(0x0000) == 124_056, "seed \(seed)")
  }

  @Test("Each delivery failure of the module is told, and what it was about comes again")
  func deliveryFailures() throws {
    for code in [0x01, 0x02, 0x21, 0x24, 0x25, 0x2C, 0x32, 0x74] as [UInt8] {
      let scene = Scene()
      try scene.run(seconds: 20)
      let before = scene.meter.radio.counts.undelivered
      scene.meterModule.failuresToCome = [code, code, code]
      scene.meter.values.metering.currentSummationDelivered_Wh = 987_654
      let taken = try scene.seconds(atMost: 120) { scene.gateway.last(0x0000) == 987_654 }
      #expect(scene.meter.radio.counts.undelivered > before, "\(code)")
      #expect(taken != nil, "\(code)")
    }
  }

  @Test("A removal takes the meter out, and it joins again when the window opens")
  func removal() throws {
    let scene = Scene()
    try scene.run(seconds: 10)
    scene.coordinatorModule.permitJoining(seconds: 0)
    scene.meter.radio.leave(rejoining: true, at: scene.now)
    try scene.run(seconds: 30)
    #expect(!scene.meterModule.isJoined)
    #expect(scene.meter.radio.joinState == .joining)
    #expect(scene.meter.radio.association == .notAllowingJoining)
    scene.coordinatorModule.permitJoining(seconds: 60)
    let taken = try scene.seconds(atMost: 60) { scene.meter.radio.joinState == .joined }
    #expect((taken ?? 99) <= 10)
  }

  @Test("A meter that is to stay out stays out beside an open window, until it is to join")
  func staysOut() throws {
    let scene = Scene()
    try scene.run(seconds: 10)
    scene.meter.radio.leave(rejoining: false, at: scene.now)
    try scene.run(seconds: 120)
    #expect(!scene.meterModule.isJoined)
    #expect(scene.meter.radio.joinState == .stayingOut)
    scene.meter.radio.join(at: scene.now)
    let taken = try scene.seconds(atMost: 60) { scene.meter.radio.joinState == .joined }
    #expect((taken ?? 99) <= 10)
  }

  @Test("The strength of the last hop is what the module heard")
  func strength() throws {
    let scene = Scene()
    scene.meterModule.strength = 61
    try scene.run(seconds: 30)
    #expect(scene.meter.radio.lastMessageRSSI_dBm == -61)
  }
}
