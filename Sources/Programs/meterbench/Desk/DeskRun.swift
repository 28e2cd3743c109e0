// SPDX-License-Identifier: Apache-2.0

import Drivers
import Foundation
import HardwareInterface
import Ledger
import LinuxHardware
import Meter
import MeterBoard
import Quantities
import SimulatedHardware

/// Runs a desk to its end, on virtual or on real time.
struct DeskRun<Port: SerialPort & ~Copyable, Store: StoreQueue & ~Copyable>: ~Copyable {
  var desk: Desk<Port, Store>
  let room: Room?
  /// Nil: until somebody asks to end.
  let seconds: Double?
  /// Universal time at the start of the run.
  let began: UTC
  /// What the store held.
  private(set) var restored = Restored.firstStart
  /// The registers as they were restored.
  private(set) var before = Registers()

  init(
    _ desk: consuming Desk<Port, Store>, room: Room?, seconds: Double?, began: UTC
  ) {
    self.desk = desk
    self.room = room
    self.seconds = seconds
    self.began = began
  }

  /// When sampling began.
  private var origin = Instant.zero

  /// Seconds of the meter's time since sampling began.
  var elapsed: Double { Double(desk.clock.now.since(origin)) / 1e9 }

  /// Starts, steps until the end, stops. `pause` is called after each step.
  ///
  /// - Errors: registers that cannot be known.
  mutating func run(_ pause: (borrowing DeskRun) -> Void) throws(StartFailure) {
    restored = try desk.board.start()
    before = desk.board.meter.registers
    origin = desk.clock.now
    desk.waveform.begin(at: origin)
    while !LinuxProgram.isStopAsked {
      let sets = setsLeft
      if sets == 0 { break }
      desk.step(setsMax: sets)
      advanceRoom()
      pause(self)
    }
    desk.board.stop()
    advanceRoom()
  }

  /// Sets that still end before the run does: none is taken where nothing lies at the terminals.
  private var setsLeft: Int {
    guard let seconds else { return AD7991Limits.setsMax }
    let left = (seconds - elapsed) * 1e9 - Double(ReferenceBoard.burstNanoseconds(sets: 0))
    let period =
      Double(ReferenceBoard.burstNanoseconds(sets: 1))
      - Double(ReferenceBoard.burstNanoseconds(sets: 0))
    return max(0, min(AD7991Limits.setsMax, Int(min(1e6, left / period))))
  }

  private func advanceRoom() {
    let now = desk.clock.now
    room?.advance(to: now, utc: utc, reset: desk.radioReset)
  }

  /// Universal time now.
  var utc: UTC {
    UTC(milliseconds: began.milliseconds + Int64(desk.clock.now.nanoseconds / 1_000_000))
  }
}
