// SPDX-License-Identifier: Apache-2.0

import Quantities
import Testing

@testable import Meter

/// When a failure of the supply is one, when it is told, and when the meter stops.
@Suite struct OutageWatchTests {
  private static func at(_ milliseconds: UInt64) -> Instant {
    Instant(nanoseconds: milliseconds * 1_000_000)
  }

  /// A supply that was good and fails at 1 s.
  private static func failing() -> OutageWatch {
    var watch = OutageWatch()
    watch.changed(isFailing: false, at: at(0))
    watch.changed(isFailing: true, at: at(1_000))
    return watch
  }

  @Test("It is told once: after 20 ms where the registers are safe, else after 40 ms")
  func told() {
    for (isSaved, first) in [(true, UInt64(20)), (false, 40)] {
      var watch = Self.failing()
      let told = (0...100).filter { watch.mustTell(isSaved: isSaved, at: Self.at(1_000 + $0)) }
      #expect(told == [first])
    }
  }

  @Test("The meter stops after 60 ms, and the supply holds for longer")
  func stops() {
    let watch = Self.failing()
    #expect(!watch.mustStop(at: Self.at(1_059)) && watch.mustStop(at: Self.at(1_060)))
    #expect(OutageWatch.stopNanoseconds < OutageWatch.holdNanoseconds)
  }

  @Test("A glitch is no outage, and the next failure is told anew")
  func glitch() {
    var watch = Self.failing()
    let isEarly = watch.mustTell(isSaved: true, at: Self.at(1_019))
    watch.changed(isFailing: false, at: Self.at(1_019))
    let isLate = watch.mustTell(isSaved: true, at: Self.at(2_000))
    #expect(!isEarly && !isLate && !watch.isFailing && !watch.mustStop(at: Self.at(2_000)))
    watch.changed(isFailing: true, at: Self.at(3_000))
    let isTold = watch.mustTell(isSaved: true, at: Self.at(3_020))
    #expect(isTold)
  }

  @Test("A comparator that says nothing else from the start on stops no meter")
  func neverGood() {
    var watch = OutageWatch()
    watch.changed(isFailing: true, at: Self.at(0))
    let isTold = watch.mustTell(isSaved: true, at: Self.at(1_000))
    #expect(!isTold && !watch.isFailing && !watch.mustStop(at: Self.at(1_000)))
  }
}
