// SPDX-License-Identifier: Apache-2.0

import Foundation
import Ledger
import Meter
import Metrology
import Quantities
import Testing

/// Which register gets what of a load.
@Suite struct EnergyBookingTests {
  /// So many seconds of 200 V peak and a current at an angle, at 10,000 sets a second.
  static func sine(_ amperes: Double, _ degrees: Double, seconds: Int = 2) -> [SampleSet] {
    (0..<seconds * 10_000).map { index in
      let angle = 2 * Double.pi * (Double(index) + 0.5) / 200
      return SampleSet(
        voltage: Int32((2_000 * sin(angle)).rounded()),
        current: Int32((amperes * 1_000 * sin(angle - degrees * .pi / 180)).rounded()))
    }
  }

  @Test(
    "Reactive energy goes to the quadrant of its block and to no other",
    arguments: [(30, Quadrant.first), (150, .second), (210, .third), (330, .fourth)])
  func quadrants(_ degrees: Double, _ quadrant: Quadrant) throws {
    var meter = try restored()
    var output = Gathered()
    meter.sampled(Self.sine(10, degrees), &output)
    let registers = meter.registers
    for other in [Quadrant.first, .second, .third, .fourth] where other != quadrant {
      #expect(registers.reactive[other].value.raw == 0)
    }
    // 1,000 VA over the whole blocks: some 1.8 s of two.
    let varSeconds = Double(registers.reactive[quadrant].microvarHours) / 1e6 * 3600
    #expect(varSeconds > 0.85 * 1_000 && varSeconds < 1.01 * 1_000)
    let isExport = quadrant == .second || quadrant == .third
    #expect((registers.energyExport.microwattHours > 0) == isExport)
    #expect((registers.apparentExport.microvoltampereHours > 0) == isExport)
    #expect((registers.fundamentalActiveExport.microwattHours > 0) == isExport)
    #expect((registers.energyImport.microwattHours > 0) == !isExport)
  }

  @Test("Below the starting current nothing registers, its time is counted, and it is still shown")
  func noLoad() throws {
    var parameters = parameters()
    parameters.frontEnd.startingCurrent = Current(microamperes: 1_000_000)
    var meter = try restored(Registers(), parameters)
    var output = Gathered()
    meter.sampled(Self.sine(0.3, 0, seconds: 3), &output)
    let (isNoLoad, registers) = (meter.isNoLoad, meter.registers)
    #expect(isNoLoad && registers.energyImport.value.raw == 0)
    #expect(registers.noLoadSeconds == 2)
    let shown = meter.latest
    #expect(abs(try #require(shown).activePower.microwatts - 30_000_000) < 100_000)
    meter.sampled(Self.sine(3, 0, seconds: 3), from: 3_000_000_000, &output)
    let (isStill, later) = (meter.isNoLoad, meter.registers)
    #expect(!isStill && later.energyImport.microwattHours > 200_000)
  }

  @Test("Pulses are what registered energy is worth, a restart included")
  func pulses() throws {
    var parameters = parameters()
    parameters.testOutput.impulsesPerKilowattHour = 100_000
    // 0.995 of a pulse was registered before.
    let kept = Registers(energyImport: Energy(microwattHours: 9_950))
    var meter = try restored(kept, parameters)
    var output = Gathered()
    meter.sampled(Self.sine(10, 0), &output)
    // The open block is foreseen: with its end it is registered.
    meter.finished(at: Instant(nanoseconds: 2_000_000_000), &output)
    for milliseconds in stride(from: 0, through: 5_000, by: 10) as StrideThrough<UInt64> {
      meter.ticked(milliseconds: milliseconds, &output)
    }
    let (pulses, energy) = (meter.pulses, meter.registers.energyImport.microwattHours)
    // 10 Wh are a pulse.
    #expect(energy > 500_000 && pulses == UInt64(energy / 10_000))
  }
}
