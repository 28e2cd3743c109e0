// SPDX-License-Identifier: Apache-2.0

import Bytes
import Drivers
import HardwareInterface
import Ledger
import LocalPort
import Meter
import MeterBoard
import Metrology
import Quantities
import SimulatedHardware
import ZigBee

@testable import meterbench

/// What outlives a process of the meter: its chips, and the file.
struct Chips {
  /// The machine had been running for a while when the first process began.
  let clock = VirtualClock(start: Instant(nanoseconds: 100_000_000_000))
  let display: SimulatedHD44780
  let fram: SimulatedMB85RC256V
  let block = MemoryBlock(capacity: StoreMap.capacity)
  /// Of the second bus. Unit: hertz.
  let busHertz: UInt64

  init(busHertz: UInt64 = 400_000) {
    self.busHertz = busHertz
    display = SimulatedHD44780(clock: clock)
    fram = SimulatedMB85RC256V(clock: clock, clockHertz: busHertz)
  }

  /// What so many periods of the second bus take. Unit: nanoseconds.
  func time(ofPeriods count: Int) -> UInt64 { UInt64(count) * 1_000_000_000 / busHertz }

  /// The display on lines.
  var lines: HD44780Lines<SimulatedBoardLine> {
    func line(_ pin: SimulatedHD44780.Pin) -> SimulatedBoardLine { .display(display.line(pin)) }
    return HD44780Lines(
      registerSelect: line(.rs), enable: line(.e),
      data: HD44780DataLines(line(.d4), line(.d5), line(.d6), line(.d7)),
      backlight: line(.backlight))
  }
}

/// Notes when runs were read, and faults.
struct RunLog: BoardObserver {
  private(set) var stamps: [SampleStamp] = []
  private(set) var faults: [BoardFault] = []

  mutating func sampled(_ sets: Span<SampleSet>, _ stamp: SampleStamp) { stamps.append(stamp) }
  mutating func failed(_ fault: BoardFault) { faults.append(fault) }
}

/// A meter from the start of its process on, in the order of meterd: the kept state is read out of
/// the FRAM, then the board starts, with the sampler last.
///
/// Its clock passes by messages on both buses and by pauses. What the processor takes, to load the
/// program and to compute, is none of it.
struct StartedProcess<Display: HD44780Port & ~Copyable>: ~Copyable {
  typealias Store = HeadedStoreQueue<
    SteppedStoreQueue<MB85RC256V<SimulatedMB85RC256VTarget>>, SimulatedStoreQueue
  >
  typealias Board = MeterBoard<
    ThreadedSampler, SimulatedBoardLine, Display, SimulatedInput, SimulatedSerial, Store,
    SimulatedStoreQueue, VirtualTime, RunLog
  >

  let chips: Chips
  /// The start of the process.
  let began: Instant
  /// SCL periods of the FRAM until the run loop began.
  private(set) var storePeriods: Int
  /// What starting the board took without the FRAM: display, radio and the first run. Unit:
  /// nanoseconds.
  private(set) var starting: UInt64 = 0
  var board: Board
  private var reader: SimulatedSerial
  private var heard: [UInt8] = []

  init(_ chips: Chips, _ display: consuming Display) throws {
    let (began, periods) = (chips.clock.now, chips.fram.clocks)
    let fram = try Self.readKeptState(chips.fram)
    let frontEnd = ReferenceBoard.frontEnd(nominalFrequency: .hertz50)
    let meter = try Meter(MeterParameters(frontEnd: frontEnd, identity: DeviceIdentity()))
    let cable = SimulatedSerialCable(queueBytesMax: 4096)
    (self.chips, self.began) = (chips, began)
    storePeriods = chips.fram.clocks - periods
    reader = cable.endB
    board = Board(meter, Self.hardware(chips, fram, display, port: cable.endA), RunLog())
  }

