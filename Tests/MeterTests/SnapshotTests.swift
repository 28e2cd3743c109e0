// SPDX-License-Identifier: Apache-2.0

import Bytes
import EventLog
import Ledger
import Quantities
import Testing
import ZigBee

@testable import Meter

/// Snapshots of the registers that somebody asks for.
@Suite struct SnapshotTests {
  private static func ask(
    _ meter: inout Meter, endsPeriod: Bool, seconds: UInt64, _ output: inout Gathered
  ) {
    var message = ApplicationMessage(peer: 0x1111, endpoints: (1, 1), cluster: 0x0702, profile: 0)
    message.isAPSEncrypted = true
    let request = SnapshotRequest(
      endsBillingPeriod: endsPeriod, origin: CommandOrigin(message), sequence: 1)
    let now = Instant(nanoseconds: seconds * 1_000_000_000)
    meter.carryOut(.snapshot(request), at: now, &output)
    meter.ticked(at: now, utc: nil, &output)
  }

  private static func meter() throws -> Meter {
    var registers = Registers()
    registers.energyImport = Energy(microwattHours: 1_234_000_000)
    return try restored(registers)
  }

  @Test("A snapshot holds the registers of then; the maxima begin anew where a period ends")
  func command() throws {
    for endsPeriod in [false, true] {
      var output = Gathered()
      var meter = try Self.meter()
      meter.ticked(milliseconds: 0, &output)
      Self.ask(&meter, endsPeriod: endsPeriod, seconds: 1, &output)
      let snapshot = try #require(output.snapshots.first)
      #expect(snapshot.number == 1 && snapshot.reason == .command)
      #expect(snapshot.registers.energyImport.wattHours == 1_234)
      #expect(meter.registers.demand.resets == (endsPeriod ? 1 : 0))
      let resets = output.events.filter { if case .demandReset = $0 { true } else { false } }
      #expect(resets.count == (endsPeriod ? 1 : 0))
    }
  }

  @Test("One an hour is taken; another is refused, and that is an event")
  func often() throws {
    var output = Gathered()
    var meter = try Self.meter()
    meter.ticked(milliseconds: 0, &output)
    for seconds in [UInt64(1), 2, 3_600, 3_601] {
      Self.ask(&meter, endsPeriod: false, seconds: seconds, &output)
    }
    #expect(output.snapshots.map(\.number) == [1, 2])
    let refused = output.events.filter { if case .accessRefused = $0 { true } else { false } }
    #expect(refused.count == 2)
  }

  /// Whether somebody waits after these endings.
  private static func waits(_ endings: [SaveOutcome], _ meter: inout Meter) -> Bool {
    for ending in endings { meter.saved(ending, at: .zero) }
    meter.answerSnapshot(at: Instant(nanoseconds: 2_000_000_000))
    return meter.snapshotWait != nil
  }

  @Test("Who asks waits until snapshot and registers are safe, in either order, and longer tries")
  func answered() throws {
    let snapshot = { SaveOutcome(.snapshot, number: 1, isSafe: $0) }
    for isSnapshotFirst in [false, true] {
      var output = Gathered()
      var meter = try Self.meter()
      meter.ticked(milliseconds: 0, &output)
      output.saved = []
      Self.ask(&meter, endsPeriod: false, seconds: 1, &output)
      let saves = try #require(output.saved.last).events.saves
      let registers = { SaveOutcome(.registers, number: saves, isSafe: $0) }
      let endings = [snapshot(true), registers(true)]
      let order = isSnapshotFirst ? endings : endings.reversed()
      #expect(Self.waits([snapshot(false)], &meter), "it is tried again")
      #expect(Self.waits([order[0]], &meter))
      #expect(!Self.waits([order[1]], &meter))
      var later = Gathered()
      Self.ask(&meter, endsPeriod: false, seconds: 3, &later)
      #expect(later.snapshots.isEmpty, "one an hour")
    }
  }

  @Test("Who waits for a minute in vain is told so, and forgotten")
  func forgotten() throws {
    var output = Gathered()
    var meter = try Self.meter()
    meter.ticked(milliseconds: 0, &output)
    Self.ask(&meter, endsPeriod: false, seconds: 1, &output)
    meter.ticked(milliseconds: 60_999, &output)
    let waits = meter.snapshotWait != nil
    meter.ticked(milliseconds: 61_000, &output)
    let isForgotten = meter.snapshotWait == nil
    #expect(waits && isForgotten)
  }

  @Test("The end of a month beside a snapshot that was asked for leaves both")
  func both() throws {
    var output = Gathered()
    var meter = try Self.meter()
    meter.ticked(milliseconds: 0, &output)
    meter.accounts.bill(.command, at: nil, endsPeriod: false)
    meter.accounts.bill(.endOfMonth, at: nil)
    meter.ticked(milliseconds: 200, &output)
    #expect(output.snapshots.map(\.number) == [1, 2])
    #expect(output.snapshots.map(\.reason) == [.command, .endOfMonth])
  }
}
