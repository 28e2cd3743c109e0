// SPDX-License-Identifier: Apache-2.0

import Foundation
import HardwareInterface
import Ledger
import Meter
import Quantities
import SimulatedHardware
import Testing

@testable import meterbench

@Suite("What a desk says of a run")
struct DeskSummaryTests {
  private static func desk<Port: ~Copyable>(
    _ port: consuming Port, _ block: MemoryBlock, seconds: Double
  ) throws -> DeskRun<Port, MemoryStoreQueue> {
    let desk = try Desk(
      DeskPlan(load(5), .hertz50), clock: VirtualClock(), port: port,
      store: MemoryStoreQueue(block.store),
      log: InputLog())
    return DeskRun(desk, room: nil, seconds: seconds, began: UTC(milliseconds: 0))
  }

  /// Runs a meter on a store.
  private static func summary(_ block: MemoryBlock, seconds: Double = 0.5) throws -> DeskSummary {
    let port = SimulatedSerialCable(queueBytesMax: 4096).endA
    var run = try desk(port, block, seconds: seconds)
    try run.run { _ in }
    return DeskSummary(run, recording: "r", store: "s", radio: "none")
  }

  private static func object(_ summary: DeskSummary) throws -> [String: Any] {
    let content = try JSONSerialization.jsonObject(with: Data(summary.prettyJSON().utf8))
    return try #require(content as? [String: Any])
  }

  private static func registers(_ summary: DeskSummary) -> String? {
    summary.text.split(separator: "\n").first { $0.hasPrefix("registers") }.map(String.init)
  }

  /// The bytes of a store after a first run, which saved into one slot.
  private static func saved() throws -> (content: [UInt8], isFirst: Bool) {
    let block = MemoryBlock(capacity: StoreMap.capacity)
    _ = try summary(block)
    var store = block.store
    var content = [UInt8](repeating: 0, count: StoreMap.capacity)
    var span = content.mutableSpan
    try store.read(at: 0, into: &span)
    return (content, content[0] != 0)
  }

  @Test("What has no value is null in JSON, and its key is there")
  func null() throws {
    let summary = try Self.summary(MemoryBlock(capacity: StoreMap.capacity), seconds: 0.01)
    let object = try Self.object(summary)
    for key in ["voltage_V", "current_A", "activePower_W", "powerFactor", "frequency_Hz"] {
      #expect(object[key] is NSNull, "\(key)")
    }
    let longer = try Self.summary(MemoryBlock(capacity: StoreMap.capacity), seconds: 1)
    #expect(abs(try #require(Self.object(longer)["voltage_V"] as? Double) - 230) < 5)
  }

  @Test("A first run and one that went on say so, and nothing of damage")
  func whole() throws {
    let block = MemoryBlock(capacity: StoreMap.capacity)
    let first = try Self.summary(block)
    let second = try Self.summary(block)
    #expect(Self.registers(first) == "registers  s, first run")
    #expect(Self.registers(second) == "registers  s, went on from the last run")
    for summary in [first, second] {
      let object = try Self.object(summary)
      #expect(object["otherSlotDamaged"] as? Bool == false)
      #expect(object["firstSaveTorn"] as? Bool == false)
    }
  }

  @Test("A damaged copy of the registers is told")
  func otherSlotDamaged() throws {
    var (content, isFirst) = try Self.saved()
    content[(isFirst ? SlotFormat.stride : 0) + 9] ^= 0x10
    let summary = try Self.summary(
      MemoryBlock(capacity: StoreMap.capacity, content: content))
    #expect(try Self.object(summary)["otherSlotDamaged"] as? Bool == true)
    #expect(
      Self.registers(summary)
        == "registers  s, went on from the last run; the other of the two copies was damaged")
  }

  @Test("A first save that was cut is told")
  func firstSaveTorn() throws {
    let summary = try Self.summary(
      MemoryBlock(capacity: StoreMap.capacity, content: [0x4C, 0x4D, 0x4C, 0x52, 1]))
    #expect(try Self.object(summary)["firstSaveTorn"] as? Bool == true)
    #expect(
      Self.registers(summary) == "registers  s, first run: a first save was cut before its end")
  }

  @Test("The live picture has a line of faults where there are any", arguments: [true, false])
  func faults(isPowered: Bool) throws {
    let room = Room(seed: 1)
    room.module.setPowered(isPowered)
    var run = try Self.desk(
      room.port, MemoryBlock(capacity: StoreMap.capacity), seconds: 0.5)
    try run.run { _ in }
    let lines = DeskView(recording: "r").picture(run).filter { $0.hasPrefix("Faults: ") }
    #expect(lines.count == (isPowered ? 0 : 1))
    if !isPowered { #expect(lines.first?.hasPrefix("Faults: radio × ") == true) }
  }
}
