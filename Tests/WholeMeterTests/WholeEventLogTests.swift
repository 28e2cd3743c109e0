// SPDX-License-Identifier: Apache-2.0

import Bytes
import EventLog
import HardwareInterface
import Ledger
import MeterRig

import Metrology
import Quantities
import SimulatedHardware
import Testing
import ZigBee

@testable import Meter
@testable import MeterBoard
@testable import meterbench

/// What the whole meter writes into its event log.
@Suite("The event log of a whole meter")
struct WholeEventLogTests {
  private static let utc: Int64 = 1_764_000_000_000

  private static func meter(
    _ block: MemoryBlock, utc: Int64? = Self.utc
  ) throws -> WholeMeter<SimulatedSerial> {
    var plan = DeskPlan(load(5), .hertz50)
    plan.analog.noiseRMS = 0
    plan.identity.serialNumber.append("LM-000042")
    let meter = try WholeMeter(alone: plan, block: block)
    meter.desk.clock.setUTC(atZero: utc.map { UTC(milliseconds: $0) })
    return meter
  }

  /// The events of a store that lost its supply, oldest first, after an audit that finds nothing.
  private static func events(_ block: MemoryBlock) throws -> [EventEntry] {
    let log = try AuditedLog(block.afterPowerCycle(.unsyncedLost))
    #expect(log.findings.isEmpty)
    #expect(log.result.signedTo > 0)
    return log.entries
  }

  @Test("A start, a stop and the next start are in the log, with the time between them")
  func starts() throws {
    let block = MemoryBlock(capacity: StoreMap.capacity)
    var meter = try Self.meter(block)
    _ = try meter.start()
    try meter.run(seconds: 1)
    meter.desk.board.stop()
    let key = meter.desk.board.meter.publicKey
    let left = block.afterPowerCycle(.unsyncedLost)
    var next = try Self.meter(left, utc: Self.utc + 60_000)
    _ = try next.start()
    try next.run(seconds: 1)
    next.desk.board.stop()
    let events = try Self.events(left)
    let kinds = events.compactMap(\.event)
    #expect(kinds.count == 5 && events.count == 5)
    #expect(kinds.first == .logBegun(cause: .firstStart, last: 0))
    #expect(kinds[1] == .powerOn(cause: .unknown, offMilliseconds: nil))
    #expect(kinds[2] == .powerOff)
    guard case .powerOn(_, let off?) = kinds[3] else {
      Issue.record("\(kinds[3])")
      return
    }
    #expect((58_500...60_000).contains(off))
    #expect(events[1].time.clock == .kept && events[1].time.start == 1)
    #expect(events[3].time.start == 2)
    #expect(next.desk.board.meter.publicKey == key && key != nil)
  }

  @Test("A clock that steps is logged with both times; one that drifts is not")
  func clock() throws {
    let block = MemoryBlock(capacity: StoreMap.capacity)
    var meter = try Self.meter(block)
    _ = try meter.start()
    try meter.run(seconds: 0.5)
    meter.desk.clock.setUTC(atZero: UTC(milliseconds: Self.utc + 1_500))
    try meter.run(seconds: 0.5)
    meter.desk.clock.setUTC(atZero: UTC(milliseconds: Self.utc + 3_601_500))
    try meter.run(seconds: 0.5)
    meter.desk.board.stop()
    let sets = try Self.events(block).compactMap { entry -> (UTC?, UTC, ClockSource)? in
      guard case .clockSet(let old, let new, let source)? = entry.event else { return nil }
      return (old, new, source)
    }
    #expect(sets.count == 1)
    let (old, new, source) = try #require(sets.first)
    // The old time is carried on in whole milliseconds.
    #expect((3_600_000...3_600_001).contains(new.milliseconds - (old?.milliseconds ?? 0)))
    #expect(source == .system)
  }

  @Test("A clock that becomes known by radio is logged as set by the network")
  func network() throws {
    let block = MemoryBlock(capacity: StoreMap.capacity)
    var meter = try Self.meter(block, utc: nil)
    _ = try meter.start()
    try meter.run(seconds: 0.5)
    let now = meter.desk.clock.now
    meter.desk.board.meter.clock.told(byNetwork: UTC(milliseconds: Self.utc), at: now)
    try meter.run(seconds: 0.5)
    meter.desk.board.stop()
    let events = try Self.events(block)
    let set = events.first { if case .clockSet? = $0.event { true } else { false } }
    guard case .clockSet(let old, _, .network)? = set?.event else {
      Issue.record("\(events.map(\.event))")
      return
    }
    #expect(old == nil)
    #expect(events.first?.time.utc == nil && set?.time.clock == .set)
  }

