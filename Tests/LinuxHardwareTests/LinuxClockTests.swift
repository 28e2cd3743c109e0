// SPDX-License-Identifier: Apache-2.0

import CLinux
import Glibc
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

  @Test("A stamp of the kernel keeps its age on the meter's clock")
  func kernelStamp() {
    let age: UInt64 = 50_000_000
    let before = clinux_monotonic_nanoseconds()
    let stamp = clinux_of_kernel_stamp(monotonic() - age)
    let after = clinux_monotonic_nanoseconds()
    // The two clocks run 500 ppm apart at most.
    #expect(stamp >= before - age - age / 2_000 && stamp <= after - age + age / 2_000)
  }

  @Test(
    "A stamp that cannot be one of the kernel's monotonic clock is now",
    arguments: [1_000_000_000, 3_600_000_000_000, -10_100_000_000] as [Int64])
  func foreignStamp(offset: Int64) {
    let before = clinux_monotonic_nanoseconds()
    let stamp = clinux_of_kernel_stamp(UInt64(clamping: Int64(monotonic()) + offset))
    #expect(stamp >= before && stamp <= clinux_monotonic_nanoseconds())
  }

  private func monotonic() -> UInt64 {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return UInt64(now.tv_sec) * 1_000_000_000 + UInt64(now.tv_nsec)
  }
}
