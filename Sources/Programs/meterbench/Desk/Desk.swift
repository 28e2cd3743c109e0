// SPDX-License-Identifier: Apache-2.0

import Bytes
import Drivers
import HardwareInterface
import Ledger
import Meter
import MeterBoard
import Quantities
import SimulatedHardware
import ZigBee

/// The whole meter at a desk: the run loop of the firmware on simulated chips that see a waveform.
///
/// Time is the virtual clock's: a burst lets its bus time pass, nothing else does.
struct Desk<Port: SerialPort & ~Copyable, Store: StoreQueue & ~Copyable>: ~Copyable {
  typealias Board = MeterBoard<
    ConverterReader<SimulatedAD7991Target, VirtualTime>, SimulatedBoardLine,
    HD44780Lines<SimulatedBoardLine>, SimulatedInput, Port, Store, SimulatedStoreQueue, VirtualTime,
    InputLog
  >

  let clock: VirtualClock
  /// The main loop's: what it waits for costs no sample, as the sampler is a thread of its own.
  let displayClock = VirtualClock()
  let display: SimulatedHD44780
  let chip: SimulatedAD7991
  let waveform: StartedWaveform
  /// The radio module's reset line, low while it is held.
  let radioReset: SimulatedLine
  /// D1.
  let metrologyLED: SimulatedLine
  /// K1.
  let supplyRelay: SimulatedLatchingRelay
  /// K2, high is on.
  let loadControl: SimulatedLine
  /// S1, low is pressed.
  let pageButton: SimulatedLine
  var board: Board

  /// Puts the board together, powered and not started.
  ///
  /// - Errors: a front end that the metrology refuses; a chip that does not answer at once.
  init(
    _ plan: DeskPlan, clock: VirtualClock, port: consuming Port, store: consuming Store,
    log: consuming InputLog
  ) throws {
    self.clock = clock
    let display = SimulatedHD44780(clock: displayClock)
    self.display = display
    waveform = StartedWaveform(plan.waveform)
    radioReset = SimulatedLine(clock: clock, level: .high)
    metrologyLED = SimulatedLine(clock: clock, level: .low)
    supplyRelay = SimulatedLatchingRelay(clock: clock)
    loadControl = SimulatedLine(clock: clock, level: .low)
    pageButton = SimulatedLine(clock: clock, level: .high)
    chip = SimulatedAD7991(plan.analog, waveform: waveform, clock: clock, seed: plan.seed)
    let converter = try AD7991(chip.target, bias: ReferenceBoard.bias)
    var hardware = Board.Hardware(
      source: ConverterReader(converter, clock: clock.clock),
      display: HD44780(Self.lines(of: display), pause: displayClock.clock),
      radio: XBee3Module(
        port: port, reset: .line(radioReset.output), pause: displayClock.clock),
      metrologyLED: .line(metrologyLED.output), store: store, keySeed: plan.keySeed,
      clock: clock.clock)
    hardware.supply = SupplyHardware(
      relay: LatchingRelay(
        set: .line(supplyRelay.set.output), reset: .line(supplyRelay.reset.output),
        pause: displayClock.clock),
      feedback: supplyRelay.feedback.input, loadControl: .line(loadControl.output))
    hardware.pageButton = pageButton.input
    let meter = try Meter(MeterParameters(frontEnd: plan.frontEnd, identity: plan.identity))
    board = Board(meter, hardware, log)
  }

  /// One step of the run loop.
  mutating func step(setsMax: Int = AD7991Limits.setsMax) {
    displayClock.advance(to: clock.now)
    board.step(setsMax: setsMax)
    supplyRelay.settle()
  }

  private static func lines(of display: SimulatedHD44780) -> HD44780Lines<SimulatedBoardLine> {
    func line(_ pin: SimulatedHD44780.Pin) -> SimulatedBoardLine { .display(display.line(pin)) }
    return HD44780Lines(
      registerSelect: line(.rs), enable: line(.e),
      data: HD44780DataLines(line(.d4), line(.d5), line(.d6), line(.d7)),
      backlight: line(.backlight))
  }
}

/// A store in memory, which answers at once.
typealias MemoryStoreQueue = ImmediateStoreQueue<MemoryBlockStore>

/// What a desk is built from.
struct DeskPlan {
  /// What lies at the terminals.
  var waveform: any SimulatedHardware.Waveform
  /// The sensors and the converter's noise.
  var analog = AnalogFrontEnd.referenceBoard
  /// What the meter believes of them.
  var frontEnd: FrontEnd
  /// What its radio says.
  var identity = DeviceIdentity()
  /// The seed of all chance.
  var seed: UInt64 = 1

  /// The reference board as drawn, with 0.3 LSB of noise.
  init(_ waveform: any SimulatedHardware.Waveform, _ frequency: NominalFrequency) {
    self.waveform = waveform
    frontEnd = ReferenceBoard.frontEnd(nominalFrequency: frequency)
    analog.noiseRMS = 0.3
  }

  /// For the key of a simulated meter: the same each time, and so nobody's secret.
  var keySeed: FixedBytes<32> {
    var random = SplitMix64(seed: seed)
    var bytes = FixedBytes<32>()
    while !bytes.isFull { bytes.append(UInt8(truncatingIfNeeded: random.next())) }
    return bytes
  }
}