  @Test("A store that fails is one event a row of failures, kept when it works again")
  func storeFault() throws {
    let block = MemoryBlock(capacity: StoreMap.capacity)
    var meter = try Self.meter(block)
    _ = try meter.start()
    try meter.run(seconds: 0.4)
    block.plan(.noSpace, operation: block.operations)
    meter.desk.clock.advance(nanoseconds: 11_000_000_000)
    try meter.run(seconds: 12)
    meter.desk.board.stop()
    let faults = try Self.events(block).filter {
      if case .storeFault(.full, part: .registers, _)? = $0.event { true } else { false }
    }
    #expect(faults.count == 1)
  }

  @Test("Parameters that were brought in vain are a refusal, of somebody at the meter")
  func refusedParameters() throws {
    let block = MemoryBlock(capacity: StoreMap.capacity)
    var meter = try Self.meter(block)
    _ = try meter.start()
    meter.desk.board.refusedChange()
    try meter.run(seconds: 0.4)
    meter.desk.board.stop()
    let refusals = try Self.events(block).filter {
      $0.event == .accessRefused(origin: Origin(.local))
    }
    #expect(refusals.count == 1)
  }

  @Test("Seal, cover and magnet are events with their direction; the cover is a tamper flag")
  func guards() throws {
    let block = MemoryBlock(capacity: StoreMap.capacity)
    var meter = try Self.meter(block)
    _ = try meter.start()
    try meter.run(seconds: 0.4)
    var output = Swallow()
    let now = meter.desk.clock.now
    for (line, level) in [(UInt8(2), false), (3, false), (4, false), (3, true), (3, true)] {
      meter.desk.board.meter.changed(line: line, isHigh: level, at: now, &output)
    }
    #expect(output.events.isEmpty, "a contact that may bounce")
    var later = now
    for (line, level) in [(UInt8(3), false), (3, false)] {
      meter.desk.board.meter.changed(line: line, isHigh: level, at: later, &output)
      later = later.adding(milliseconds: 200)
      meter.desk.board.meter.ticked(at: later, utc: nil, &output)
    }
    meter.desk.board.meter.changed(line: 3, isHigh: true, at: later, &output)
    meter.desk.board.meter.ticked(at: later.adding(milliseconds: 200), utc: nil, &output)
    output.events.removeAll { if case .clockSet = $0 { true } else { false } }
    #expect(
      output.events == [
        .enclosure(.calibrationSeal, isOpen: true), .enclosure(.cover, isOpen: true),
        .tamper(.magnet, isPresent: true), .enclosure(.cover, isOpen: false),
      ])
    let status = meter.desk.board.meter.values.metering.status
    #expect(status.map { $0 & 1 << 2 } == 1 << 2)
  }

  @Test("Registers that are gone while the log is there stop the start by name")
  func registersMissing() throws {
    let block = MemoryBlock(capacity: StoreMap.capacity)
    var meter = try Self.meter(block)
    _ = try meter.start()
    try meter.run(seconds: 0.4)
    meter.desk.board.stop()
    let left = block.afterPowerCycle(.unsyncedLost)
    var store = left.store
    let blank = [UInt8](repeating: 0, count: StoreMap.headOffset)
    try store.write(blank.span, at: 0)
    try store.sync()
    var next = try Self.meter(left)
    #expect(throws: StartFailure.registersMissing) { try next.start() }
  }
}

/// Keeps the events, and nothing else.
private struct Swallow: MeterOutput {
  var events: [MeterEvent] = []

  mutating func log(_ event: MeterEvent, at time: EventTime) { events.append(event) }
  mutating func transmit(_ bytes: Span<UInt8>) {}
  mutating func show(_ screen: TextScreen) {}
  mutating func save(_ registers: Registers) {}
  mutating func measured(_ block: BlockFigures) {}
  mutating func occurred(_ event: QualityEvent) {}
  mutating func pulsed(_ change: TestOutputChange) {}
}
