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
