// SPDX-License-Identifier: Apache-2.0

import Bytes
import Drivers
import HardwareInterface
import Ledger
import MeterRig
import Quantities
import SimulatedHardware
import Tariff
import ZigBee

@testable import Meter
@testable import MeterBoard
@testable import Metrology

/// Counts what failed.
struct FaultCount: BoardObserver {
  var faults = 0

  mutating func failed(_ fault: BoardFault) { faults += 1 }
}

/// The firmware's run loop on a store, fed with energies instead of samples.
struct BookedMeter: ~Copyable {
  typealias Board = MeterBoard<
    Idle, Idle, HD44780Lines<Idle>, Idle, Idle, ImmediateStoreQueue<MemoryBlockStore>,
    ImmediateStoreQueue<MemoryBlockStore>, VirtualTime,
    FaultCount
  >

  let clock: VirtualClock
  var board: Board

  /// Local time is an hour ahead; the time of day is known from the start.
  init(
    _ block: MemoryBlock, utc: Int64?, saveMilliseconds: UInt64 = 10_000,
    _ adjust: (inout MeterParameters) -> Void = { _ in }
  ) throws {
    clock = VirtualClock(utcAtZero: utc.map { UTC(milliseconds: $0) })
    let display = VirtualClock()
    let lines = HD44780Lines(
      registerSelect: Idle(), enable: Idle(),
      data: HD44780DataLines(Idle(), Idle(), Idle(), Idle()), backlight: Idle())
    let hardware = Board.Hardware(
      source: Idle(), display: HD44780(lines, pause: display.clock),
      radio: XBee3Module(port: Idle(), reset: Idle(), pause: display.clock),
      metrologyLED: Idle(), store: ImmediateStoreQueue(block.store), keySeed: Self.keySeed,
      clock: clock.clock)
    var parameters = MeterParameters(
      frontEnd: ReferenceBoard.frontEnd(nominalFrequency: .hertz50), identity: DeviceIdentity())
    parameters.zone = ZoneRules(standardOffsetMinutes: 60) ?? .utc
    parameters.saveMilliseconds = saveMilliseconds
    adjust(&parameters)
    board = Board(try Meter(parameters), hardware, FaultCount())
  }

  private static var keySeed: FixedBytes<32> {
    var bytes = FixedBytes<32>()
    while !bytes.isFull { bytes.append(UInt8(bytes.count)) }
    return bytes
  }

  var registers: Registers { board.meter.registers }

  /// Starts the board; time begins to be booked.
  mutating func start() throws -> Restored {
    let restored = try board.start()
    board.step()
    return restored
  }

  /// Lets time pass and books what came in it: active energy, and shares of it as the others.
  mutating func step(seconds: UInt64, _ raw: Int128) {
    let begin = clock.now
    clock.advance(nanoseconds: seconds * 1_000_000_000)
    var step = EnergyStep(
      energy: Q64_64(raw: raw), energyDC: Q64_64(raw: 0),
      apparent: Q64_64(raw: raw.magnitudeRaw + raw.magnitudeRaw / 7))
    step.fundamental = Q64_64(raw: raw - raw / 100)
    step.reactive = Q64_64(raw: raw / 3)
    step.course.start = begin
    step.course.add(until: clock.now, complete: EnergyCourse.whole)
    board.meter.accounts.metered(step)
    board.step()
  }

  /// Tells the time of day, as the network does.
  func set(utc: Int64?) {
    let now = Int64(clock.now.nanoseconds / 1_000_000)
    clock.setUTC(atZero: utc.map { UTC(milliseconds: $0 - now) })
  }
}

extension Int128 {
  fileprivate var magnitudeRaw: Int128 { self < 0 ? -self : self }
}
