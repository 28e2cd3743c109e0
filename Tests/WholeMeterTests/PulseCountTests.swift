// SPDX-License-Identifier: Apache-2.0

import Foundation
import Ledger
import Meter
import Metrology
import Quantities
import SimulatedHardware
import Testing

/// What the LED of a whole meter counts, fed with runs of 184 ms: what is registered, once.
@Suite struct PulseCountTests {
  typealias Step = SteppedLoad.Step

  /// What registers are worth. Unit: 2^-64 microwatt-hours times the constant.
  static func worth(_ registers: Registers, _ constant: Int) -> Int128 {
    (registers.energyImport.value.raw + registers.energyExport.value.raw) * Int128(constant)
  }

  static func pulses(_ registers: Registers, _ constant: Int) -> Int {
    Int(worth(registers, constant) / (Int128(1_000_000_000) << 64))
  }

  /// Ends the block and lets all pulses out.
  static func end(_ bench: inout RunBench) {
    let now = UInt64(bench.set) * RunBench.setNanoseconds
    bench.meter.finished(at: Instant(nanoseconds: now), &bench.heard)
    bench.pass(until: .max)
  }

  @Test("A quarter of an hour with its changes has as many pulses as its registers are worth")
  func quarter() throws {
    let load = SteppedLoad.changing(7, from: 3, every: 300...5_000, until: 90_000) { generator in
      (
        Double.random(in: 0...60, using: &generator),
        Double.random(in: -90...90, using: &generator)
      )
    }
    var bench = try RunBench(RunBench.parameters(4_000))
    bench.run(until: 900, load)
    Self.end(&bench)
    let (told, registers) = (bench.heard.rises.count, bench.meter.registers)
    #expect(told > 1_500 && told == Self.pulses(registers, 4_000))
  }

  @Test("Without a load there is no pulse, whatever the noise, and none below the starting current")
  func noLoad() throws {
    var generator = SplitMix64(seed: 3)
    // 100,000 impulses: one is 36 J. A tenth of Ist, and noise of 60 mA peak.
    var parameters = RunBench.parameters(100_000)
    parameters.frontEnd.startingCurrent = Current(microamperes: 200_000)
    // A microwatt-hour, 3.6 mJ, is left to the first pulse: whatever is foreseen would tell it.
    let kept = Registers(energyImport: Energy(value: Q64_64(raw: Int128(9_999) << 64)))
    var bench = try RunBench(parameters, kept)
    bench.run(until: 120) { seconds in
      let wave = sin(2 * .pi * 50 * seconds)
      let noise = Double.random(in: -0.06...0.06, using: &generator)
      return (325.27 * wave, 0.028 * wave + noise)
    }
    Self.end(&bench)
    let (told, isNoLoad) = (bench.heard.rises.count, bench.meter.isNoLoad)
    let registered = bench.meter.registers.energyImport
    #expect(isNoLoad && told == 0 && registered == kept.energyImport)
  }

  @Test(
    "Energy that turns round within blocks is told as it is registered",
    arguments: 0..<4 as Range<UInt64>)
  func reversal(_ seed: UInt64) throws {
    let load = SteppedLoad.changing(seed, from: 50, every: 3...60, until: 6_000) { generator in
      (
        Double.random(in: 1...60, using: &generator),
        Bool.random(using: &generator) ? 0 : 180
      )
    }
    var bench = try RunBench(RunBench.parameters(3_000))
    bench.run(until: 60, load)
    // Then import, until what was foreseen too much is made up for.
    bench.run(until: 62, SteppedLoad([Step(half: 0, amperes: 20)]))
    Self.end(&bench)
    let (told, registers) = (bench.heard.rises.count, bench.meter.registers)
    #expect(registers.energyExport.microwattHours > 10_000_000, "seed \(seed)")
    #expect(told == Self.pulses(registers, 3_000), "seed \(seed)")
  }

  @Test("Gaps tell no pulse twice and none too many", arguments: 0..<4 as Range<UInt64>)
  func gaps(_ seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let load = SteppedLoad([Step(half: 0, amperes: 60)])
    var bench = try RunBench(RunBench.parameters())
    var until = 0.0
    for _ in 0..<20 {
      until += Double.random(in: 0.3...2, using: &generator)
      bench.run(until: until, load)
      // So many runs are lost.
      let lost = Int.random(in: 1...3, using: &generator)
      bench.set += lost * RunBench.setsPerRun
      until += Double(lost) * 0.184275
    }
    bench.run(until: until + 1, load)
    Self.end(&bench)
    let (told, registers) = (bench.heard.rises.count, bench.meter.registers)
    #expect(registers.gapNanoseconds >= 3_000_000_000, "seed \(seed)")
    #expect(told > 60 && told == Self.pulses(registers, 1_000), "seed \(seed)")
    // The energy of the gaps is in no pulse: each is at least its energy's time after the last.
    let pause = Double(3_600 / 13_800.0)
    for (rise, next) in zip(bench.heard.rises, bench.heard.rises.dropFirst()) {
      // The power of a half cycle, and of what is left of one, is told evenly.
      #expect(Double(next - rise) / 1e9 > pause - 0.003, "seed \(seed)")
    }
  }

