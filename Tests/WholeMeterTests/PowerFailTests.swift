// SPDX-License-Identifier: Apache-2.0

import HardwareInterface
import Ledger
import Quantities
import SimulatedHardware
import Synchronization
import Testing
import ZigBee

@testable import Meter
@testable import MeterBoard
@testable import meterbench

/// The radio's line, with all that goes to the module.
private struct HeardPort: SerialPort, ~Copyable {
  typealias Failure = EtherPort.Failure

  /// What was said.
  final class Ear: Sendable {
    private let heard = Mutex<[UInt8]>([])

    func hear(_ bytes: [UInt8]) { heard.withLock { $0 += bytes } }

    /// How often a text of bytes was said.
    func count(_ text: [UInt8]) -> Int {
      heard.withLock { bytes in
        guard bytes.count >= text.count else { return 0 }
        return (0...bytes.count - text.count).count { Array(bytes[$0..<$0 + text.count]) == text }
      }
    }
  }

  let ear: Ear
  private var port: EtherPort

  init(_ room: Room, _ ear: Ear) {
    port = room.port
    self.ear = ear
  }

  mutating func write(_ bytes: Span<UInt8>) throws(Failure) -> Int {
    let count = try port.write(bytes)
    ear.hear((0..<count).map { bytes[$0] })
    return count
  }

  mutating func read(into bytes: inout MutableSpan<UInt8>) throws(Failure) -> Int {
    try port.read(into: &bytes)
  }
}

/// The whole meter, on its radio, when its supply fails.
@Suite("Power fail")
struct PowerFailTests {
  /// Alarm 3 of cluster 0x0702, the end of its frame: `00 03 02 07`. Source: [ZCL] 3.11.2.5.1.
  private static let alarm: [UInt8] = [0x00, 0x03, 0x02, 0x07]
  /// 5 ms. Unit: sample sets.
  private static let setsInStep = 37

  /// A meter that has joined.
  private struct Scene: ~Copyable {
    let ear: HeardPort.Ear
    let powerFail: SimulatedLine
    var meter: WholeMeter<HeardPort>

    static func make(isGood: Bool = true) throws -> Scene {
      let (room, ear) = (Room(seed: 7), HeardPort.Ear())
      var plan = DeskPlan(load(10), .hertz50)
      plan.seed = 7
      var meter = try WholeMeter(plan, port: HeardPort(room, ear), room: room)
      let powerFail = SimulatedLine(clock: meter.desk.clock, level: isGood ? .high : .low)
      meter.desk.board.hardware.powerFail = powerFail.input
      _ = try meter.start()
      try meter.run(seconds: 15)
      return Scene(ear: ear, powerFail: powerFail, meter: meter)
    }

    var told: Int { ear.count(PowerFailTests.alarm) }

    /// Steps of 5 ms for so many milliseconds, or until the meter is to stop; the time it took.
    mutating func run(milliseconds: UInt64, _ look: (borrowing Scene) -> Void = { _ in }) -> UInt64
    {
      let began = meter.desk.clock.now
      while meter.desk.clock.now.since(began) < milliseconds * 1_000_000 {
        meter.desk.step(setsMax: PowerFailTests.setsInStep)
        meter.room?.advance(
          to: meter.desk.clock.now, utc: UTC(milliseconds: 0), reset: meter.desk.radioReset)
        look(self)
        if meter.desk.board.isSupplyLost { break }
      }
      return meter.desk.clock.now.since(began) / 1_000_000
    }
  }

  @Test("An outage is told by radio once, after the registers are safe; then the meter stops")
  func outage() throws {
    var scene = try Scene.make()
    let isJoined = scene.meter.desk.board.meter.network != nil
    #expect(isJoined && scene.told == 0)
    let saves = scene.meter.registers.events.saves
    scene.powerFail.drive(.low)
    var savesWhenTold: UInt64?
    let milliseconds = scene.run(milliseconds: 100) { scene in
      guard savesWhenTold == nil, scene.told > 0 else { return }
      savesWhenTold = scene.meter.desk.board.meter.confirmedRegisters.events.saves
    }
    #expect(savesWhenTold == saves + 1)
    #expect(scene.told == 1)
    let isLost = scene.meter.desk.board.isSupplyLost
    #expect(isLost && 60...70 ~= milliseconds, "\(milliseconds) ms")
    let status = scene.meter.desk.board.meter.values.metering.status
    #expect(status.map { $0 & 1 << 3 } == 1 << 3)
    scene.meter.desk.board.stop()
    #expect(scene.told == 1)
    let (now, safe) = (
      scene.meter.registers, scene.meter.desk.board.meter.confirmedRegisters
    )
    #expect(now.energyImport == safe.energyImport)
  }

  @Test("A glitch costs a save: nobody is told, and the meter goes on")
  func glitch() throws {
    var scene = try Scene.make()
    let saves = scene.meter.registers.events.saves
    scene.powerFail.drive(.low)
    _ = scene.run(milliseconds: 15)
    scene.powerFail.drive(.high)
    let milliseconds = scene.run(milliseconds: 1_000)
    #expect(milliseconds >= 1_000 && scene.told == 0)
    #expect(scene.meter.registers.events.saves == saves + 1)
  }

  @Test("A comparator that says low from the start on neither tells nor stops")
  func neverGood() throws {
    var scene = try Scene.make(isGood: false)
    let milliseconds = scene.run(milliseconds: 1_000)
    #expect(milliseconds >= 1_000 && scene.told == 0)
  }

  @Test("An alarm that nobody answers is not sent again when the supply comes back")
  func once() throws {
    var scene = try Scene.make()
    scene.meter.room?.coordinator.setPowered(false)
    scene.powerFail.drive(.low)
    _ = scene.run(milliseconds: 40)
    scene.powerFail.drive(.high)
    try scene.meter.run(seconds: 60)
    #expect(scene.told == 1)
  }
}
