// SPDX-License-Identifier: Apache-2.0

import Foundation
import Ledger
import Meter
import MeterBoard
import Metrology
import Quantities
import RadioLink
import SimulatedHardware
import Testing

@testable import meterbench

/// One line of the gateway.
private struct Reading {
  var attribute: String
  var value: Int64
  var unit: String?

  /// Nil for a value that is no whole number: a text.
  init?(_ line: String) throws {
    let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
    let fields = try #require(object as? [String: Any])
    attribute = try #require(fields["attribute"] as? String)
    guard let number = fields["value"] as? NSNumber else { return nil }
    value = number.int64Value
    unit = fields["unit"] as? String
  }
}

/// What the meter could have told at one step.
private struct Told {
  var import_Wh: Int64
  var export_Wh: Int64
  var power_W: Int64?

  init(_ meter: borrowing WholeMeter<EtherPort>) {
    let confirmed = meter.desk.board.meter.confirmedRegisters
    import_Wh = confirmed.energyImport.wattHours
    export_Wh = confirmed.energyExport.wattHours
    power_W = meter.latest.map { $0.activePower.microwatts.roundedQuotient(1_000_000) }
  }

  func value(_ attribute: String) -> Int64? {
    switch attribute {
    case "currentSummationDelivered": import_Wh
    case "currentSummationReceived": export_Wh
    case "instantaneousDemand": power_W
    default: nil
    }
  }
}

/// The meter, the ether and a gateway.
@Suite("The meter on its radio")
struct RadioTests {
  static let summations = ["currentSummationDelivered", "currentSummationReceived"]

  private static func plan(_ seed: UInt64, _ current: Double = 59) -> DeskPlan {
    var plan = DeskPlan(load(current, lag: 20, voltage: 230), .hertz50)
    plan.seed = seed
    return plan
  }

  private static func readings(_ room: Room, from first: Int = 0) throws -> [Reading] {
    try room.lines[first...].compactMap { try Reading($0) }
  }

  private static func isJoined(_ meter: borrowing WholeMeter<EtherPort>) -> Bool {
    meter.desk.board.meter.network != nil
  }

  /// Started, joined, and heard by the gateway.
  private static func joined(_ room: Room, seed: UInt64) throws -> WholeMeter<EtherPort> {
    var meter = try WholeMeter(plan(seed), in: room)
    _ = try meter.start()
    try meter.run(atMost: 10) { isJoined($0) && !room.lines.isEmpty }
    return meter
  }

  @Test("The meter joins within 10 s and shows its address", arguments: [1, 2, 3, 4, 5])
  func joins(_ seed: UInt64) throws {
    let room = Room(seed: seed)
    var meter = try WholeMeter(Self.plan(seed), in: room)
    _ = try meter.start()
    try meter.run(atMost: 10) { Self.isJoined($0) }
    #expect(meter.elapsed < 10, "seed \(seed)")
    let network = meter.desk.board.meter.network
    #expect(network?.shortAddress == room.module.shortAddress)
    #expect(network?.eui64 == Room.meterEUI64)
    // One round of pages, so that the live page has been drawn anew.
    let address = "net" + String(format: "%04x", room.module.shortAddress)
    try meter.run(atMost: 12) { $0.desk.display.lines[3].hasSuffix(address) }
    let (faults, displayFaults) = (meter.faults, meter.desk.display.faults)
    #expect(faults.isEmpty)
    #expect(displayFaults.isEmpty)
  }

  @Test("What the gateway reads is what the meter had: Wh and W to the last digit")
  func figures() throws {
    let room = Room(seed: 3)
    var meter = try WholeMeter(Self.plan(3), in: room)
    _ = try meter.start()
    var told: [Told] = []
    var seen = 0
    var counts: [String: Int] = [:]
    try meter.run(seconds: 70) { meter in
      told = Array(told.suffix(3)) + [Told(meter)]
      for reading in try Self.readings(room, from: seen) {
        let possible = told.compactMap { $0.value(reading.attribute) }
        guard !possible.isEmpty else { continue }
        counts[reading.attribute, default: 0] += 1
        let unit = reading.attribute == "instantaneousDemand" ? "W" : "Wh"
        // Before the gateway has asked for the scale it tells the bare number.
        #expect(reading.unit == unit || reading.unit == nil && meter.elapsed < 15)
        #expect(possible.contains(reading.value), "\(reading) of \(possible)")
      }
      seen = room.lines.count
    }
    #expect(counts["currentSummationDelivered", default: 0] >= 2)
    #expect(counts["currentSummationReceived", default: 0] >= 1)
    #expect(counts["instantaneousDemand", default: 0] >= 8)
    #expect(meter.registers.energyImport.wattHours > 200)
  }

