// SPDX-License-Identifier: Apache-2.0

import Drivers
import Foundation
import HardwareInterface
import Ledger
import LinuxHardware
import Meter
import MeterBoard
import Quantities
import RadioLink
import SimulatedHardware

/// One `meterbench ether`: lives of the meter, one after each power cut, until somebody ends it.
final class EtherSession {
  private typealias Life = Desk<EtherPort, MemoryStoreQueue>

  /// Sets in one step: about 50 ms of the meter's time, so that an answer is not long in coming.
  private static let setsMax = 370

  private var pace: Pace
  private let surroundings: EtherSurroundings
  private let load: ChangeableLoad
  private let plan: DeskPlan
  private let began = UTC(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
  private var block = MemoryBlock(capacity: StoreMap.capacity)
  private var input = ControlInput()
  private var isEnding = false
  /// How long the supply stays off once a cut has been asked for.
  private var cutSeconds: Double?
  private var toldAddress: UInt16?
  private var toldBlock: UInt64 = 0

  /// Puts the ether together.
  init(speed: Double, seed: UInt64) throws {
    pace = Pace(speed: speed)
    surroundings = try EtherSurroundings(seed: seed)
    let load = ChangeableLoad(voltage: 230, current: 5, lagDegrees: 30)
    self.load = load
    var plan = DeskPlan(load, .hertz50)
    plan.seed = seed
    self.plan = plan
  }

  /// Runs until `quit`, the end of standard input, or a signal.
  func run() throws {
    LinuxProgram.catchStop()
    var event = EtherEvent("coordinator", at: .zero)
    event.pty = surroundings.terminal.path
    event.eui64 = Self.hexadecimal(surroundings.coordinator.eui64)
    try tell(event)
    while !isEnding {
      try live()
      try stayOff(seconds: cutSeconds ?? 0)
    }
  }

  /// One life of the meter, from power-up to power cut.
  private func live() throws {
    let clock = VirtualClock(start: surroundings.ether.now, utcAtZero: began)
    surroundings.begin()
    var desk = try Life(
      plan, clock: clock, port: EtherPort(surroundings.module),
      store: MemoryStoreQueue(block.store),
      log: InputLog())
    _ = try desk.board.start()
    desk.waveform.begin(at: clock.now)
    var event = EtherEvent("started", at: clock.now)
    event.eui64 = Self.hexadecimal(surroundings.module.eui64)
    try tell(event)
    cutSeconds = nil
    toldBlock = 0
    while !isEnding, cutSeconds == nil {
      desk.step(setsMax: Self.setsMax)
      surroundings.advance(to: clock.now, reset: desk.radioReset)
      try tellChanges(desk)
      try obeyAll(at: clock.now)
      pace.wait(until: clock.now)
    }
  }

  /// The supply of meter and module is off; what was not synced is lost.
  private func stayOff(seconds: Double) throws {
    guard !isEnding else { return }
    let now = surroundings.ether.now
    try tell(EtherEvent("off", at: now))
    surroundings.module.setPowered(false)
    block = block.afterPowerCycle(.unsyncedLost)
    let end = now.adding(milliseconds: UInt64(seconds * 1000))
    while !isEnding, surroundings.ether.now < end {
      let next = surroundings.ether.now.adding(milliseconds: 50)
      surroundings.advance(to: next)
      try obeyAll(at: next)
      pace.wait(until: next)
    }
    surroundings.module.setPowered(true)
  }

  private func tellChanges(_ desk: borrowing Life) throws {
    let now = desk.clock.now
    let address = desk.board.meter.network?.shortAddress
    if address != toldAddress {
      var event = EtherEvent(address == nil ? "left" : "joined", at: now)
      event.shortAddress = address
      try tell(event)
      toldAddress = address
    }
    guard desk.board.meter.blocks != toldBlock else { return }
    toldBlock = desk.board.meter.blocks
    var event = EtherEvent("block", at: now)
    event.block = EtherEvent.Block(desk)
    try tell(event)
  }

  private func obeyAll(at now: Instant) throws {
    if LinuxProgram.isStopAsked { isEnding = true }
    for line in input.lines() {
      guard let control = ControlLine(line) else {
        var event = EtherEvent("unknown", at: now)
        event.text = "\(line): it is none of \(ControlLine.usage)"
        try tell(event)
        continue
      }
      obey(control)
      var event = EtherEvent("done", at: now)
      event.text = line
      try tell(event)
    }
  }

  private func obey(_ control: ControlLine) {
    switch control {
    case .quit: isEnding = true
    case .speed(let speed): pace = Pace(speed: speed, from: surroundings.ether.now)
    case .cut(let seconds): cutSeconds = seconds
    case .load(let voltage, let current, let lag):
      load.change(voltage: voltage, current: current, lagDegrees: lag)
    default: surroundings.obey(control)
    }
  }

  private func tell(_ event: EtherEvent) throws { try Terminal.print(try event.line()) }

  private static func hexadecimal(_ eui64: UInt64) -> String {
    let digits = String(eui64, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
