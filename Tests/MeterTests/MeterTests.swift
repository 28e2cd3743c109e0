// SPDX-License-Identifier: Apache-2.0

import Bytes
import Ledger
import Metrology
import Quantities
import Testing

@testable import Meter

/// The state machine: what it says when, and what it books.
@Suite struct MeterTests {
  @Test("Until the registers are restored no input does anything")
  func nothingBefore() throws {
    var meter = try Meter(parameters())
    var output = Gathered()
    meter.sampled(squareWave(1_000), &output)
    meter.received([0x7E, 0x00, 0x02, 0x8A, 0x00, 0x75].span, at: .zero, &output)
    meter.ticked(milliseconds: 60_000, &output)
    meter.finished(at: Instant(nanoseconds: 1), &output)
    #expect(output.isEmpty)
    let (registers, blocks) = (meter.registers, meter.blocks)
    #expect(registers == .zero)
    #expect(blocks == 0)
    meter.restore(Registers())
    meter.ticked(milliseconds: 60_000, &output)
    #expect(!output.transmitted.isEmpty && !output.screens.isEmpty && !output.saved.isEmpty)
  }

  @Test("Registers are restored once; a second time changes nothing")
  func restoreOnce() throws {
    let first = Registers(energyImport: Energy(microwattHours: 5))
    var meter = try restored(first)
    meter.restore(Registers(energyImport: Energy(microwattHours: 9)))
    #expect(meter.registers == first)
    meter.restore(Registers())
    #expect(meter.registers == first)
  }

  @Test("Registers are saved every 10 s and no sooner, and at the end")
  func saves() throws {
    var meter = try restored()
    var output = Gathered()
    var at: [UInt64] = []
    for milliseconds in stride(from: UInt64(0), through: 45_000, by: 100) {
      meter.ticked(milliseconds: milliseconds, &output)
      if output.saved.count > at.count { at.append(milliseconds) }
    }
    #expect(at == [10_000, 20_000, 30_000, 40_000])
    meter.finished(at: Instant(nanoseconds: 45_050_000_000), &output)
    #expect(output.saved.count == 5)
    let registers = meter.registers
    #expect(output.saved.last == registers)
  }

  @Test("A clock that does not begin at zero saves at once, then every 10 s")
  func savesLater() throws {
    var meter = try restored()
    var output = Gathered()
    var at: [UInt64] = []
    for milliseconds in stride(from: UInt64(500_000), through: 521_000, by: 100) {
      meter.ticked(milliseconds: milliseconds, &output)
      if output.saved.count > at.count { at.append(milliseconds) }
    }
    #expect(at == [500_000, 510_000, 520_000])
  }

