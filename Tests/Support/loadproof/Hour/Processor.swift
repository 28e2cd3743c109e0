// SPDX-License-Identifier: Apache-2.0

import HardwareInterface
import Quantities
import SimulatedHardware

/// The one processor that the main loop has, and its clock: whatever the loop does takes time.
final class Processor {
  /// A Cortex-A72 at 1.5 GHz, one instruction a cycle [Raspberry Pi 4], as `load.sh` takes it.
  private static let instructionsPerSecond: UInt64 = 1_500_000_000
  /// A system call with the driver below it, as `load.sh` takes it.
  private static let callInstructions: UInt64 = 5_000
  /// What a set costs with the work of its block, at most: the limit of `benchmark.sh`.
  private static let setInstructions: UInt64 = 300
  /// One pass of the loop without its sets: the minute of `load.sh` shows 235,000. Unit:
  /// instructions.
  private static let passInstructions: UInt64 = 300_000
  /// How late a thread wakes up: the kernel's timer slack of 50 µs, and 10 to switch to it
  /// [prctl(2), PR_SET_TIMERSLACK].
  private static let wakeUpNanoseconds: UInt64 = 60_000

  let clock = VirtualClock()
  private(set) var calls = 0
  /// How long it waited for samples. Unit: nanoseconds.
  private(set) var idleNanoseconds: UInt64 = 0

  /// The kernel is asked for something.
  func call() {
    calls += 1
    compute(Self.callInstructions)
  }

  /// Sets are measured.
  func measure(sets: Int) { compute(UInt64(sets) * Self.setInstructions) }

  /// The loop goes round once.
  func pass() { compute(Self.passInstructions) }

  /// A pause: the kernel wakes the thread up late.
  func pause(nanoseconds: UInt64) {
    call()
    clock.advance(nanoseconds: nanoseconds + Self.wakeUpNanoseconds)
  }

  /// Waits for what comes at an instant, and wakes up late.
  func wait(until instant: Instant) {
    call()
    idleNanoseconds += instant.since(clock.now)
    clock.advance(to: instant)
    clock.advance(nanoseconds: Self.wakeUpNanoseconds)
  }

  private func compute(_ instructions: UInt64) {
    clock.advance(nanoseconds: instructions * 1_000_000_000 / Self.instructionsPerSecond)
  }
}

/// The clock of the main loop.
struct BusyTime: Clock, Delay {
  let processor: Processor

  mutating func now() -> Instant { processor.clock.now }
  mutating func utc() -> UTC? { processor.clock.utc }
  mutating func pause(nanoseconds: UInt64) { processor.pause(nanoseconds: nanoseconds) }
}
