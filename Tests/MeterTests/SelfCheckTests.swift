// SPDX-License-Identifier: Apache-2.0

import Bytes
import EventLog
import Ledger
import Quantities
import Seal
import Testing

@testable import Meter

/// What the meter does with what is wrong in itself.
@Suite struct SelfCheckTests {
  private static func registers(_ total: Int64, tier: Int64) -> Registers {
    var registers = Registers()
    registers.energyImport = Energy(microwattHours: total)
    registers.tariff[1].energyImport = Energy(microwattHours: tier)
    return registers
  }

  @Test("Registers are sound where none went down and no tier has more than the total")
  func sound() {
    let earlier = Self.registers(100, tier: 50)
    #expect(Self.registers(100, tier: 50).isSound(after: earlier))
    #expect(Self.registers(100, tier: 100).isSound(after: earlier))
    #expect(!Self.registers(100, tier: 101).isSound(after: earlier))
    #expect(!Self.registers(99, tier: 50).isSound(after: earlier))
    #expect(!Self.registers(101, tier: -1).isSound(after: .zero))
  }

  @Test("Registers that are not sound are never saved; the meter goes on from the safe ones")
  func unsound() throws {
    var meter = try restored(Self.registers(1_000, tier: 400))
    var output = Gathered()
    meter.ticked(milliseconds: 0, &output)
    meter.accounts.registers.tariff[1].energyImport = Energy(microwattHours: 1_001)
    meter.ticked(milliseconds: 10_000, &output)
    let saved = try #require(output.saved.last)
    #expect(saved.energyImport == Energy(microwattHours: 1_000))
    #expect(saved.tariff[1].energyImport == Energy(microwattHours: 400))
    #expect(output.events.contains(.selfCheckFailed(.registers)))
    let hasFailed = meter.hasFailed(.registers)
    #expect(hasFailed)
  }

  @Test("Another program than the one that kept the state is an event, once")
  func firmware() throws {
    let (old, new) = (SHA256.of(Array("old".utf8).span), SHA256.of(Array("new".utf8).span))
    var kept: [UInt8] = []
    var found: [[MeterEvent]] = []
    for code in [old, old, new, new] {
      var meter = try Meter(parameters())
      meter.restore(kept: kept.span)
      meter.tell(code: code)
      meter.restore(Registers())
      var output = Gathered()
      meter.ticked(milliseconds: 0, &output)
      meter.finished(at: Instant(nanoseconds: 1_000_000_000), &output)
      found.append(
        output.events.filter { if case .firmware = $0 { true } else { false } })
      kept = output.kept.last ?? kept
    }
    #expect(found.map(\.count) == [0, 0, 1, 0])
    guard case .firmware(_, _, .activated, let origin) = found[2][0] else { return }
    #expect(origin == Origin(.meter))
  }
}