  @Test("The display changes at most every 500 ms, and only where it has something else to show")
  func refreshes() throws {
    var meter = try restored()
    var output = Gathered()
    var at: [UInt64] = []
    for milliseconds in stride(from: UInt64(1_000), through: 21_000, by: 50) {
      // Half a second's worth of figures, another one each time.
      let counts = Int32(milliseconds / 50)
      meter.sampled(squareWave(counts), from: milliseconds * 10_000_000, &output)
      meter.ticked(milliseconds: milliseconds, &output)
      if output.screens.count > at.count { at.append(milliseconds) }
    }
    #expect(at.first == 1_000)
    for (earlier, later) in zip(at, at.dropFirst()) { #expect(later - earlier >= 500) }
    #expect(at.count >= 10)
  }

  @Test("Pages turn every 5 s; a page that says the same is not put there again")
  func turns() throws {
    var meter = try restored()
    var output = Gathered()
    var at: [UInt64] = []
    for milliseconds in stride(from: UInt64(0), through: 16_000, by: 100) {
      meter.ticked(milliseconds: milliseconds, &output)
      if output.screens.count > at.count { at.append(milliseconds) }
    }
    #expect(at == [0, 5_000, 10_000, 15_000])
    let first = output.screens.map { $0.lines[0] }
    let (live, energy) = ("      - V       - Hz", "Import           kWh")
    // After 10 s a converter that was never heard is an alarm.
    #expect(first == [live, energy, "Alarms             1", live])
  }

  @Test("The end is shown at once, however short ago the display changed")
  func showsEnd() throws {
    var meter = try restored()
    var output = Gathered()
    meter.ticked(milliseconds: 0, &output)
    meter.sampled(squareWave(1_000), &output)
    meter.ticked(milliseconds: 100, &output)
    #expect(output.screens.count == 1)
    meter.finished(at: Instant(nanoseconds: 100_000_000), &output)
    #expect(output.screens.count == 2)
    #expect(output.screens.last?.lines[0].hasPrefix(" 200.00 V") == true)
  }

  @Test("Import and export are booked to the bit, each in its own register")
  func booksToTheBit() throws {
    // 5,000 sets of 2,000 · 1,000 counts at 100 mV · 1 mA, 100 µs each: 200 W for 0.5 s.
    // 0.1 kJ are 27,777 7/9 µWh; the residual is 7/9 of 2^64, less what each block rounds.
    for (counts, isImport) in [(Int32(1_000), true), (-1_000, false)] {
      let start = Registers(
        energyImport: Energy(microwattHours: 1_000_000, residual: 5),
        energyExport: Energy(microwattHours: 2_000_000, residual: 9))
      var meter = try restored(start)
      var output = Gathered()
      meter.sampled(squareWave(counts), &output)
      meter.finished(at: Instant(nanoseconds: 500_000_000), &output)
      let end = meter.registers
      let grown = isImport ? end.energyImport : end.energyExport
      let before = isImport ? start.energyImport : start.energyExport
      #expect(
        isImport ? end.energyExport == start.energyExport : end.energyImport == start.energyImport)
      let booked = grown.value.raw - before.value.raw
      let exact = Int128(250_000) << 64 / 9
      // Three steps: lead-in with the first block, blocks, tail, each rounded to 2^-64.
      #expect((booked - exact).magnitude <= 1 << 20, "\(booked) instead of \(exact)")
      #expect(booked >> 64 == 27_777)
    }
  }

  @Test("What is booked is the sum of what was told, whatever the runs are cut into")
  func cutsDoNotMatter() throws {
    let sets = squareWave(777) + squareWave(-333) + squareWave(12)
    var whole = try restored()
    var output = Gathered()
    whole.sampled(sets, &output)
    whole.finished(at: .zero, &output)
    let expected = whole.registers
    for cut in [1_000, 700, 123] {
      var meter = try restored()
      var other = Gathered()
      for first in stride(from: 0, to: sets.count, by: cut) {
        let run = Array(sets[first..<min(first + cut, sets.count)])
        let stamp = SampleStamp(
          start: Instant(nanoseconds: UInt64(first) * 100_000),
          end: Instant(nanoseconds: UInt64(first + run.count) * 100_000))
        meter.sampled(run.span, stamp, &other)
      }
      meter.finished(at: .zero, &other)
      #expect(meter.registers == expected, "runs of \(cut)")
      #expect(other.blocks == output.blocks, "runs of \(cut)")
    }
  }

  @Test("Gaps and operating time go on from what was kept")
  func carriesOn() throws {
    let kept = Registers(gapNanoseconds: 7_000_000_000, operatingSeconds: 86_399)
    var meter = try restored(kept)
    var output = Gathered()
    meter.ticked(milliseconds: 90_000, &output)
    meter.sampled(squareWave(100, sets: 1_000), from: 90_000_000_000, &output)
    // The next run begins 2 s after the end of this one.
    meter.sampled(squareWave(100, sets: 1_000), from: 92_100_000_000, &output)
    meter.ticked(milliseconds: 92_999, &output)
    #expect(meter.registers.gapNanoseconds == 9_000_000_000)
    #expect(meter.registers.operatingSeconds == 86_399 + 2)
    meter.ticked(milliseconds: 93_000, &output)
    #expect(meter.registers.operatingSeconds == 86_399 + 3)
    let end = meter.registers
    var next = try restored(end)
    next.waited(milliseconds: 5_000...9_000, &output)
    #expect(next.registers.operatingSeconds == end.operatingSeconds + 4)
    // Four seconds without a sample: all but the last second, which a run may still fill.
    #expect(next.registers.gapNanoseconds == end.gapNanoseconds + 3_000_000_000)
  }

