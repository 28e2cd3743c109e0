// SPDX-License-Identifier: Apache-2.0

import Bytes
import HardwareInterface
import Quantities
import SimulatedHardware
import Testing
import ZigBee

@testable import Meter
@testable import MeterBoard
@testable import meterbench

/// The whole meter and a finger on its button, among the network's texts and events.
@Suite("The page button")
struct PageButtonTests {
  /// 2026-01-24T03:58:56Z.
  private static let clock: UInt32 = 0x3107_0000

  private static func meter() throws -> WholeMeter<SimulatedSerial> {
    var meter = try WholeMeter(alone: DeskPlan(load(5), .hertz50))
    _ = try meter.start()
    meter.desk.board.meter.device.joined(
      shortAddress: 0x1234, eui64: 0x0102_0304_0506_0708, payloadBytesMax: 84)
    let utc = (Int64(clock) + 946_684_800) * 1_000
    let now = meter.desk.clock.now
    meter.desk.board.meter.clock.told(byNetwork: UTC(milliseconds: utc), at: now)
    try meter.run(seconds: 1)
    return meter
  }

  /// Presses for so long, and lets the display follow.
  private static func press(_ meter: inout WholeMeter<SimulatedSerial>, seconds: Double) throws {
    meter.desk.pageButton.drive(.low)
    try meter.run(seconds: seconds)
    meter.desk.pageButton.drive(.high)
    try meter.run(seconds: 0.4)
  }

  private static func receive(
    _ meter: inout WholeMeter<SimulatedSerial>, _ cluster: UInt16, _ command: UInt8,
    _ body: [UInt8]
  ) throws {
    var message = ApplicationMessage(peer: 0, endpoints: (1, 1), cluster: cluster, profile: 0x0104)
    for byte in [0x19, 0x2A, command] + body { message.payload.append(byte) }
    let moment = Moment(
      meter.desk.clock.now, utc: meter.desk.board.meter.clock.time(at: meter.desk.clock.now))
    _ = meter.desk.board.meter.device.received(message, at: moment, values: MeterValues())
    try meter.run(seconds: 0.4)
  }

  private static func text(_ meter: borrowing WholeMeter<SimulatedSerial>) -> String {
    meter.desk.display.lines.joined(separator: "|")
  }

  /// What the clients of a cluster want sent now: commands and bodies.
  private static func told(
    _ meter: inout WholeMeter<SimulatedSerial>, _ cluster: UInt16
  ) -> [[UInt8]] {
    var told: [[UInt8]] = []
    let now = meter.desk.clock.now
    let moment = Moment(now, utc: meter.desk.board.meter.clock.time(at: now))
    while let message = meter.desk.board.meter.device.tick(at: moment, values: MeterValues()) {
      let payload = (0..<message.payload.count).map { message.payload[$0] }
      if message.cluster == cluster { told.append(Array(payload.dropFirst(2))) }
    }
    return told
  }

  @Test("A short press turns the page")
  func pages() throws {
    var meter = try Self.meter()
    #expect(Self.text(meter).contains(" Hz"))
    try Self.press(&meter, seconds: 0.3)
    #expect(Self.text(meter).hasPrefix("Import"))
  }

  @Test("The light goes out a minute after the start, and a press brings it back")
  func light() throws {
    var meter = try Self.meter()
    #expect(meter.desk.display.isLit)
    try meter.run(seconds: 60)
    #expect(!meter.desk.display.isLit)
    try Self.press(&meter, seconds: 0.3)
    #expect(meter.desk.display.isLit)
    // The mark of legal values is there to be shown.
    #expect(meter.desk.display.glyph(1)[2] == 0b10001)
  }

  @Test("A text that waits for it is confirmed by a press, seen first; another one is not")
  func confirms() throws {
    var meter = try Self.meter()
    // DisplayMessage 77, confirmation wanted, now, 10 minutes, "Hello".
    try Self.receive(
      &meter, 0x0703, 0x00, [77, 0, 0, 0, 0x80, 0, 0, 0, 0, 10, 0, 5] + Array("Hello".utf8))
    try Self.press(&meter, seconds: 0.3)
    #expect(Self.text(meter).hasPrefix("Hello"))
    #expect(Self.told(&meter, 0x0703).allSatisfy { $0[0] != 0x01 }, "nobody confirmed it yet")
    try Self.press(&meter, seconds: 0.3)
    #expect(Self.text(meter).contains("Confirmed"))
    let confirmed = Self.told(&meter, 0x0703).filter { $0[0] == 0x01 }
    #expect(confirmed.map { Array($0[1..<5]) } == [[77, 0, 0, 0]])
    try meter.run(seconds: 4)
    try Self.press(&meter, seconds: 0.3)
    #expect(!Self.text(meter).contains("Confirmed"))
    #expect(Self.told(&meter, 0x0703).allSatisfy { $0[0] != 0x01 })
  }

  @Test("A long press leaves the load control event that runs, and another joins it again")
  func optsOut() throws {
    var meter = try Self.meter()
    // LoadControlEvent 9 for simple loads, now, 10 minutes, criticality 1, all else not given.
    try Self.receive(
      &meter, 0x0701, 0x00,
      [9, 0, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 10, 0, 1, 0xFF, 0xFF, 0, 0x80, 0, 0x80, 0x80, 0xFF, 0])
    #expect(meter.desk.loadControl.level == .low)
    try Self.press(&meter, seconds: 2.5)
    #expect(Self.text(meter).contains("Load control: left"))
    #expect(meter.desk.loadControl.level == .high)
    try Self.press(&meter, seconds: 2.5)
    #expect(Self.text(meter).contains("Load control: joined"))
    #expect(meter.desk.loadControl.level == .low)
    // Received, started, opted out, opted in. Source: [ZCL] table 10-30.
    #expect(Self.told(&meter, 0x0701).filter { $0[0] == 0 }.map { $0[5] } == [1, 2, 4, 5])
    try meter.run(seconds: 4)
    #expect(!Self.text(meter).contains("Load control"))
  }

  @Test("Without an event a long press says so, and changes nothing")
  func nothing() throws {
    var meter = try Self.meter()
    try Self.press(&meter, seconds: 2.5)
    #expect(Self.text(meter).contains("No load control now"))
    #expect(meter.desk.loadControl.level == .high)
  }

  @Test("A load that was shed comes back at its time, and a text goes, without a network")
  func offTheNetwork() throws {
    var meter = try Self.meter()
    try Self.receive(
      &meter, 0x0701, 0x00,
      [9, 0, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0xFF, 0xFF, 0, 0x80, 0, 0x80, 0x80, 0xFF, 0])
    try Self.receive(
      &meter, 0x0703, 0x00, [77, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 5] + Array("Hello".utf8))
    #expect(meter.desk.loadControl.level == .low)
    #expect(meter.desk.board.meter.display.message != nil)
    meter.desk.board.meter.device.left()
    try meter.run(seconds: 62)
    #expect(meter.desk.loadControl.level == .high)
    #expect(meter.desk.board.meter.display.message == nil)
  }

  @Test("A button that cannot be read is told as a fault; metering goes on")
  func fault() throws {
    var meter = try Self.meter()
    meter.desk.pageButton.setConnected(false)
    try meter.run(seconds: 1)
    let faults = meter.faults
    #expect(faults.keys.map { $0 } == [.button])
  }
}
