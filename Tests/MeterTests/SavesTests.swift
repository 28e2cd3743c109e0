// SPDX-License-Identifier: Apache-2.0

import Ledger
import Quantities
import Testing
import ZigBee

@testable import Meter

/// What is told to be safe, and what is told over the radio because of it.
@Suite struct SavesTests {
  private static let start = Registers(energyImport: Energy(microwattHours: 5_000_000))

  /// A meter that has asked for one save of more than it started with.
  ///
  /// - Returns: the number of the save.
  private static func ask(_ meter: inout Meter) -> UInt64 {
    var output = Gathered()
    meter.sampled(squareWave(1_000), &output)
    meter.ticked(milliseconds: 10_000, &output)
    return output.saved[0].events.saves
  }

  private static func outcome(_ number: UInt64, _ isSafe: Bool = true) -> SaveOutcome {
    SaveOutcome(.registers, number: number, isSafe: isSafe)
  }

  @Test("Registers are confirmed when their save is told to be safe, and not before")
  func confirmed() throws {
    var meter = try restored(Self.start)
    let number = Self.ask(&meter)
    #expect(meter.registers.energyImport.microwattHours > 5_000_000)
    #expect(meter.confirmedRegisters == Self.start)
    meter.saved(Self.outcome(number), at: .zero)
    #expect(meter.confirmedRegisters == meter.registers)
  }

  @Test("Of two saves under way each confirms its own; the older one not after the newer")
  func twoUnderWay() {
    let (first, second) = (Self.numbered(1), Self.numbered(2))
    var saves = Saves()
    saves.ask(first, utc: nil)
    saves.ask(second, utc: nil)
    saves.ended(Self.outcome(1))
    #expect(saves.confirmed == first)
    saves.ended(Self.outcome(2))
    #expect(saves.confirmed == second)
    saves = Saves()
    saves.ask(first, utc: nil)
    saves.ask(second, utc: nil)
    saves.ended(Self.outcome(2))
    saves.ended(Self.outcome(1))
    #expect(saves.confirmed == second)
  }

  private static func numbered(_ number: UInt64) -> Registers {
    var registers = Registers(energyImport: Energy(microwattHours: Int64(number) * 1_000))
    registers.events.saves = number
    return registers
  }

  @Test("A save that failed, or was not the last to be asked for, confirms nothing")
  func notConfirmed() throws {
    var meter = try restored(Self.start)
    let number = Self.ask(&meter)
    meter.saved(Self.outcome(number + 1), at: .zero)
    meter.saved(Self.outcome(number - 1), at: .zero)
    meter.saved(SaveOutcome(.state, number: number, isSafe: true), at: .zero)
    #expect(meter.confirmedRegisters == Self.start)
    meter.saved(Self.outcome(number, false), at: .zero)
    meter.saved(Self.outcome(number), at: .zero)
    #expect(meter.confirmedRegisters == Self.start)
  }

  @Test("The next save is confirmed as it was asked for, whatever was counted since")
  func counting() throws {
    var meter = try restored(Self.start)
    let number = Self.ask(&meter)
    let then = meter.registers
    var output = Gathered()
    meter.sampled(squareWave(1_000), from: 10_000_000_000, &output)
    meter.saved(Self.outcome(number), at: .zero)
    #expect(meter.confirmedRegisters == then)
    #expect(meter.registers.energyImport.value.raw > then.energyImport.value.raw)
  }

  @Test("The radio is told the registers that are safe, and when they were read")
  func radio() throws {
    var start = Self.start
    start.energyExport = Energy(microwattHours: 2_000_000)
    start.tariff[2].active = ActiveEnergies(
      Energy(microwattHours: 3_999_999), Energy(microwattHours: 1_000_000))
    start.demand.maximumImport.power.microwatts = 4_600_500_000
    start.demand.maximumImport.end = UTC(milliseconds: 946_684_801_999)
    start.day.today = DayStart(
      number: 3, totals: ActiveEnergies(Energy(microwattHours: 1_000_000), .zero))
    start.day.yesterday = DayStart(number: 2, totals: ActiveEnergies())
    var meter = try restored(start)
    var output = Gathered()
    meter.sampled(squareWave(30_000, sets: 10_000), &output)
    let values = meter.values.metering
    #expect(meter.registers.energyImport.wattHours > 5)
    #expect(values.currentSummationDelivered_Wh == 5)
    #expect(values.currentSummationReceived_Wh == 2)
    #expect(values.readingSnapshotTime == nil)
    #expect(values.activeTier == 0)
    #expect((0..<8).map { values.tierDelivered_Wh[$0] } == [0, 3, 0, 0, 0, 0, 0, 0])
    #expect((0..<8).map { values.tierReceived_Wh[$0] } == [0, 1, 0, 0, 0, 0, 0, 0])
    #expect(values.maximumDemandDelivered_W == 4_601)
    #expect(values.maximumDemandDeliveredTime == 1)
    #expect(values.maximumDemandReceived_W == 0)
    #expect(values.maximumDemandReceivedTime == nil)
    #expect(values.currentDayDelivered_Wh == 4)
    #expect(values.currentDayReceived_Wh == 2)
    #expect(values.previousDayDelivered_Wh == 1)
    #expect(values.previousDayReceived_Wh == 0)
    meter.ticked(
      at: Instant(nanoseconds: 10_000_000_000), utc: UTC(milliseconds: 946_684_807_000), &output)
    meter.saved(Self.outcome(output.saved[0].events.saves), at: .zero)
    #expect(meter.values.metering.readingSnapshotTime == 7)
    let safe = meter.confirmedRegisters.energyImport.wattHours
    #expect(meter.values.metering.currentSummationDelivered_Wh == UInt64(safe))
    #expect(safe > 5)
  }

  @Test("Before the first block the radio is told no figure, after it those of the block")
  func figures() throws {
    var meter = try restored()
    let before = meter.values
    #expect(before.electrical.rmsVoltage_mV == nil && before.metering.instantaneousDemand_W == nil)
    #expect(before.electrical.declaredVoltage_V == 230)
    var output = Gathered()
    meter.sampled(squareWave(1_000), &output)
    let values = meter.values.electrical
    #expect(values.rmsVoltage_mV == 200_000)
    #expect(values.rmsCurrent_mA == 1_000)
    #expect(values.activePower_W == 200)
    #expect(values.apparentPower_VA == 200)
    #expect(values.frequency_mHz == 50_000)
    #expect(values.powerFactor_percent == 100)
    #expect(meter.values.metering.instantaneousDemand_W == 200)
  }
}