  @Test("A converter that is silent from power-up, or falls silent, is a gap while it lasts")
  func silence() throws {
    var meter = try restored()
    var output = Gathered()
    meter.waited(milliseconds: 1_000...6_000, &output)
    #expect(meter.registers.gapNanoseconds == 4_000_000_000)
    meter.sampled(squareWave(100, sets: 1_000), from: 6_500_000_000, &output)
    #expect(meter.registers.gapNanoseconds == 5_500_000_000)
    meter.waited(milliseconds: 6_600...9_600, &output)
    #expect(meter.registers.gapNanoseconds == 5_500_000_000 + 2_000_000_000)
    meter.sampled(squareWave(100, sets: 1_000), from: 9_700_000_000, &output)
    #expect(meter.registers.gapNanoseconds == 5_500_000_000 + 3_100_000_000)
  }

  @Test("Runs that wait because the loop is late are no gap, at the start and later")
  func lateLoop() throws {
    var meter = try restored()
    var output = Gathered()
    // The start keeps the loop for 2 s, then something else for 3 s: each run waits, none is lost.
    for (loop, runs) in [(2_000, 0..<20), (5_000, 20..<50)] as [(UInt64, Range<UInt64>)] {
      for run in runs {
        meter.sampled(squareWave(100, sets: 1_000), from: run * 100_000_000, &output)
        meter.ticked(milliseconds: loop, &output)
      }
    }
    // A loop that is held after it has looked for a run, and before it looks at the clock.
    meter.ticked(milliseconds: 8_000, &output)
    for run in 50..<80 as Range<UInt64> {
      meter.sampled(squareWave(100, sets: 1_000), from: run * 100_000_000, &output)
      meter.ticked(milliseconds: 8_000, &output)
    }
    #expect(meter.registers.gapNanoseconds == 0)
  }

  @Test("The wait before a first run that is refused is a gap too, and so is silence at the end")
  func silenceAtTheEnds() throws {
    var meter = try restored()
    var output = Gathered()
    meter.ticked(milliseconds: 1_000, &output)
    let run = squareWave(1_000, sets: 1_000)
    // 100 ms of sets that took 200 ms.
    let stamp = SampleStamp(
      start: Instant(nanoseconds: 5_000_000_000), end: Instant(nanoseconds: 5_200_000_000))
    meter.sampled(run.span, stamp, &output)
    #expect(meter.registers.gapNanoseconds == 4_200_000_000)
    meter.waited(milliseconds: 5_200...9_200, &output)
    meter.finished(at: Instant(nanoseconds: 9_200_000_000), &output)
    #expect(meter.registers.gapNanoseconds == 4_200_000_000 + 3_000_000_000)
  }

  @Test("A run whose duration is wrong is refused whole: a gap, no energy")
  func refused() throws {
    var meter = try restored()
    var output = Gathered()
    let run = squareWave(1_000, sets: 1_000)
    // 100 ms of sets: 3.5625 ms of tolerance; 104 ms are too many.
    let stamp = SampleStamp(start: .zero, end: Instant(nanoseconds: 104_000_000))
    meter.sampled(run.span, stamp, &output)
    meter.finished(at: .zero, &output)
    #expect(meter.registers.energyImport == .zero)
    #expect(meter.registers.gapNanoseconds == 104_000_000)
    let refused = meter.refusedRuns
    #expect(refused == 1)
  }

  @Test("A front end that cannot be measured with is refused by name")
  func badFrontEnd() {
    var wrong = parameters()
    wrong.frontEnd.rate = Ratio(constant: 499)
    #expect(throws: FrontEndError.rateOutOfRange) { _ = try Meter(wrong) }
  }
}
