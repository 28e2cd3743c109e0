// SPDX-License-Identifier: Apache-2.0

import Bytes
import HardwareInterface
import Ledger
import Metrology
import Quantities
import Recording
import SimulatedHardware
import Testing

@testable import Meter
@testable import MeterBoard
@testable import meterbench

/// The whole meter's load profile, and a supply that is cut while an interval ends.
@Suite("The load profile through power cuts")
struct WholeLoadProfileTests {
  /// 2023-11-14T22:15:00Z, where interval 1,888,889 of a quarter of an hour begins.
  private static let quarter: Int64 = 1_700_000_100_000
  /// Interval, then registers.
  private static let bytesMax = ProfileFormat.length + JournalFormat.recordBytesMax

  /// Every 37th byte of what is written, and those around its two ends.
  private static let bytes =
    [1, ProfileFormat.length - 1, ProfileFormat.length, ProfileFormat.length + 1]
    + [bytesMax - 1, bytesMax] + stride(from: 0, through: bytesMax, by: 37)

  /// A meter whose clock says so much at its first instant.
  private static func meter(
    _ block: MemoryBlock, utc: Int64, log: consuming InputLog = InputLog()
  ) throws -> WholeMeter<SimulatedSerial> {
    var plan = DeskPlan(load(40), .hertz50)
    plan.analog.noiseRMS = 0
    let meter = try WholeMeter(
      plan, port: SimulatedSerialCable(queueBytesMax: 4096).endA, block: block, log: log)
    meter.desk.clock.setUTC(atZero: UTC(milliseconds: utc))
    return meter
  }

  private static func number(_ meter: borrowing WholeMeter<SimulatedSerial>) -> Int64? {
    meter.desk.board.meter.profile.newest?.number
  }

  @Test("An interval that is over is kept with the registers, and comes back")
  func kept() throws {
    let block = MemoryBlock(capacity: StoreMap.capacity)
    var meter = try Self.meter(block, utc: Self.quarter - 3_000)
    _ = try meter.start()
    try meter.run(atMost: 8) { Self.number($0) == 1_888_888 }
    let interval = try #require(meter.desk.board.meter.profile.newest)
    #expect(interval.isIncomplete)
    #expect(interval.energies.energyImport.value.raw > 0)
    #expect(meter.desk.board.meter.confirmedRegisters.demand.interval?.number == 1_888_889)
    let faults = meter.faults
    #expect(faults.isEmpty)
    var next = try Self.meter(block.afterPowerCycle(.unsyncedLost), utc: Self.quarter + 60_000)
    _ = try next.start()
    #expect(next.desk.board.meter.profile.newest == interval)
    let ended = next.registers.demand.interval?.start
    #expect(ended == interval.energies)
  }

  @Test(
    "Cut anywhere while an interval ends: after the next it is there once, its sum the total",
    arguments: PowerCutTests.losses)
  func cuts(_ loss: PowerLoss) throws {
    let used = MemoryBlock(capacity: StoreMap.capacity)
    var first = try Self.meter(used, utc: Self.quarter - 20_000)
    _ = try first.start()
    try first.run(seconds: 2)
    first.desk.board.stop()
    for byte in Self.bytes {
      let block = used.afterPowerCycle(.unsyncedLost)
      var meter = try Self.meter(block, utc: Self.quarter - 1_500)
      _ = try meter.start()
      block.cutPower(afterBytes: byte)
      try meter.run(atMost: 8) { Self.number($0) == 1_888_888 }

      let after = block.afterPowerCycle(loss)
      var next = try Self.meter(after, utc: Self.quarter + 5_000)
      _ = try next.start()
      try next.run(seconds: 3)
      let note: Comment = "byte \(byte), \(loss)"
      let interval = try #require(next.desk.board.meter.profile[1_888_888, 15], note)
      let under = try #require(next.registers.demand.interval, note)
      #expect(under.number == 1_888_889, note)
      #expect(interval.energies.energyImport == under.start.energyImport, note)
      next.desk.board.stop()
      var last = try Self.meter(after.afterPowerCycle(.unsyncedLost), utc: Self.quarter + 20_000)
      _ = try last.start()
      #expect(last.desk.board.meter.profile[1_888_888, 15] == interval, note)
    }
  }

  @Test("An interval that cannot be kept is told; metering goes on, and the registers are saved")
  func fails() throws {
    let block = MemoryBlock(capacity: StoreMap.capacity)
    var meter = try Self.meter(block, utc: Self.quarter - 3_000)
    _ = try meter.start()
    try meter.run(seconds: 1)
    block.plan(.noSpace, operation: block.operations)
    try meter.run(atMost: 8) { Self.number($0) == 1_888_888 }
    let faults = meter.faults
    #expect(faults == [.profile: 1])
    #expect(meter.desk.board.meter.confirmedRegisters.demand.interval?.number == 1_888_889)
  }

  @Test("A recording of a run that went on from a load profile replays to the same one")
  func replays() throws {
    let block = MemoryBlock(capacity: StoreMap.capacity)
    var first = try Self.meter(block, utc: Self.quarter - 3_000)
    _ = try first.start()
    try first.run(seconds: 5)
    first.desk.board.stop()
    let head = RecordingHead(
      frontEnd: DeskPlan(load(40), .hertz50).frontEnd, station: FixedBytes(cutting: "desk"),
      sampleWidth: .two)
    var meter = try Self.meter(
      block.afterPowerCycle(.unsyncedLost), utc: Self.quarter + 897_000,
      log: InputLog(recording: head))
    _ = try meter.start()
    try meter.run(seconds: 5)
    let lived = meter.desk.board.meter.profile
    #expect(lived[1_888_888, 15] != nil && lived[1_888_889, 15] != nil)
    try meter.desk.board.observer.end()
    let recording = meter.desk.board.observer.bytes
    var player = try Player(recording.span)
    var output = Unheard()
    while try player.step(&output) {}
    let replayed = player.meter.profile
    for number in Int64(1_888_880)..<1_888_892 {
      #expect(replayed[number, 15] == lived[number, 15], "\(number)")
    }
    #expect(player.meter.registers == meter.registers)
  }
}
