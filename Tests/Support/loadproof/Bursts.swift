// SPDX-License-Identifier: Apache-2.0

import Drivers
import HardwareInterface
import MeterBoard
import Quantities
import SimulatedHardware

/// What the converter says in bursts one after the other, read before anything is counted.
final class Bursts {
  struct Burst {
    var bytes: [UInt8]
    var start: Instant
    var end: Instant
  }

  private(set) var bursts: [Burst] = []

  /// Reads bursts of the longest message until a time.
  init(seconds: UInt64, current: Double) throws {
    let clock = VirtualClock()
    let waveform = SyntheticWaveform.sine { $0.current = current }
    let chip = SimulatedAD7991(.referenceBoard, waveform: waveform, clock: clock, seed: 1)
    // As the driver does.
    var target = chip.target
    let register: [UInt8] = [AD7991<SimulatedAD7991Target>.configuration.rawValue]
    try target.write(register.span)
    var bytes = [UInt8](repeating: 0, count: AD7991Limits.readBytesMax)
    while clock.now.nanoseconds < seconds * 1_000_000_000 {
      let start = clock.now
      var span = bytes.mutableSpan
      try target.read(into: &span)
      bursts.append(Burst(bytes: bytes, start: start, end: clock.now))
    }
  }
}

/// The bus on which those bursts are read again; the clock of the stamps follows them.
struct BurstTarget: I2CTarget {
  let bursts: Bursts
  let clock: VirtualClock
  private var next = 0
  let readBytesMax = AD7991Limits.readBytesMax

  init(_ bursts: Bursts, _ clock: VirtualClock) { (self.bursts, self.clock) = (bursts, clock) }

  mutating func write(_ bytes: Span<UInt8>) throws(I2CFault) {}

  mutating func read(into bytes: inout MutableSpan<UInt8>) throws(I2CFault) {
    let burst = bursts.bursts[next % bursts.bursts.count]
    next += 1
    for index in bytes.indices { bytes[index] = burst.bytes[index] }
    clock.advance(to: burst.end)
  }
}

/// The sampler's thread and its ring, as the main loop sees them: a run is there when its burst has
/// ended, and until then the main loop waits as long as it likes.
struct PacedSource: SampleSource, ~Copyable {
  static let readsAhead = true

  private var reader: ConverterReader<BurstTarget, VirtualTime>
  private let bursts: Bursts
  private let clock: VirtualClock
  private let calls: Calls
  private var next = 0

  init(_ bursts: Bursts, _ clock: VirtualClock, _ calls: Calls) throws {
    let stamps = VirtualClock()
    let converter = try AD7991(BurstTarget(bursts, stamps), bias: ReferenceBoard.bias)
    reader = ConverterReader(converter, clock: stamps.clock)
    (self.bursts, self.clock, self.calls) = (bursts, clock, calls)
  }

  mutating func next(into sets: inout MutableSpan<SampleSet>) -> SampleRun {
    clock.advance(to: bursts.bursts[next].end)
    next += 1
    return reader.next(into: &sets)
  }

  mutating func wait(nanoseconds: UInt64) -> Bool {
    calls.waits += 1
    let end = bursts.bursts[next].end
    let until = clock.now.nanoseconds + min(nanoseconds, 1_000_000_000)
    clock.advance(to: min(end, Instant(nanoseconds: until)))
    return clock.now >= end
  }
}