  @Test(
    "A reset module, and one thrown out of its network, is back within 20 s", arguments: [0, 1])
  func recovers(_ way: Int) throws {
    let room = Room(seed: 4)
    var meter = try Self.joined(room, seed: 4)
    if way == 0 { room.module.reset() } else { room.module.disassociate() }
    try meter.run(atMost: 2) { !Self.isJoined($0) }
    let heard = room.lines.count
    try meter.run(atMost: 20) { Self.isJoined($0) && room.lines.count > heard }
    let faults = meter.faults
    #expect(faults.isEmpty)
  }

  @Test("A coordinator that comes late is joined when it is there; metering never waited")
  func lateCoordinator() throws {
    let room = Room(seed: 5)
    room.coordinator.setPowered(false)
    var meter = try WholeMeter(Self.plan(5), in: room)
    _ = try meter.start()
    try meter.run(seconds: 40)
    let isJoined = Self.isJoined(meter)
    #expect(!isJoined)
    #expect(meter.desk.display.lines.count == 4)
    #expect(meter.blocks >= 195)
    room.coordinator.setPowered(true)
    try meter.run(atMost: 60) { Self.isJoined($0) && !room.lines.isEmpty }
  }

  @Test("A coordinator that goes for a minute is told the newest registers when it is back")
  func absentCoordinator() throws {
    let room = Room(seed: 6)
    var meter = try Self.joined(room, seed: 6)
    room.coordinator.setPowered(false)
    let heard = room.lines.count
    try meter.run(seconds: 60)
    #expect(room.lines.count == heard)
    let before = meter.registers.energyImport.wattHours
    room.coordinator.setPowered(true)
    var newest: Int64 = 0
    try meter.run(seconds: 60) { _ in
      for reading in try Self.readings(room, from: heard)
      where reading.attribute == "currentSummationDelivered" { newest = reading.value }
    }
    #expect(newest >= before, "\(newest) Wh told, \(before) Wh when it came back")
  }

  @Test("A radio that is unplugged is told as a fault; metering goes on; plugged in it is back")
  func unplugged() throws {
    let room = Room(seed: 7)
    var meter = try Self.joined(room, seed: 7)
    room.module.setPowered(false)
    let blocks = meter.blocks
    try meter.run(seconds: 10)
    let faults = meter.faults
    #expect(faults == [.radio: 1], "told once")
    let resets = meter.desk.radioReset.edges.count
    #expect(meter.blocks >= blocks + 48)
    let heard = room.lines.count
    room.module.setPowered(true)
    try meter.run(atMost: 30) { Self.isJoined($0) && room.lines.count > heard }
    #expect(meter.desk.radioReset.edges.count == resets + 2, "it was reset once")
    let later = meter.faults
    try meter.run(seconds: 5)
    let last = meter.faults
    #expect(last == later)
  }

  @Test(
    "No summation is ever told below one that was told before a power cut", arguments: [1, 2, 3])
  func neverBelow(_ seed: UInt64) throws {
    let room = Room(seed: seed)
    var block = MemoryBlock(capacity: StoreMap.capacity)
    var noise = SplitMix64(seed: seed)
    for round in 0..<4 {
      var meter = try WholeMeter(Self.plan(seed), in: room, block: block)
      // Power is cut to the module, too: it comes up with the board.
      if round > 0 { room.module.reset() }
      _ = try meter.start()
      try meter.run(seconds: 33 + Double(noise.next() % 9000) / 1000)
      block = block.afterPowerCycle(.scattered(seed: noise.next()))
    }
    var highest: [String: Int64] = [:]
    for reading in try Self.readings(room) where Self.summations.contains(reading.attribute) {
      let last = highest[reading.attribute] ?? 0
      #expect(reading.value >= last, "\(reading) after \(last), seed \(seed)")
      highest[reading.attribute] = max(last, reading.value)
    }
    #expect(highest["currentSummationDelivered", default: 0] > 300)
  }

  @Test("Before the registers are restored not a byte goes to the radio")
  func restoredFirst() throws {
    let cable = SimulatedSerialCable()
    let content = [UInt8](repeating: 0x5A, count: StoreMap.capacity)
    var meter = try WholeMeter(
      Self.plan(1), port: cable.endA,
      block: MemoryBlock(capacity: StoreMap.capacity, content: content))
    #expect(throws: StartFailure.self) { try meter.start() }
    for _ in 0..<20 { meter.step() }
    #expect(Self.written(to: cable).isEmpty)
    var other = try WholeMeter(Self.plan(1), port: cable.endA)
    _ = try other.start()
    #expect(Self.written(to: cable).isEmpty)
    other.step()
    #expect(Self.written(to: cable).first == 0x7E)
  }

  private static func written(to cable: SimulatedSerialCable) -> [UInt8] {
    var end = cable.endB
    var bytes = [UInt8](repeating: 0, count: 256)
    var span = bytes.mutableSpan
    let count = (try? end.read(into: &span)) ?? 0
    return Array(bytes.prefix(count))
  }
}
