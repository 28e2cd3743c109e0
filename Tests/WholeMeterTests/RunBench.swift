// SPDX-License-Identifier: Apache-2.0

import Bytes
import Foundation
import Ledger
import Meter
import Metrology
import Quantities
import ZigBee

/// What a meter told, and when.
struct HeardFromRuns: MeterOutput {
  /// Set before each call.
  var now = Instant.zero
  /// Unit: nanoseconds.
  var rises: [UInt64] = []
  var events: [(event: QualityEvent, at: Instant)] = []
  var blocks: [BlockFigures] = []
  /// What was to be saved last.
  var saved = Registers()
  var state: [UInt8] = []

  mutating func transmit(_ bytes: Span<UInt8>) {}
  mutating func show(_ screen: TextScreen) {}
  mutating func save(_ registers: Registers) { saved = registers }
  mutating func keep(_ state: Span<UInt8>, number: UInt64) {
    self.state = state.indices.map { state[$0] }
  }
  mutating func measured(_ block: BlockFigures) { blocks.append(block) }
  mutating func occurred(_ event: QualityEvent) { events.append((event, now)) }
  mutating func pulsed(_ change: TestOutputChange) {
    if change.isOn { rises.append(now.nanoseconds) }
  }
}

/// A whole meter that is fed runs of 1,365 sets, 184 ms each, as the reference board's bus brings
/// them: each when its last set was converted. Between them the LED follows its edges.
struct RunBench: ~Copyable {
  static let setsPerRun = 1_365
  /// 54 periods of 400 kHz.
  static let setNanoseconds: UInt64 = 135_000

  var meter: Meter
  var heard = HeardFromRuns()
  /// The set that comes next.
  var set = 0
  /// When the loop does what; nothing is told earlier. Unit: nanoseconds.
  var loopNanoseconds: UInt64 = 0
  /// How old a run is when its source has it. Unit: nanoseconds.
  var ageNanoseconds: UInt64 = 0

  init(
    _ parameters: MeterParameters, _ registers: Registers = Registers(), state: [UInt8] = []
  ) throws {
    meter = try Meter(parameters)
    meter.restore(kept: state.span)
    meter.restore(registers)
  }

  /// Fine steps, so that what is measured is the waveform's own: 100 µV, 20 µA and 1.25 µA.
  static func parameters(_ impulsesPerKilowattHour: Int = 1_000) -> MeterParameters {
    var frontEnd = FrontEnd(
      rate: Ratio(constant: 400_000, over: 54), voltage: Channel(gain: Ratio(constant: 100)),
      current: Channel(gain: Ratio(constant: 20), delayNanoseconds: 45_000),
      nominalFrequency: .hertz50, nominalVoltage: Voltage(microvolts: 230_000_000))
    frontEnd.currentAmplified = Channel(
      gain: Ratio(constant: 20, over: 16), delayNanoseconds: 90_000)
    frontEnd.amplifiedPeakMax = 4_900_000
    frontEnd.startingCurrent = Current(microamperes: 20_000)
    var parameters = MeterParameters(frontEnd: frontEnd, identity: DeviceIdentity())
    parameters.testOutput.impulsesPerKilowattHour = impulsesPerKilowattHour
    return parameters
  }

  /// Runs until so many seconds of the samples' time are there.
  mutating func run(until seconds: Double, _ wave: (_ seconds: Double) -> (Double, Double)) {
    while Double(set) * 135e-6 < seconds {
      let first = set
      let sets = (first..<first + Self.setsPerRun).map { Self.sample($0, wave) }
      set += Self.setsPerRun
      take(sets, from: UInt64(first) * Self.setNanoseconds)
    }
  }

  mutating func run(until seconds: Double, _ load: SteppedLoad) {
    while Double(set) * 135e-6 < seconds {
      let first = set
      let sets = (first..<first + Self.setsPerRun).map { Self.sample($0, load) }
      set += Self.setsPerRun
      take(sets, from: UInt64(first) * Self.setNanoseconds)
    }
  }

  /// Takes a run when it is there; the pulses that are due before come before.
  mutating func take(_ sets: [SampleSet], from start: UInt64) {
    let end = start + UInt64(sets.count) * Self.setNanoseconds
    let there = end + ageNanoseconds + loopNanoseconds
    pass(until: end + ageNanoseconds)
    pass(until: there, isRunThere: true)
    heard.now = Instant(nanoseconds: there)
    let stamp = SampleStamp(
      start: Instant(nanoseconds: start), end: Instant(nanoseconds: end))
    meter.sampled(sets.span, stamp, &heard)
    meter.ticked(at: heard.now, utc: nil, &heard)
  }

  /// Lets time pass from edge to edge; who waits for a run that is there waits no longer.
  mutating func pass(until end: UInt64, isRunThere: Bool = false) {
    while let wake = isRunThere ? meter.nextPulseEdge : meter.nextWake, wake.nanoseconds <= end {
      heard.now = max(heard.now, wake)
      meter.ticked(at: heard.now, utc: nil, &heard)
    }
  }

  /// The voltage where the set begins, the currents behind it.
  static func sample(_ index: Int, _ load: SteppedLoad) -> SampleSet {
    let seconds = Double(index) * 135e-6
    return codes(
      load.voltage(seconds), load.current(seconds + 45e-6), load.current(seconds + 90e-6))
  }

  /// Voltage and both currents at one instant.
  static func sample(_ index: Int, _ wave: (Double) -> (Double, Double)) -> SampleSet {
    let (voltage, current) = wave(Double(index) * 135e-6)
    return codes(voltage, current, current)
  }

  private static func codes(
    _ voltage: Double, _ current: Double, _ amplified: Double
  ) -> SampleSet {
    SampleSet(
      voltage: Int32((voltage * 1e4).rounded()), current: Int32((current * 5e4).rounded()),
      currentAmplified: Int32(max(-5e6, min(5e6, (amplified * 8e5).rounded()))))
  }
}
