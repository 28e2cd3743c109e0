// SPDX-License-Identifier: Apache-2.0

import Bytes
import Drivers
import HardwareInterface
import Ledger
import LocalPort
import Meter
import MeterBoard
import Quantities
import SimulatedHardware
import ZigBee

/// The run loop of meterd at full load, on a clock that passes by all that keeps it: its own
/// instructions, calls of the kernel, pauses, and the second bus, which is the FRAM's and, behind
/// an expander, the display's too. The disk has a thread of its own and keeps nobody.
struct HourBench<Display: HD44780Port & ~Copyable>: ~Copyable {
  typealias Store = HeadedStoreQueue<
    SteppedStoreQueue<MB85RC256V<BusyTarget<SimulatedMB85RC256VTarget>>>, SimulatedStoreQueue
  >
  typealias Board = MeterBoard<
    RingSource, BusyLine, Display, BusyLine, BusyPort, Store, SimulatedStoreQueue, BusyTime, HourLog
  >

  /// Until then the runs are taken that came during the start. Unit: nanoseconds.
  private static var startedNanoseconds: UInt64 { 10_000_000_000 }

  private let parts: HourParts
  private let options: HourOptions
  private var board: Board
  /// How long the start kept the main loop from the ring. Unit: nanoseconds.
  private(set) var startNanoseconds: UInt64 = 0
  private(set) var pages = 0
  private var page = ""
  private var lookedAt: UInt64 = 0

  init(_ parts: HourParts, _ options: HourOptions, _ display: consuming Display) throws {
    let frontEnd = ReferenceBoard.frontEnd(nominalFrequency: .hertz50)
    let meter = try Meter(MeterParameters(frontEnd: frontEnd, identity: DeviceIdentity()))
    let hardware = Self.hardware(parts, options, display)
    (self.parts, self.options) = (parts, options)
    board = Board(meter, hardware, HourLog())
  }

  var log: HourLog { board.observer }
  var registers: Registers { board.meter.registers }
  var pulses: UInt64 { board.meter.pulses }
  /// Saves that a power cut cannot take away any more.
  var saves: UInt64 { board.meter.confirmedRegisters.events.saves }

  /// Starts, and steps until the end; once, at half of it, the main loop is held.
  mutating func run() throws(StartFailure) {
    _ = try board.start()
    run(until: Self.startedNanoseconds)
    startNanoseconds = parts.watch.longestPass
    parts.watch.begin()
    board.observer.latestPulse = 0
    run(until: options.seconds * 500_000_000)
    parts.processor.clock.advance(nanoseconds: options.stallMilliseconds * 1_000_000)
    run(until: options.seconds * 1_000_000_000)
  }

  private mutating func run(until nanoseconds: UInt64) {
    while parts.processor.clock.now.nanoseconds < nanoseconds {
      parts.processor.pass()
      board.step()
      if !options.isAlone { parts.room.advance(to: parts.processor.clock.now) }
      lookAtDisplay()
    }
  }

  /// Counts pages, once a second: the letters of the first row tell a page but for its figures.
  private mutating func lookAtDisplay() {
    let second = parts.processor.clock.now.nanoseconds / 1_000_000_000
    guard second > lookedAt else { return }
    lookedAt = second
    let letters = String(parts.display.lines[0].filter(\.isLetter))
    if letters != page { pages += 1 }
    page = letters
  }

  private static func hardware(
    _ parts: HourParts, _ options: HourOptions, _ display: consuming Display
  ) -> Board.Hardware {
    let processor = parts.processor
    let (line, time) = (BusyLine(processor: processor), BusyTime(processor: processor))
    let fram = MB85RC256V(BusyTarget(processor: processor, chip: parts.fram.target()))
    var hardware = Board.Hardware(
      source: RingSource(parts.sampler(options), processor, parts.watch),
      display: HD44780(display, pause: time),
      radio: XBee3Module(
        port: BusyPort(processor, radio: parts.room.module), reset: line, pause: time),
      metrologyLED: line,
      store: Store(
        head: SteppedStoreQueue(fram, partBytes: options.partBytes),
        tail: parts.keeper.queue),
      keySeed: LoadBench.keySeed, clock: time)
    hardware.supply = SupplyHardware(
      relay: LatchingRelay(set: line, reset: line, pause: time), feedback: line, loadControl: line)
    hardware.pageButton = line
    hardware.calibrationSeal = line
    hardware.cover = line
    hardware.magnetSensor = line
    hardware.powerFail = line
    hardware.localPort = LocalPortHardware(
      port: BusyPort(processor, reader: parts.reader), requestLine: nil,
      LocalPortParameters(mode: .p1, manufacturer: FixedBytes(), identification: FixedBytes()))
    return hardware
  }
}
