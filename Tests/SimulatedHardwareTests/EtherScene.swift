// SPDX-License-Identifier: Apache-2.0

import Quantities
import RadioLink
import SimulatedHardware
import ZigBee

/// An ether with a gateway and a meter, in virtual time.
final class Scene {
  let ether: Ether
  let coordinatorModule: EtherModule
  let meterModule: EtherModule
  var gateway = StandInGateway()
  var meter = StandInMeter()
  var milliseconds: UInt64 = 0

  static let gatewayEUI64: UInt64 = 0x0013_A200_0000_0001
  static let meterEUI64: UInt64 = 0x0013_A200_0000_0002

  init(
    seed: UInt64 = 1, window: UInt8 = 254, joining wanted: JoinParameters = JoinParameters(),
    installCode: [UInt8] = []
  ) {
    ether = Ether(seed: seed)
    coordinatorModule = ether.addCoordinator(eui64: Self.gatewayEUI64)
    meterModule = ether.addRouter(eui64: Self.meterEUI64, installCode: installCode)
    meter.radio = XBee3(role: .router, joining: wanted)
    coordinatorModule.permitJoining(seconds: window)
    meter.values.metering.currentSummationDelivered_Wh = 123_456
    meter.values.metering.currentSummationReceived_Wh = 789
    meter.values.metering.instantaneousDemand_W = -2_300
  }

  /// Lets so many seconds pass in steps of 10 ms, calling `each` once a second.
  func run(seconds: UInt64, each: (inout StandInMeter<XBee3>) -> Void = { _ in }) throws {
    var port = EtherPort(meterModule)
    for step in 0..<(seconds * 100) {
      milliseconds += 10
      let now = Instant.zero.adding(milliseconds: milliseconds)
      ether.advance(to: now)
      if step % 100 == 0 { each(&meter) }
      gateway.step(coordinatorModule, at: now)
      if meterModule.isPowered { try meter.step(&port, at: now) }
      meterModule.holdInReset(meter.wantsReset)
      meter.wantsReset = false
    }
  }
}

extension Scene {
  /// Its time.
  var now: Instant { .zero.adding(milliseconds: milliseconds) }

  /// Lets seconds pass until something is true, and says how many it took; nil when it never was.
  func seconds(atMost limit: UInt64, until isTrue: () -> Bool) throws -> UInt64? {
    for second in 0..<limit {
      if isTrue() { return second }
      try run(seconds: 1)
    }
    return isTrue() ? limit : nil
  }
}
