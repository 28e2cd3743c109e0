// SPDX-License-Identifier: Apache-2.0

import Drivers
import HardwareInterface
import Ledger
import Meter
import MeterBoard
import Metrology
import Quantities
import SimulatedHardware
import Testing
import ZigBee

@testable import meterbench

/// A sampler as a thread of its own is one: it reads ahead of the main loop, whose time passes
/// while it waits for a run and no further.
private struct ThreadedSampler: HardwareInterface.SampleSource, ~Copyable {
  private var sampler: SimulatedBoardSampler
  private let mainLoop: VirtualClock
  private var sets = [SampleSet](repeating: .zero, count: AD7991Limits.setsMax)
  private var ready: SampleRun = .none

  init(_ sampler: SimulatedBoardSampler, mainLoop: VirtualClock) {
    self.sampler = sampler
    self.mainLoop = mainLoop
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

/// A board with its LED, the sampler beside the main loop.
private struct LitBoard: ~Copyable {
  typealias Board = MeterBoard<
    ThreadedSampler, SimulatedBoardLine, HD44780Lines<SimulatedBoardLine>, SimulatedInput,
    SimulatedSerial, MemoryStoreQueue, SimulatedStoreQueue, VirtualTime, InputLog
  >
  let clock = VirtualClock()
  let led: SimulatedLine
  var board: Board

  init(_ waveform: SyntheticWaveform) throws {
    let led = SimulatedLine(clock: clock)
    self.led = led
    let display = SimulatedHD44780(clock: clock)
    func line(_ pin: SimulatedHD44780.Pin) -> SimulatedBoardLine { .display(display.line(pin)) }
    let lines = HD44780Lines(
      registerSelect: line(.rs), enable: line(.e),
      data: HD44780DataLines(line(.d4), line(.d5), line(.d6), line(.d7)),
      backlight: line(.backlight))
    let reset = SimulatedLine(clock: clock, level: .high)
    let port = SimulatedSerialCable(queueBytesMax: 4096).endA
    let block = MemoryBlock(capacity: StoreMap.capacity)
    let sampler = SimulatedBoardSampler(waveform, board: SimulatedBoard(.referenceBoard), seed: 1)
    let hardware = Board.Hardware(
      source: ThreadedSampler(sampler, mainLoop: clock),
      display: HD44780(lines, pause: clock.clock),
      radio: XBee3Module(port: port, reset: .line(reset.output), pause: clock.clock),
      metrologyLED: .line(led.output), store: MemoryStoreQueue(block.store),
      keySeed: DeskPlan(waveform, .hertz50).keySeed, clock: clock.clock)
    let frontEnd = ReferenceBoard.frontEnd(nominalFrequency: .hertz50)
    let meter = try Meter(MeterParameters(frontEnd: frontEnd, identity: DeviceIdentity()))
    board = Board(meter, hardware, InputLog())
  }
}

@Suite struct MetrologyLEDTests {
  /// The display keeps the main loop for 2.4 ms a step, and waits for nothing else. Unit:
  /// nanoseconds.
  static let latenessMax = 2_500_000.0
  /// Sixteen-fold amplified, 12 bits. Unit: fraction of the energy.
  static let energyError = 1e-4

  // One pulse is 3,600 J; the first set lies at instant zero, the energy is that of the waveform.
  @Test(
    "An edge lies at its energy's instant and the constant delay, whatever a run takes",
    arguments: [(60.0, 13_800.0), (10.0, 2_300.0), (1.3, 299.0)])
  func constantDelay(current: Double, watts: Double) throws {
    let parameters = TestOutputParameters()
    var lit = try LitBoard(load(current))
    _ = try lit.board.start()
    let end = UInt64(max(6, 4 * 3_600 / watts) * 1e9)
    var steps = 0
    while lit.clock.now.nanoseconds < end {
      lit.board.step()
      steps += 1
      try #require(steps < 10_000)
    }
    let edges = lit.led.edges
    let rises = edges.filter { $0.level == .high }.map(\.at)
    #expect(rises.count >= 3)
    for (index, rise) in rises.enumerated() {
      let complete = Double(index + 1) * 3_600e9 / watts
      let late = Double(rise.nanoseconds) - complete - Double(parameters.delayNanoseconds)
      #expect(late >= -complete * Self.energyError - Self.grain)
      #expect(late <= complete * Self.energyError + Self.grain + Self.latenessMax)
    }
    for (rise, fall) in zip(edges, edges.dropFirst()) where rise.level == .high {
      let width = fall.at.since(rise.at)
      #expect(width >= parameters.pulseNanoseconds)
      #expect(Double(width) <= Double(parameters.pulseNanoseconds) + Self.latenessMax)
    }
  }

  /// The first cycle, while the grid of half cycles is the nominal one. Unit: nanoseconds.
  static let grain = 200_000.0
}