  @Test(
    "After a crash the pulses differ from the registers by one for each crash at most",
    arguments: 0..<6 as Range<UInt64>)
  func crash(_ seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let load = SteppedLoad([Step(half: 0, amperes: 60)])
    var (told, unsaved, registers) = (0, 0, Registers())
    for _ in 0..<8 {
      var bench = try RunBench(RunBench.parameters(), registers)
      bench.run(until: Double.random(in: 11...20, using: &generator), load)
      bench.pass(
        until: UInt64(bench.set) * RunBench.setNanoseconds
          + UInt64.random(in: 0...184_000_000, using: &generator))
      // Pulse for pulse: what came out is what was registered before, or the open block's.
      let before = Self.pulses(registers, 1_000)
      let now = Self.pulses(bench.meter.registers, 1_000)
      let ahead = bench.heard.rises.count - (now - before)
      #expect((-1...1).contains(ahead), "seed \(seed)")
      told += bench.heard.rises.count
      registers = bench.heard.saved
      unsaved += now - Self.pulses(registers, 1_000)
    }
    // A pulse at most for each of the crashes, either way: a block is 0.8 of one.
    let registered = Self.pulses(registers, 1_000)
    #expect(unsaved > 8 && abs(told - unsaved - registered) <= 8, "seed \(seed)")
  }

  @Test(
    "Orderly stops, whenever they come, lose no pulse and tell none twice",
    arguments: 0..<6 as Range<UInt64>)
  func stops(_ seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let load = SteppedLoad([Step(half: 0, amperes: 60)])
    let idle = SteppedLoad([Step(half: 0, amperes: 0)])
    var (told, waited, registers, state) = (0, 0, Registers(), [UInt8]())
    for life in 0..<12 {
      var bench = try RunBench(RunBench.parameters(4_000), registers, state: state)
      // In each third life no energy comes: what waited then waits on.
      bench.run(until: Double.random(in: 1...3, using: &generator), life % 3 == 2 ? idle : load)
      let now =
        UInt64(bench.set) * RunBench.setNanoseconds
        + UInt64.random(in: 0...184_000_000, using: &generator)
      bench.pass(until: now)
      bench.meter.finished(at: Instant(nanoseconds: now), &bench.heard)
      told += bench.heard.rises.count
      (registers, state) = (bench.heard.saved, bench.heard.state)
      waited += Self.pulses(registers, 4_000) - told
    }
    var last = try RunBench(RunBench.parameters(4_000), registers, state: state)
    last.run(until: 1, load)
    Self.end(&last)
    told += last.heard.rises.count
    // Each pulse takes 65 ms: at each stop some wait, and all came in the end.
    let registered = last.meter.registers
    #expect(waited >= 12 && told == Self.pulses(registered, 4_000), "seed \(seed)")
  }

  @Test("Pulses that waited when other registers were kept are not those of these")
  func otherRegisters() throws {
    let load = SteppedLoad([Step(half: 0, amperes: 60)])
    var bench = try RunBench(RunBench.parameters(4_000))
    bench.run(until: 2, load)
    let now = Instant(nanoseconds: UInt64(bench.set) * RunBench.setNanoseconds)
    bench.meter.finished(at: now, &bench.heard)
    var registers = bench.heard.saved
    let state = bench.heard.state
    let waiting = Self.pulses(registers, 4_000) - bench.heard.rises.count
    #expect(waiting >= 1)
    registers.events.saves += 1
    for (registers, waiting) in [(bench.heard.saved, waiting), (registers, 0)] {
      var next = try RunBench(RunBench.parameters(4_000), registers, state: state)
      next.run(until: 2, load)
      Self.end(&next)
      let (told, registered) = (next.heard.rises.count, next.meter.registers)
      let new = Self.pulses(registered, 4_000) - Self.pulses(registers, 4_000)
      #expect(told == new + waiting)
    }
  }
}
