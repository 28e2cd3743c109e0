// SPDX-License-Identifier: Apache-2.0

import Ledger
import Quantities
import Testing
import ZigBee

@testable import Meter

/// The supply relay, the controlled load and the state that is kept because of them.
@Suite struct SupplyTests {
  private static func origin(_ peer: UInt16 = 0) -> CommandOrigin {
    CommandOrigin(
      ApplicationMessage(peer: peer, endpoints: (1, 1), cluster: 6, profile: 0x0104))
  }

  private static func at(_ milliseconds: UInt64) -> Instant {
    Instant(nanoseconds: milliseconds * 1_000_000)
  }

  /// The meter's own two bytes of what it asked to be kept; those of the radio follow.
  private static func own(_ output: Gathered) -> [[UInt8]] {
    output.kept.map { Array($0.prefix(2)) }
  }

  private static func ask(
    _ isClosed: Bool, _ meter: inout Meter, at milliseconds: UInt64 = 1_000,
    _ output: inout Gathered
  ) {
    meter.carryOut(.switchSupply(isClosed, origin()), at: at(milliseconds), &output)
    meter.ticked(milliseconds: milliseconds, &output)
  }

  @Test("A command moves the relay once, and where it is to stand is kept at once")
  func command() throws {
    var meter = try restored()
    var output = Gathered()
    Self.ask(false, &meter, &output)
    #expect(output.switched == [false])
    #expect(Self.own(output) == [[3, 1]])
    #expect(output.keptNumbers == [1])
    meter.ticked(milliseconds: 1_200, &output)
    #expect(output.switched == [false])
    Self.ask(true, &meter, at: 1_400, &output)
    #expect(output.switched == [false, true])
    #expect(Self.own(output) == [[3, 1], [3, 2]])
    #expect(meter.supply.origin == Self.origin())
  }

  @Test("Of waiting pulses a state says something at an orderly stop alone: of its registers")
  func pulses() throws {
    var meter = try restored()
    var output = Gathered()
    Self.ask(false, &meter, &output)
    // Offset 68 [Ledger/SPEC.md]: saves, pulses.
    let running = try #require(output.kept.last)
    #expect(Array(running[68..<80]) == Array(repeating: 0xFF, count: 8) + [0, 0, 0, 0])
    meter.finished(at: Self.at(2_000), &output)
    let stopped = try #require(output.kept.last)
    let saves = meter.registers.events.saves
    #expect(saves > 0 && saves < 256)
    #expect(Array(stopped[68..<80]) == [UInt8(saves), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
  }

  @Test("At the start the relay is driven to where it was asked to be; nowhere where nobody did")
  func powerUp() throws {
    let cases: [(kept: [UInt8], switched: [Bool])] = [
      ([1, 0], []), ([1, 1], [false]), ([1, 2], [true]), ([1, 1, 9], [false]),
    ]
    for (kept, switched) in cases {
      var meter = try Meter(parameters())
      meter.restore(kept: kept.span)
      meter.restore(Registers())
      var output = Gathered()
      meter.ticked(milliseconds: 1, &output)
      meter.ticked(milliseconds: 201, &output)
      #expect(output.switched == switched)
      #expect(output.kept.isEmpty)
    }
  }

  @Test("State of another version, cut, out of range or late counts as none")
  func badState() throws {
    for kept: [UInt8] in [
      [], [1], [0, 1], [2, 1], [3, 1], [4, 1], [255, 255], [1, 3], [1, 255],
    ] {
      var meter = try Meter(parameters())
      meter.restore(kept: kept.span)
      meter.restore(Registers())
      #expect(meter.supply.wanted == nil, "\(kept)")
    }
    var meter = try restored()
    meter.restore(kept: [1, 2].span)
    #expect(meter.supply.wanted == nil)
  }

