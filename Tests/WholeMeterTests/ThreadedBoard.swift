// SPDX-License-Identifier: Apache-2.0

import Drivers
import HardwareInterface
import Ledger
import Meter
import MeterBoard
import Quantities
import SimulatedHardware
import ZigBee

@testable import meterbench

/// A sampler as a thread of its own is one: it reads ahead of the main loop, whose time passes
/// while it waits for a run and no further.
struct ThreadedSampler: HardwareInterface.SampleSource, ~Copyable {
  static let readsAhead = true
  /// It begins no sooner: boards with other displays begin at the same instant.
  static let beginning = Instant(nanoseconds: 100_000_000)

  private var sampler: SimulatedBoardSampler
  private let mainLoop: VirtualClock
  private var sets = [SampleSet](repeating: .zero, count: AD7991Limits.setsMax)
  private var ready: SampleRun = .none

  init(_ sampler: SimulatedBoardSampler, mainLoop: VirtualClock) {
    self.sampler = sampler
    self.mainLoop = mainLoop
  }

  /// The first run is read before the thread reads.
  mutating func begin() {
    sampler.clock.advance(to: max(mainLoop.now, Self.beginning))
    if let end = readAhead() { mainLoop.advance(to: end) }
  }

  mutating func wait(nanoseconds: UInt64) -> Bool {
    let limit = mainLoop.now.nanoseconds + nanoseconds
    guard let end = readAhead(), end.nanoseconds <= limit else {
      mainLoop.advance(to: Instant(nanoseconds: limit))
      return false
    }
    mainLoop.advance(to: end)
    return true
  }

  mutating func next(into sets: inout MutableSpan<SampleSet>) -> SampleRun {
    guard let end = readAhead(), case .sets(let count, _) = ready else { return .none }
    mainLoop.advance(to: end)
    for index in 0..<count { sets[index] = self.sets[index] }
    defer { ready = .none }
    return ready
  }

  /// When the next run ends.
  private mutating func readAhead() -> Instant? {
    if ready == .none {
      var read = sets
      var span = read.mutableSpan
      ready = sampler.next(into: &span)
      sets = read
    }
    guard case .sets(_, let stamp) = ready else { return nil }
    return stamp.end
  }
}

/// A board with its LED and a display on any port, the sampler beside the main loop.
struct ThreadedBoard<Display: HD44780Port & ~Copyable>: ~Copyable {
  typealias Board = MeterBoard<
    ThreadedSampler, SimulatedBoardLine, Display, SimulatedInput, SimulatedSerial, MemoryStoreQueue,
    SimulatedStoreQueue, VirtualTime, InputLog
  >
  let clock: VirtualClock
  let led: SimulatedLine
  var board: Board

  init(_ waveform: SyntheticWaveform, _ clock: VirtualClock, _ display: consuming Display) throws {
    self.clock = clock
    let led = SimulatedLine(clock: clock)
    self.led = led
    let reset = SimulatedLine(clock: clock, level: .high)
    let port = SimulatedSerialCable(queueBytesMax: 4096).endA
    let block = MemoryBlock(capacity: StoreMap.capacity)
    let sampler = SimulatedBoardSampler(waveform, board: SimulatedBoard(.referenceBoard), seed: 1)
    let hardware = Board.Hardware(
      source: ThreadedSampler(sampler, mainLoop: clock),
      display: HD44780(display, pause: clock.clock),
      radio: XBee3Module(port: port, reset: .line(reset.output), pause: clock.clock),
      metrologyLED: .line(led.output), store: MemoryStoreQueue(block.store),
      keySeed: DeskPlan(waveform, .hertz50).keySeed, clock: clock.clock)
    let frontEnd = ReferenceBoard.frontEnd(nominalFrequency: .hertz50)
    let meter = try Meter(MeterParameters(frontEnd: frontEnd, identity: DeviceIdentity()))
    board = Board(meter, hardware, InputLog())
  }

  /// Steps until so many seconds of the clock.
  mutating func run(until seconds: Double) {
    while Double(clock.now.nanoseconds) < seconds * 1e9 { board.step() }
  }
}

extension ThreadedBoard<HD44780Lines<SimulatedBoardLine>> {
  /// With a display on lines.
  init(_ waveform: SyntheticWaveform) throws {
    let clock = VirtualClock()
    let display = SimulatedHD44780(clock: clock)
    func line(_ pin: SimulatedHD44780.Pin) -> SimulatedBoardLine { .display(display.line(pin)) }
    let lines = HD44780Lines(
      registerSelect: line(.rs), enable: line(.e),
      data: HD44780DataLines(line(.d4), line(.d5), line(.d6), line(.d7)),
      backlight: line(.backlight))
    try self.init(waveform, clock, lines)
  }
}
