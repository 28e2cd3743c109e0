// SPDX-License-Identifier: Apache-2.0

import Bytes
import EventLog
import Ledger
import Quantities
import Seal
import Testing
import ZigBee

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

  @Test("Other parameters than those of the state are a change: old, new and number, once")
  func parameterChange() throws {
    var kept: [UInt8] = []
    var found: [[MeterEvent]] = []
    for (name, counter) in [("a", UInt64(1)), ("a", 1), ("b", 2), ("b", 2)] {
      var parameters = parameters()
      parameters.digest = SHA256.of(Array(name.utf8).span)
      parameters.counter = counter
      var meter = try Meter(parameters)
      meter.restore(kept: kept.span)
      meter.restore(Registers())
      var output = Gathered()
      meter.ticked(milliseconds: 0, &output)
      meter.eventsAreSafe()
      meter.finished(at: Instant(nanoseconds: 1_000_000_000), &output)
      found.append(
        output.events.filter { if case .parameterChange = $0 { true } else { false } })
      kept = output.kept.last ?? kept
    }
    let (a, b) = (SHA256.of(Array("a".utf8).span), SHA256.of(Array("b".utf8).span))
    let local = Origin(.local)
    #expect(
      found == [
        [.parameterChange(old: .zero, new: a, counter: 1, who: local)], [],
        [.parameterChange(old: a, new: b, counter: 2, who: local)], [],
      ])
  }

  @Test("A change whose event is not safe is told again at the next start")
  func trail() throws {
    var kept: [UInt8] = []
    var changes = 0
    for isSafe in [false, true, true] {
      var parameters = parameters()
      parameters.digest = SHA256.of(Array("a".utf8).span)
      var meter = try Meter(parameters)
      meter.restore(kept: kept.span)
      meter.restore(Registers())
      var output = Gathered()
      meter.ticked(milliseconds: 0, &output)
      if isSafe { meter.eventsAreSafe() }
      meter.finished(at: Instant(nanoseconds: 1_000_000_000), &output)
      changes += output.events.count { if case .parameterChange = $0 { true } else { false } }
      kept = output.kept.last ?? kept
    }
    #expect(changes == 2)
    var bare = try Meter(parameters())
    bare.restore(kept: kept.span)
    bare.restore(Registers())
    var output = Gathered()
    bare.ticked(milliseconds: 0, &output)
    #expect(output.events.contains(.selfCheckFailed(.parameters)), "taken away")
  }

  @Test("Each failure of the supply is saved; of those within a minute one is told, and its end")
  func supply() throws {
    var meter = try restored()
    var output = Gathered()
    meter.ticked(milliseconds: 0, &output)
    let (saves, events) = (output.saved.count, output.events.count)
    for (milliseconds, isHigh) in [
      (UInt64(100), true), (200, false), (250, true), (300, false), (350, true), (60_300, false),
    ] {
      let now = Instant(nanoseconds: milliseconds * 1_000_000)
      meter.changed(line: 5, isHigh: isHigh, at: now, &output)
    }
    #expect(output.saved.count == saves + 3)
    #expect(
      Array(output.events.dropFirst(events)) == [
        .powerOff, .powerOn(cause: .supply, offMilliseconds: 50), .powerOff,
      ])
  }

  @Test("The state fits its room with all that the meter itself keeps in it")
  func room() throws {
    var parameters = parameters()
    parameters.digest = SHA256.of(Array("a".utf8).span)
    var meter = try restored(Registers(), parameters)
    var output = Gathered()
    meter.ticked(milliseconds: 0, &output)
    meter.eventsAreSafe()
    meter.finished(at: Instant(nanoseconds: 1_000_000_000), &output)
    let radio = meter.device.kept.count
    let kept = try #require(output.kept.last)
    // Version, relay, limiter, program, parameters, pulses.
    #expect(kept.count == radio + 1 + 1 + 26 + 8 + 32 + 12)
    #expect(kept.count <= StateFormat.stateBytesMax)
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
      meter.eventsAreSafe()
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
