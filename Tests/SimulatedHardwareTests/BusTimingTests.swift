// SPDX-License-Identifier: Apache-2.0

import Foundation
import HardwareInterface
import Quantities
import SimulatedHardware
import Testing

/// A ramp of 1 V and 0.1 A a microsecond that begins anew every 400 µs: samples tell their time.
private struct Sawtooth: Waveform {
  let durationSeconds: Double? = nil
  func voltage(at seconds: Double) -> Double { fmod(seconds * 1e6, 400) }
  func current(at seconds: Double) -> Double { fmod(seconds * 1e5, 40) }
}

@Suite("Timing of a simulated bus")
struct BusTimingTests {
  private func board(_ change: (inout BusTiming) -> Void) -> SimulatedBoard {
    var board = SimulatedBoard(.referenceBoard)
    change(&board.bus)
    return board
  }

  @Test("Error, drift and wander of the clock add up")
  func clock() {
    var bus = BusTiming()
    bus.clockErrorPPM = 20
    bus.clockDriftPPMPerHour = -0.5
    bus.clockWanderPPM = 0.3
    bus.clockWanderPeriodSeconds = 40
    #expect(abs(bus.clockErrorPPM(at: 0) - 20) < 1e-12)
    #expect(abs(bus.clockErrorPPM(at: 10) - (20 - 0.5 / 360 + 0.3)) < 1e-12)
    #expect(abs(bus.clockErrorPPM(at: 7200) - 19) < 1e-9)
    bus.clockWanderPhase = .pi / 2
    #expect(abs(bus.clockErrorPPM(at: 20) - (20 - 0.5 / 180 - 0.3)) < 1e-12)
    #expect(BusTiming.exact.clockErrorPPM(at: 1e6) == 0)
  }

  // (9 + 54 · 1365) · 2.5 µs = 184,297.5 µs, less 100 ppm of it.
  @Test("A fast clock shortens bursts and samples early")
  func fastClock() throws {
    var run = BoardRun(Slope(), board { $0.clockErrorPPM = 100 })
    let (_, stamp) = try run.next(1365)
    #expect(stamp.end.since(stamp.start) == UInt64((184_297_500 / 1.0001).rounded()))
    let slow = BoardRun(Sawtooth(), board { $0.clockErrorPPM = -100_000 })
    // 22.5 µs / 0.9 = 25 V: 100.39 codes; 67.5 µs / 0.9 are 7.5 A: 153.6 codes
    let first = try slow.sets(1)[0]
    #expect(first.voltage == 100)
    #expect(first.current == 154)
  }

  @Test("Idle time lies in its bounds, evenly, before the samples and inside the stamps")
  func idle() throws {
    var run = BoardRun(
      Sawtooth(),
      board {
        $0.idleNanosecondsMin = 20_000
        $0.idleNanosecondsMax = 80_000
      })
    var (sum, last) = (0.0, Instant.zero)
    for _ in 0..<400 {
      let (sets, stamp) = try run.next(1)
      #expect(stamp.start == last)
      last = stamp.end
      let idle = Double(stamp.end.since(stamp.start)) - 63 * 2500
      #expect((20_000...80_000).contains(idle), "seed 1")
      let microseconds = fmod((Double(stamp.start.nanoseconds) + idle + 22_500) / 1e3, 400)
      #expect(abs(Double(sets[0].voltage) - microseconds * 4096 / 1020) < 0.51)
      sum += idle / 400
    }
    // even over 60 µs: deviation of the mean 17.3 µs / 20
    #expect(abs(sum - 50_000) < 5 * 866, "seed 1")
  }

  @Test("The reader wakes up late: exponentially, up to a bound, after the samples")
  func wakeUp() throws {
    var run = BoardRun(
      Sawtooth(),
      board {
        $0.wakeUpNanosecondsMean = 20_000
        $0.wakeUpNanosecondsMax = 60_000
      })
    var (sum, longest) = (0.0, 0.0)
    for _ in 0..<600 {
      let (sets, stamp) = try run.next(1)
      let late = Double(stamp.end.since(stamp.start)) - 63 * 2500
      #expect((0...60_000).contains(late), "seed 1")
      let microseconds = fmod((Double(stamp.start.nanoseconds) + 22_500) / 1e3, 400)
      #expect(abs(Double(sets[0].voltage) - microseconds * 4096 / 1020) < 0.51)
      sum += late / 600
      longest = max(longest, late)
    }
    // mean of an exponential cut at three means: 20 · (1 - e⁻³) = 19.0 µs, deviation below 20 µs
    #expect(abs(sum - 19_004) < 5 * 817, "seed 1")
    #expect(longest == 60_000, "seed 1")
  }

  @Test("Stalls have their share and length, and make later samples late")
  func stalls() throws {
    var run = BoardRun(
      Sawtooth(),
      board {
        $0.stallProbability = 0.25
        $0.stallNanosecondsMin = 5000
        $0.stallNanosecondsMax = 100_000
      })
    var stalled = 0
    for _ in 0..<400 {
      let (sets, stamp) = try run.next(4)
      let extra = Double(stamp.end.since(stamp.start)) - (9 + 54 * 4) * 2500
      if extra != 0 {
        stalled += 1
        #expect((5000...100_000).contains(extra), "seed 1")
      }
      let late = sets.indices.map { index in
        let due = (Double(stamp.start.nanoseconds) + 22_500 + Double(index) * 135_000) / 1e3
        let seen = Double(sets[index].voltage) * 1020 / 4096
        return fmod(seen - due + 800 + 1e9 * 400, 400)
      }
      // each set is on time or as late as the stall was long, and none on time follows a late one
      var isLate = false
      for microseconds in late {
        let onTime = min(microseconds, 400 - microseconds) < 0.2
        let afterStall = abs(microseconds - extra / 1e3) < 0.2
        #expect(isLate ? afterStall : onTime || afterStall, "seed 1")
        isLate = isLate || !onTime
      }
    }
    // 100 of 400 are expected, deviation 8.7
    #expect(abs(stalled - 100) < 44, "seed 1")
  }
}
