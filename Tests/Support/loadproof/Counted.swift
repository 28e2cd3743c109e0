// SPDX-License-Identifier: Apache-2.0

import HardwareInterface
import Quantities
import SimulatedHardware

/// What the kernel would have been asked for.
final class Calls {
  /// Lines driven and read, pauses, bytes to and from a UART, waits for a run.
  var lines = 0
  var pauses = 0
  var ports = 0
  var waits = 0
  var storeWrites = 0

  var all: Int { lines + pauses + ports + waits + storeWrites }
}

/// A line that only counts.
struct CountedLine: DigitalOutput, DigitalInput {
  let calls: Calls

  mutating func set(_ level: Level) throws(Never) { calls.lines += 1 }

  mutating func level() throws(Never) -> Level {
    calls.lines += 1
    return .high
  }
}

/// The clock of the main loop, which counts its pauses. They cost the meter no time here.
struct CountedTime: Clock, Delay {
  let clock: VirtualClock
  let calls: Calls

  mutating func now() -> Instant { clock.now }
  mutating func utc() -> UTC? { clock.utc }
  mutating func pause(nanoseconds: UInt64) { calls.pauses += 1 }
}

/// A store in memory; each write and each sync is a call.
struct CountedStore: BlockStore {
  let capacity: Int
  let calls: Calls
  private var bytes: [UInt8]

  init(capacity: Int, _ calls: Calls) {
    (self.capacity, self.calls) = (capacity, calls)
    bytes = [UInt8](repeating: 0, count: capacity)
  }

  mutating func read(at offset: Int, into bytes: inout MutableSpan<UInt8>) throws(CountedFault) {
    for index in bytes.indices { bytes[index] = self.bytes[offset + index] }
  }

  mutating func write(_ bytes: Span<UInt8>, at offset: Int) throws(CountedFault) {
    calls.storeWrites += 1
    for index in bytes.indices { self.bytes[offset + index] = bytes[index] }
  }

  mutating func sync() throws(CountedFault) { calls.storeWrites += 1 }
}

/// It never fails.
enum CountedFault: StoreFailure {
  case never

  var storeFailureKind: StoreFailureKind { .other }
}