  @Test("The radio is told what the contact says, not what was asked for")
  func contact() throws {
    var meter = try restored()
    var output = Gathered()
    #expect(meter.values.isSupplyOn == nil)
    #expect(meter.values.metering.supplyStatus == nil)
    meter.changed(line: 0, isHigh: true, at: .zero, &output)
    #expect(meter.values.isSupplyOn == true)
    #expect(meter.values.metering.supplyStatus == 2)
    #expect(meter.values.metering.status == 0)
    Self.ask(false, &meter, &output)
    #expect(meter.values.isSupplyOn == true)
    meter.changed(line: 0, isHigh: false, at: .zero, &output)
    #expect(meter.values.isSupplyOn == false)
    #expect(meter.values.metering.supplyStatus == 0)
    #expect(meter.values.metering.status == 0x40)
  }

  @Test("A line that means nothing changes nothing")
  func otherLines() throws {
    var meter = try restored()
    var output = Gathered()
    for line in UInt8(6)...255 { meter.changed(line: line, isHigh: true, at: .zero, &output) }
    #expect(meter.isSupplyClosed == nil)
  }

  @Test("A relay that does not follow is driven again after a second, three times, then not")
  func stuck() throws {
    var meter = try restored()
    var output = Gathered()
    meter.changed(line: 0, isHigh: true, at: .zero, &output)
    Self.ask(false, &meter, &output)
    var at: [UInt64] = []
    for milliseconds in stride(from: UInt64(1_100), through: 10_000, by: 100) {
      let before = output.switched.count
      meter.ticked(milliseconds: milliseconds, &output)
      if output.switched.count > before { at.append(milliseconds) }
    }
    #expect(at == [2_000, 3_000, 4_000])
    #expect(output.switched == [false, false, false, false])
    #expect(meter.isSupplyStuck == true)
    Self.ask(true, &meter, at: 11_000, &output)
    #expect(meter.isSupplyStuck == false)
  }

  @Test("A save of the state that failed is tried again after 10 s with the state of then")
  func keepFails() throws {
    var meter = try restored()
    var output = Gathered()
    Self.ask(false, &meter, &output)
    meter.saved(SaveOutcome(.state, number: 1, isSafe: false), at: Self.at(1_000))
    for milliseconds in stride(from: UInt64(1_200), through: 10_999, by: 200) {
      meter.ticked(milliseconds: milliseconds, &output)
    }
    #expect(output.keptNumbers == [1])
    meter.ticked(milliseconds: 11_000, &output)
    #expect(output.keptNumbers == [1, 2])
    #expect(Self.own(output)[1] == [3, 1])
    meter.saved(SaveOutcome(.state, number: 1, isSafe: false), at: Self.at(11_000))
    meter.saved(SaveOutcome(.state, number: 2, isSafe: true), at: Self.at(11_000))
    for milliseconds in stride(from: UInt64(11_200), through: 40_000, by: 200) {
      meter.ticked(milliseconds: milliseconds, &output)
    }
    #expect(output.keptNumbers == [1, 2])
  }

  @Test("Changes that nobody waits for are kept at most once a second, the last of them at the end")
  func keepRests() throws {
    var meter = try restored()
    var output = Gathered()
    for milliseconds in stride(from: UInt64(100), through: 3_000, by: 100) {
      meter.carryOut(.keepState, at: Self.at(milliseconds), &output)
      meter.ticked(milliseconds: milliseconds, &output)
    }
    #expect(output.kept.count == 3)
    meter.carryOut(.keepState, at: Self.at(3_000), &output)
    meter.finished(at: Self.at(3_050), &output)
    #expect(output.kept.count == 4)
  }

  @Test("The load is on at the start, and follows what the network wants")
  func load() throws {
    var meter = try restored()
    var output = Gathered()
    meter.ticked(milliseconds: 1, &output)
    meter.ticked(milliseconds: 201, &output)
    #expect(output.shed == [false])
    meter.carryOut(.shedLoad(true), at: Self.at(300), &output)
    meter.carryOut(.shedLoad(false), at: Self.at(400), &output)
    #expect(output.shed == [false, true, false])
  }

  @Test("Refused commands are counted and move nothing")
  func refused() throws {
    var meter = try restored()
    var output = Gathered()
    meter.carryOut(.refusedSupply(false, Self.origin(), .notArmed), at: .zero, &output)
    meter.ticked(milliseconds: 1, &output)
    #expect(meter.refusedSupplyCommands == 1)
    #expect(output.switched.isEmpty && output.kept.isEmpty)
  }
}
