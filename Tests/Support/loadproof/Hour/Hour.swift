// SPDX-License-Identifier: Apache-2.0

import Drivers
import Ledger
import MeterBoard
import Quantities
import SimulatedHardware

/// An hour of the whole run loop at full load, and whether it lost a run of samples.
///
/// Prints a figure a line, then `refused` with the name of each that is not what it must be.
enum Hour {
  /// Of what SCL allows so much is captured, at least. Unit: millionths.
  private static let capturedMin: UInt64 = 995_000

  /// A pulse is due 216 ms after its energy, 244 at the edge of a gap where energy swings to and
  /// fro, and comes within 250. Unit: microseconds.
  private static let pulseMicrosecondsMax: UInt64 = 6_000
  /// What a run that was read may wait: an event is known 208 ms after it. Unit: milliseconds.
  private static let waitMillisecondsMax: UInt64 = 6

  /// Plays it and prints what happened; whether all that must hold holds.
  static func play(_ options: HourOptions) throws -> Bool {
    switch options.display {
    case .lines:
      let parts = HourParts(busHertz: 400_000)
      return try play(options, parts, lines(of: parts))
    case .expander:
      // The expander is made for 100 kHz, and the FRAM is on its bus.
      let parts = HourParts(busHertz: 100_000)
      let chip = SimulatedPCF8574(parts.display, clock: parts.processor.clock)
      let target = BusyTarget(processor: parts.processor, chip: chip.target())
      return try play(options, parts, PCF8574(target))
    }
  }

  private static func lines(of parts: HourParts) -> HD44780Lines<BusyLine> {
    func line(_ pin: SimulatedHD44780.Pin) -> BusyLine {
      BusyLine(processor: parts.processor, display: parts.display.line(pin))
    }
    return HD44780Lines(
      registerSelect: line(.rs), enable: line(.e),
      data: HD44780DataLines(line(.d4), line(.d5), line(.d6), line(.d7)),
      backlight: line(.backlight))
  }

  private static func play<Display: HD44780Port & ~Copyable>(
    _ options: HourOptions, _ parts: HourParts, _ display: consuming Display
  ) throws -> Bool {
    var bench = try HourBench(parts, options, display)
    try bench.run()
    let rows =
      losses(parts, bench.log) + delays(parts, bench.log, options) + load(parts, bench, options)
      + costs(parts, bench)
    for row in rows { print(row.name, row.value) }
    for row in rows where !row.isRight { print("refused", row.name) }
    return rows.allSatisfy(\.isRight)
  }

  /// What must not be lost.
  private static func losses(_ parts: HourParts, _ log: HourLog) -> [Row] {
    [
      Row("overruns", UInt64(parts.watch.overruns), 0...0),
      Row("captured", log.captured, capturedMin...1_000_000),
      Row("faults", UInt64(log.faults), 0...0),
      Row("displayFaults", UInt64(parts.display.faults.count), 0...0),
    ]
  }

  /// What must not be late, where nobody held the loop.
  private static func delays(_ parts: HourParts, _ log: HourLog, _ options: HourOptions) -> [Row] {
    let isHeld = options.stallMilliseconds > 0
    return [
      Row(
        "pulseMicroseconds", log.latestPulse / 1_000, 0...(isHeld ? .max : pulseMicrosecondsMax)),
      Row(
        "waitMilliseconds", parts.watch.longestWait / 1_000_000,
        0...(isHeld ? .max : waitMillisecondsMax)),
    ]
  }

  /// What must have happened, or it was no full load: the radio joins within 100 s.
  private static func load<Display: HD44780Port & ~Copyable>(
    _ parts: HourParts, _ bench: borrowing HourBench<Display>, _ options: HourOptions
  ) -> [Row] {
    let seconds = options.seconds
    return [
      Row("seconds", parts.processor.clock.now.nanoseconds / 1_000_000_000, seconds...(.max)),
      Row("readings", UInt64(parts.room.readings), (seconds - min(seconds, 100))...(.max)),
      Row("telegrams", UInt64(parts.reader.telegrams), (seconds - min(seconds, 10))...(.max)),
      Row("saves", bench.saves, (seconds / 10 - min(seconds / 10, 10))...(.max)),
      // 13.8 kW are 3.8 pulses a second.
      Row("pulses", bench.pulses, 3 * seconds...(.max)),
      Row("pages", UInt64(bench.pages), seconds / 10...(.max)),
      Row("characters", UInt64(parts.display.charactersWritten), 10 * seconds...(.max)),
    ]
  }

  /// What it took.
  private static func costs<Display: HD44780Port & ~Copyable>(
    _ parts: HourParts, _ bench: borrowing HourBench<Display>
  ) -> [Row] {
    let (watch, processor) = (parts.watch, parts.processor)
    let nanoseconds = processor.clock.now.nanoseconds
    let busy = nanoseconds - processor.idleNanoseconds
    return [
      Row("runs", UInt64(bench.log.runs)), Row("sets", UInt64(bench.log.sets)),
      Row("startMilliseconds", bench.startNanoseconds / 1_000_000),
      Row("waiting", UInt64(watch.waitingMax)),
      Row("passMilliseconds", watch.longestPass / 1_000_000),
      Row("gapNanoseconds", bench.registers.gapNanoseconds),
      Row("storeBytes", UInt64(parts.fram.bytesWritten)), Row("calls", UInt64(processor.calls)),
      Row("busyPermille", busy / (nanoseconds / 1_000)),
    ]
  }

  /// A figure, and what it must be.
  private struct Row {
    let name: String
    let value: UInt64
    let range: ClosedRange<UInt64>

    init(_ name: String, _ value: UInt64, _ range: ClosedRange<UInt64> = 0...(.max)) {
      (self.name, self.value, self.range) = (name, value, range)
    }

    var isRight: Bool { range.contains(value) }
  }
}
