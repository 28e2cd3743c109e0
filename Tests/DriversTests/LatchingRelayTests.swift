// SPDX-License-Identifier: Apache-2.0

import Drivers
import HardwareInterface
import Quantities
import SimulatedHardware
import Testing

@Suite struct LatchingRelayTests {
  private struct Bench {
    let clock = VirtualClock()
    let relay: SimulatedLatchingRelay

    init(isClosed: Bool = true) { relay = SimulatedLatchingRelay(clock: clock, isClosed: isClosed) }

    var driver: LatchingRelay<SimulatedOutput, VirtualTime> {
      LatchingRelay(set: relay.set.output, reset: relay.reset.output, pause: clock.clock)
    }
  }

  @Test(
    "Closing pulses SET alone, opening RESET alone; the relay follows", arguments: [true, false])
  func pulses(_ isClosed: Bool) throws {
    let bench = Bench(isClosed: !isClosed)
    var driver = bench.driver
    try driver.drive(isClosed: isClosed)
    bench.relay.settle()
    #expect(bench.relay.isClosed == isClosed)
    #expect(bench.relay.pulses.set == (isClosed ? 1 : 0))
    #expect(bench.relay.pulses.reset == (isClosed ? 0 : 1))
  }

  @Test("A trigger is high for a millisecond, and neither line is left high")
  func width() throws {
    let bench = Bench()
    var driver = bench.driver
    for isClosed in [false, true, true, false] {
      try driver.drive(isClosed: isClosed)
      let line = isClosed ? bench.relay.set : bench.relay.reset
      let edges = line.edges.suffix(2)
      #expect(edges.map(\.level) == [.high, .low])
      let width = edges.last?.at.since(edges.first?.at ?? .zero)
      #expect(width == LatchingRelayTiming.triggerNanoseconds)
      #expect(bench.relay.set.level == .low && bench.relay.reset.level == .low)
    }
    bench.relay.settle()
    #expect(!bench.relay.isClosed)
  }

  @Test("A line that was left high goes low first: the one-shot sees an edge, the other coil none")
  func leftHigh() throws {
    let bench = Bench()
    bench.relay.set.drive(.high)
    bench.relay.reset.drive(.high)
    var driver = bench.driver
    try driver.drive(isClosed: true)
    #expect(bench.relay.pulses.set == 2)
    #expect(bench.relay.pulses.reset == 1)
    #expect(bench.relay.set.level == .low && bench.relay.reset.level == .low)
  }

  @Test("Released, neither coil is under current, even where one of the lines fails")
  func release() throws {
    let bench = Bench()
    var driver = bench.driver
    bench.relay.set.drive(.high)
    bench.relay.reset.drive(.high)
    try driver.release()
    #expect(bench.relay.set.level == .low && bench.relay.reset.level == .low)
    bench.relay.reset.drive(.high)
    bench.relay.set.setConnected(false)
    #expect(throws: LineFault.disconnected) { try driver.release() }
    #expect(bench.relay.reset.level == .low)
  }

  @Test("A line that fails is told, and nothing is pulsed")
  func fails() {
    let bench = Bench()
    bench.relay.reset.setConnected(false)
    var driver = bench.driver
    #expect(throws: LineFault.disconnected) { try driver.drive(isClosed: false) }
    #expect(throws: LineFault.disconnected) { try driver.drive(isClosed: true) }
    #expect(bench.relay.pulses.set == 0 && bench.relay.pulses.reset == 0)
  }
}
