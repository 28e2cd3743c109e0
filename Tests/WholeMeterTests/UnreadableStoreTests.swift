// SPDX-License-Identifier: Apache-2.0

import EventLog
import HardwareInterface
import Ledger
import Meter
import MeterBoard
import MeterRig
import Quantities
import SimulatedHardware
import Testing

@testable import meterbench

/// The whole meter on a store of which something cannot be read.
@Suite("A store that cannot be read")
struct UnreadableStoreTests {
  @Test("A store that cannot be read stops the start by name, and nothing is written")
  func unreadable() throws {
    for used in [try PowerCutTests.used().block, MemoryBlock(capacity: StoreMap.capacity)] {
      for range in [0..<StoreMap.capacity, 0..<2 * StoreMap.stride, Self.journal] {
        let block = used.afterPowerCycle(.unsyncedLost)
        block.failReads(of: range)
        var meter = try PowerCutTests.meter(block)
        #expect(throws: StartFailure.store, "\(range)") { try meter.start() }
        #expect(block.bytesWritten == 0)
      }
    }
  }

  private static let journal = StoreMap.journalOffset..<StoreMap.headOffset

  @Test("A read that fails once is no loss", arguments: 0..<PowerCutTests.startReads)
  func readOnceMore(_ operation: Int) throws {
    let (used, saved) = try PowerCutTests.used()
    used.plan(.inputOutput, operation: operation)
    var meter = try PowerCutTests.meter(used)
    #expect(try meter.start() == .registers(saved, isOtherDamaged: false))
    let faults = meter.faults
    #expect(faults.isEmpty)
  }

  /// What of the store is bad; whether the newest registers are known all the same.
  private static let badPlaces: [(Range<Int>, StorePart, isNewest: Bool)] = [
    (0..<StoreMap.stride, .registers, true),
    (StoreMap.stride..<2 * StoreMap.stride, .registers, false),
    (journal.lowerBound..<journal.lowerBound + StoreMap.stride, .registers, false),
    (journal.lowerBound + StoreMap.stride..<journal.upperBound, .registers, true),
    (StoreMap.stateOffset..<journal.lowerBound, .state, true),
    (StoreMap.headOffset..<StoreMap.tailOffset, .events, true),
    (StoreMap.eventOffset..<StoreMap.profileOffset, .events, true),
    (StoreMap.profileOffset..<StoreMap.parametersOffset, .profile, true),
  ]

  @Test("What cannot be read is told and logged; the meter goes on from the rest", arguments: 0..<8)
  func readInPart(_ place: Int) throws {
    let (range, part, isNewest) = Self.badPlaces[place]
    let (used, saved) = try Self.booked()
    used.failReads(of: range)
    var meter = try PowerCutTests.meter(used)
    guard case .registers(let found, _) = try meter.start() else {
      Issue.record("no registers")
      return
    }
    #expect(saved.mayFollow(found) && (found == saved) == isNewest)
    let missing = saved.energyImport.wattHoursExact - found.energyImport.wattHoursExact
    #expect(missing <= 40 * 230 * 11 / 3_600, "no more than since the save before")
    let faults = meter.faults
    #expect(faults[.storeUnread] == 1 && faults[.store] == nil)
    try meter.run(seconds: 12)
    meter.desk.board.stop()
    let later = meter.registers
    // The place can be read again: what was there is older than what came since.
    used.failReads(of: 0..<0)
    let left = used.afterPowerCycle(.unsyncedLost)
    var next = try PowerCutTests.meter(left)
    guard case .registers(later, _) = try next.start() else {
      Issue.record("the registers of the run after are not the newest")
      return
    }
    let told = try AuditedLog(left).entries.filter {
      if case .storeFault(.read, part, _)? = $0.event { true } else { false }
    }
    #expect(told.count == 1)
  }

  /// A store after two runs, of which the second goes into the second slot and then into the
  /// journal, and sees the end of an interval.
  private static func booked() throws -> (block: MemoryBlock, saved: Registers) {
    let block = try PowerCutTests.used().block
    var meter = try PowerCutTests.meter(block)
    meter.desk.clock.setUTC(atZero: UTC(milliseconds: 1_700_000_995_000))
    _ = try meter.start()
    try meter.run(seconds: 35)
    meter.desk.board.stop()
    return (block.afterPowerCycle(.unsyncedLost), meter.registers)
  }
}
