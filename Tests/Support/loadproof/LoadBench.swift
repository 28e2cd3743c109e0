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

/// The run loop of meterd at full load: bursts at 400 kHz, 13.8 kW, the radio in a network that
/// asks each second, a P1 telegram each second, the display, saves each 10 s.
struct LoadBench: ~Copyable {
  typealias Board = MeterBoard<
    PacedSource, CountedLine, HD44780Lines<CountedLine>, CountedLine, TapedPort,
    ImmediateStoreQueue<CountedStore>, ImmediateStoreQueue<CountedStore>, CountedTime, Quiet
  >

  private let clock: VirtualClock
  let calls: Calls
  private var board: Board

  static func make(_ bursts: Bursts, _ makePort: (Calls) -> TapedPort) throws -> LoadBench {
    let (clock, calls) = (VirtualClock(), Calls())
    clock.setUTC(atZero: UTC(milliseconds: 1_764_000_000_000))
    let line = CountedLine(calls: calls)
    let time = CountedTime(clock: clock, calls: calls)
    let lines = HD44780Lines(
      registerSelect: line, enable: line, data: HD44780DataLines(line, line, line, line),
      backlight: line)
    let store = CountedStore(capacity: StoreMap.capacity, calls)
    var hardware = Board.Hardware(
      source: try PacedSource(bursts, clock, calls), display: HD44780(lines, pause: time),
      radio: XBee3Module(port: makePort(calls), reset: line, pause: time), metrologyLED: line,
      store: ImmediateStoreQueue(store), keySeed: Self.keySeed, clock: time)
    hardware.supply = SupplyHardware(
      relay: LatchingRelay(set: line, reset: line, pause: time), feedback: line, loadControl: line)
    hardware.pageButton = line
    hardware.calibrationSeal = line
    hardware.cover = line
    hardware.magnetSensor = line
    hardware.powerFail = line
    hardware.localPort = LocalPortHardware(
      port: TapedPort(playing: nil, calls), requestLine: nil,
      LocalPortParameters(mode: .p1, manufacturer: FixedBytes(), identification: FixedBytes()))
    let frontEnd = ReferenceBoard.frontEnd(nominalFrequency: .hertz50)
    let meter = try Meter(MeterParameters(frontEnd: frontEnd, identity: DeviceIdentity()))
    var board = Board(meter, hardware, Quiet())
    _ = try board.start()
    return LoadBench(clock: clock, calls: calls, board: board)
  }

  var isJoined: Bool { board.meter.network != nil }
  var registers: Registers { board.meter.registers }
  var faults: Int { board.observer.faults }

  /// Steps until a time. What it costs is counted: it stays a function of its own.
  @inline(never)
  mutating func measure(until seconds: UInt64, _ room: Room?) -> Int {
    var steps = 0
    while clock.now.nanoseconds < seconds * 1_000_000_000 {
      board.step()
      room?.advance(to: clock.now)
      steps += 1
    }
    return steps
  }

  /// As `measure`, and counted by nobody.
  @inline(never)
  mutating func warmUp(until seconds: UInt64, _ room: Room?) {
    while clock.now.nanoseconds < seconds * 1_000_000_000 {
      board.step()
      room?.advance(to: clock.now)
    }
  }

  /// The same each time, and so nobody's secret.
  static var keySeed: FixedBytes<32> {
    var seed = FixedBytes<32>()
    while !seed.isFull { seed.append(UInt8(seed.count)) }
    return seed
  }
}

/// Counts faults: there are none.
struct Quiet: BoardObserver {
  var faults = 0

  mutating func failed(_ fault: BoardFault) { faults += 1 }
}
