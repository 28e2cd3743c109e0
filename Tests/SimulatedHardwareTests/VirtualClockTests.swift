// SPDX-License-Identifier: Apache-2.0

import HardwareInterface
import Quantities
import SimulatedHardware
import Testing

@Suite("Virtual clock")
struct VirtualClockTests {
  @Test("Time passes by pauses and advances only, and never backwards")
  func passes() {
    let clock = VirtualClock(start: Instant(nanoseconds: 5))
    var time = clock.clock
    var pause = clock.clock
    #expect(time.now() == Instant(nanoseconds: 5))
    #expect(time.now() == Instant(nanoseconds: 5))
    pause.pause(nanoseconds: 37_000)
    #expect(time.now() == Instant(nanoseconds: 37_005))
    clock.advance(to: Instant(nanoseconds: 40_000))
    clock.advance(to: Instant(nanoseconds: 39_000))
    #expect(clock.now == Instant(nanoseconds: 40_000))
  }

  @Test("Universal time is unknown until it is set, then runs with the clock")
  func universalTime() {
    let clock = VirtualClock()
    var time = clock.clock
    #expect(time.utc() == nil)
    clock.setUTC(atZero: UTC(milliseconds: 1000))
    clock.advance(nanoseconds: 2_999_999)
    #expect(time.utc() == UTC(milliseconds: 1002))
    clock.setUTC(atZero: nil)
    #expect(clock.utc == nil)
  }
}
