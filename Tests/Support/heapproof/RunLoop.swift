// SPDX-License-Identifier: Apache-2.0

import Bytes
import Drivers
import HardwareInterface
import Ledger
import LocalPort
import Meter
import MeterBoard

/// The run loop and its drivers, made for one set of hardware. Nothing runs it: the compiler judges
/// heap use only in code whose types are known, and here they are.
typealias ProvenBoard = MeterBoard<
  ConverterReader<StandIn, StandIn>, StandIn, HD44780Wiring<StandIn, StandIn>, StandIn, StandIn,
  HeadedStoreQueue<SteppedStoreQueue<StandIn>, ImmediateStoreQueue<StandIn>>,
  ImmediateStoreQueue<StandIn>, StandIn,
  StandInLog
>

/// Takes the hardware as meterd does.
public func makeBoard(_ meter: consuming Meter) -> Bool {
  do throws(Refusal) {
    let converter = try AD7991(StandIn(), bias: ReferenceBoard.bias)
    var hardware = ProvenBoard.Hardware(
      source: ConverterReader(converter, clock: StandIn()),
      display: HD44780(wiring(isExpanded: meter.network != nil), pause: StandIn()),
      radio: XBee3Module(port: StandIn(), reset: StandIn(), pause: StandIn()),
      metrologyLED: StandIn(),
      store: HeadedStoreQueue(
        head: SteppedStoreQueue(StandIn(), partBytes: 64), tail: ImmediateStoreQueue(StandIn())),
      keySeed: FixedBytes(), clock: StandIn())
    hardware.supply = SupplyHardware(
      relay: LatchingRelay(set: StandIn(), reset: StandIn(), pause: StandIn()),
      feedback: StandIn(), loadControl: StandIn())
    hardware.localPort = LocalPortHardware(
      port: StandIn(), requestLine: StandIn(),
      LocalPortParameters(
        mode: .p1, manufacturer: FixedBytes(), identification: FixedBytes()))
    var board = ProvenBoard(meter, hardware, StandInLog())
    return run(&board)
  } catch {
    return false
  }
}

/// Either of what meterd chooses from.
private func wiring(isExpanded: Bool) -> HD44780Wiring<StandIn, StandIn> {
  if isExpanded { return HD44780Wiring(PCF8574(StandIn())) }
  let lines = HD44780Lines(
    registerSelect: StandIn(), enable: StandIn(),
    data: HD44780DataLines(StandIn(), StandIn(), StandIn(), StandIn()), backlight: StandIn())
  return HD44780Wiring(lines)
}

/// Runs as meterd does.
private func run(_ board: inout ProvenBoard) -> Bool {
  board.observer.begin()
  do throws(StartFailure) { _ = try board.start() } catch { return false }
  while board.observer.number < .max {
    board.step()
    board.feel(millidegrees: Int32(truncatingIfNeeded: board.observer.number))
  }
  board.stop()
  return true
}
