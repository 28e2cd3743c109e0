// SPDX-License-Identifier: Apache-2.0

import Quantities
import Testing

@testable import LinuxHardware

@Suite struct LinuxClockTests {
  @Test("The monotonic clock does not go back, and a pause lasts at least its time")
  func pause() {
    var clock = LinuxClock()
    let before = clock.now()
    clock.pause(nanoseconds: 2_000_000)
    let after = clock.now()
    // CLOCK_MONOTONIC, which times the pause, may be slewed against the raw clock by 500 ppm.
    #expect(after.since(before) >= 1_999_000)
  }

  @Test("A clock that was never set is unknown", arguments: [(-1, false), (0, true), (1, true)])
  func known(milliseconds: Int64, isKnown: Bool) {
    let time = LinuxClock.known(LinuxClock.earliestUTCMilliseconds + milliseconds)
    #expect((time != nil) == isKnown)
    if let time { #expect(time.milliseconds == 1_767_225_600_000 + milliseconds) }
  }
}
