// SPDX-License-Identifier: Apache-2.0

import Drivers
import HardwareInterface
import Ledger
import MeterBoard
import Quantities
import SimulatedHardware
import Testing

/// From the start of the process to the first reading.
///
/// That is on the clock of `StartedProcess`, of both buses and of pauses.
@Suite("A process that starts")
struct FirstReadingTests {
  /// Unit: nanoseconds.
  private static let second: UInt64 = 1_000_000_000
  /// Bursts of 1,365 sets in which ten cycles of 50 Hz lie, begun anywhere in a cycle: two of 184.3
  /// ms, and the bus is left alone between them. Unit: nanoseconds.
  private static let burstsMax: UInt64 = 370_000_000
  /// Both slots, the journal's eight records, and the state's two copies twice: before the start
  /// parameters are compared with it. Unit: bytes.
  private static let storeBytes = 2 * 2_732 + 8 * 768 + 4 * 1_300
  /// Pauses of the display's start, 50 ms of them until its supply is surely there [HD44780U], and
  /// 1 ms of the radio's reset. Unit: nanoseconds.
  private static let driversMax: UInt64 = 65_000_000

  /// What a start may take of a processor [Board/Stages/system.sh]. Unit: nanoseconds.
  private static let processorMax: UInt64 = 180_000_000
  /// The first run; the run loop takes it as any other. Unit: nanoseconds.
  private static let silentMax: UInt64 = 185_000_000

  /// Where the time to the first block's figures went. Unit: nanoseconds.
  private struct Parts {
    /// From the begin of the first burst to the end of the one in which the first block ends.
    let bursts: UInt64
    /// The rest: the store, the drivers, and what comes after those bursts.
    let ours: UInt64
    let store: UInt64
    let drivers: UInt64
    /// From the first sample until the run loop can tell of what was measured.
    let silent: UInt64

    init<Display: HD44780Port & ~Copyable>(
      _ process: borrowing StartedProcess<Display>, _ first: FirstReadings, started: Instant
    ) throws {
      let stamps = process.board.observer.stamps
      let sampling = try #require(stamps.first).start
      silent = started.since(sampling)
      let burst = try #require(stamps.first { $0.end >= first.blockEnd })
      bursts = burst.end.since(sampling)
      ours = try #require(first.block) - bursts
      store = process.chips.time(ofPeriods: process.storePeriods)
      drivers = process.starting - silent
    }
  }

  /// Starts a process, prints where its time went, and leaves it an orderly way.
  private static func start<Display: HD44780Port & ~Copyable>(
    _ chips: Chips, _ display: consuming Display
  ) throws -> (first: FirstReadings, parts: Parts) {
    var process = try StartedProcess(chips, display)
    try process.start()
    let started = process.chips.clock.now
    let first = try process.firstReadings()
    let parts = try Parts(process, first, started: started)
    #expect(process.board.observer.faults == [])
    let periods = 9 * storeBytes
    #expect(periods...(periods + periods / 64) ~= process.storePeriods)
    func text(_ nanoseconds: UInt64?) -> String { nanoseconds.map { "\($0 / 1_000_000)" } ?? "no" }
    print(
      "start: first reading after \(text(first.block)) ms: bursts of the first block",
      "\(text(parts.bursts)), ours \(text(parts.ours)) beside them; the store is read for",
      "\(text(parts.store)) ms, display and radio take \(text(parts.drivers));",
      "the first pulse may come \(text(parts.silent)) ms after the first sample,",
      "page after \(text(first.page)) ms, telegram after \(text(first.telegram))")
    process.board.stop()
    return (first, parts)
  }

  @Test("The first reading is there within a second, also with registers to go on from")
  func withinSecond() throws {
    let chips = Chips()
    for _ in ["first start", "with registers"] {
      let (first, parts) = try Self.start(chips, chips.lines)
      #expect(try #require(first.block) <= Self.second - Self.processorMax)
      #expect(parts.bursts <= Self.burstsMax)
      // The FRAM is read, then come the display, and after the bursts the first save.
      #expect(parts.ours <= 450_000_000)
      #expect(parts.drivers <= Self.driversMax)
      #expect(parts.silent <= Self.silentMax)
      // What is shown and told first has no figures yet: these are the second page and telegram.
      #expect(try #require(first.page) <= 1_200_000_000)
      #expect(try #require(first.telegram) <= 1_800_000_000)
    }
  }

  @Test("On a bus of 100 kHz, as an expander asks for, the FRAM alone takes longer than a second")
  func slowBus() throws {
    let chips = Chips(busHertz: 100_000)
    let expander = SimulatedPCF8574(chips.display, clock: chips.clock)
    let (first, parts) = try Self.start(chips, PCF8574(expander.target()))
    #expect(Self.second...2_000_000_000 ~= (try #require(first.block)))
    #expect(parts.bursts <= Self.burstsMax)
    #expect(1_510_000_000...1_550_000_000 ~= parts.store)
    #expect(parts.drivers <= Self.driversMax + 20_000_000)
    #expect(parts.silent <= Self.silentMax)
  }
}
