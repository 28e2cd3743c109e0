// SPDX-License-Identifier: Apache-2.0

import HardwareInterface
import Ledger
import Meter
import Quantities
import SimulatedHardware
import Testing

@testable import MeterBoard
@testable import meterbench

/// Changes of lines between two steps of the run loop, which takes 184 ms for each.
@Suite("Changes of lines between two steps")
struct LineChangesTests {
  private static func meter() throws -> WholeMeter<SimulatedSerial> {
    var meter = try WholeMeter(alone: DeskPlan(load(5), .hertz50))
    _ = try meter.start()
    try meter.run(seconds: 1)
    return meter
  }

  @Test(
    "A press and a release before anybody looks turn the page where they are 30 ms apart",
    arguments: [(29, " Hz"), (31, "Import")])
  func press(_ row: (milliseconds: UInt64, text: String)) throws {
    var meter = try Self.meter()
    meter.desk.pageButton.drive(.low)
    meter.desk.clock.advance(nanoseconds: row.milliseconds * 1_000_000)
    meter.desk.pageButton.drive(.high)
    try meter.run(seconds: 0.6)
    let text = meter.desk.display.lines.joined(separator: "|")
    #expect(text.contains(row.text), "\(text)")
  }

  @Test("A supply that failed and came back before anybody looked was saved once")
  func powerFail() throws {
    var meter = try Self.meter()
    let line = SimulatedLine(clock: meter.desk.clock, level: .high)
    meter.desk.board.hardware.powerFail = line.input
    meter.step()
    let before = meter.registers.events.saves
    line.drive(.low)
    line.drive(.high)
    meter.step()
    #expect(meter.registers.events.saves == before + 1)
    #expect(meter.desk.board.levels[Int(InputLine.powerFail.rawValue)] == .high)
  }

  @Test(
    "A line with more changes than are kept comes to where it is, four changes a step",
    arguments: [(4, 1), (5, 2), (16, 4), (17, 5), (40, 5)])
  func overflow(_ row: (changes: Int, steps: Int)) throws {
    var meter = try Self.meter()
    let line = SimulatedLine(clock: meter.desk.clock, level: .high)
    meter.desk.board.hardware.cover = line.input
    meter.step()
    for number in 0..<row.changes { line.drive(number % 2 == 0 ? .low : .high) }
    for _ in 0..<row.steps { meter.step() }
    let change = try meter.desk.board.nextChange(of: .cover)
    #expect(change == nil)
    meter.step()
    #expect(meter.desk.board.levels[Int(InputLine.cover.rawValue)] == line.level)
  }
}