  private static func readKeptState(
    _ chip: SimulatedMB85RC256V
  ) throws -> MB85RC256V<SimulatedMB85RC256VTarget> {
    var fram = MB85RC256V(chip.target())
    try fram.check()
    for copy in [Slot.a, .b] {
      var bytes = [UInt8](repeating: 0, count: StateFormat.lengthMax)
      var span = bytes.mutableSpan
      try fram.read(at: StateFormat.offset(copy), into: &span)
    }
    return fram
  }

  private static func hardware(
    _ chips: Chips, _ fram: consuming MB85RC256V<SimulatedMB85RC256VTarget>,
    _ display: consuming Display, port: SimulatedSerial
  ) -> Board.Hardware {
    let clock = chips.clock
    var board = SimulatedBoard(.referenceBoard)
    board.bus = Imperfections.typical.board(seed: 1).bus
    let sampler = SimulatedBoardSampler(
      load(10), board: board, seed: 1, clock: VirtualClock(start: clock.now))
    let reset = SimulatedLine(clock: clock, level: .high)
    let radio = SimulatedSerialCable(queueBytesMax: 4096).endA
    let keeper = SimulatedStorekeeper(chips.block.store, clock: clock)
    var hardware = Board.Hardware(
      source: ThreadedSampler(sampler, mainLoop: clock),
      display: HD44780(display, pause: clock.clock),
      radio: XBee3Module(port: radio, reset: .line(reset.output), pause: clock.clock),
      metrologyLED: .line(SimulatedLine(clock: clock).output),
      store: Store(
        head: SteppedStoreQueue(fram, partBytes: MB85RC256VLimits.partBytes), tail: keeper.queue),
      keySeed: DeskPlan(load(10), .hertz50).keySeed, clock: clock.clock)
    hardware.localPort = LocalPortHardware(
      port: port, requestLine: nil,
      LocalPortParameters(mode: .p1, manufacturer: FixedBytes(), identification: FixedBytes()))
    return hardware
  }

  /// Starts the board.
  mutating func start() throws {
    let (before, periods) = (chips.clock.now, chips.fram.clocks)
    _ = try board.start()
    let ours = chips.fram.clocks - periods
    storePeriods += ours
    starting = chips.clock.now.since(before) - chips.time(ofPeriods: ours)
  }

  /// Steps until the meter has figures, and shows and tells them; no longer than 20 s.
  mutating func firstReadings() throws -> FirstReadings {
    var first = FirstReadings()
    while !first.areAll, chips.clock.now.since(began) < 20_000_000_000 {
      board.step()
      let passed = chips.clock.now.since(began)
      if first.block == nil, let block = board.meter.latest {
        (first.block, first.blockEnd) = (passed, block.end)
      }
      let page = chips.display.lines.joined(separator: "|")
      if Self.isVoltage(page) { first.page = first.page ?? passed }
      if try hasTold() { first.telegram = first.telegram ?? passed }
    }
    return first
  }

  /// Whether a whole telegram has told the voltage.
  private mutating func hasTold() throws -> Bool {
    var bytes = InlineArray<256, UInt8>(repeating: 0)
    var span = bytes.mutableSpan
    let count = try reader.read(into: &span)
    for index in 0..<count { heard.append(bytes[index]) }
    guard let end = heard.lastIndex(of: UInt8(ascii: "!")) else { return false }
    return Self.isVoltage(String(decoding: heard[..<end], as: UTF8.self))
  }

  /// 230 V, give or take a code.
  private static func isVoltage(_ text: String) -> Bool {
    text.contains("230.") || text.contains("229.9")
  }
}

/// When something was there first, since the start of the process. Unit: nanoseconds.
struct FirstReadings {
  /// The figures of the first block.
  var block: UInt64?
  /// When that block ended.
  var blockEnd = Instant.zero
  /// A page with the voltage.
  var page: UInt64?
  /// A telegram with the voltage.
  var telegram: UInt64?

  var areAll: Bool { block != nil && page != nil && telegram != nil }
}
