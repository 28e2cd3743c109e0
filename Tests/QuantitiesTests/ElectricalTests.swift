// SPDX-License-Identifier: Apache-2.0

import Quantities
import Testing

@Suite struct PowerFactorTests {
  @Test(
    "Active over apparent power, rounded to a millionth, clamped to one",
    arguments: [
      (1, 2, 500_000), (-1, 2, -500_000), (1, 3, 333_333), (2, 3, 666_667), (-2, 3, -666_667),
      (0, 5, 0), (5, 5, 1_000_000), (6, 5, 1_000_000), (-6, 5, -1_000_000),
      (Int64.max, Int64.max, 1_000_000), (Int64.min, Int64.max, -1_000_000),
      (Int64.max, 1, 1_000_000), (1, Int64.max, 0),
    ] as [(Int64, Int64, Int32)])
  func quotients(active: Int64, apparent: Int64, millionths: Int32) {
    let factor = PowerFactor(
      ActivePower(microwatts: active), over: ApparentPower(microvoltamperes: apparent))
    #expect(factor?.millionths == millionths)
  }

  @Test("Without apparent power there is no power factor", arguments: [Int64(0), -1, .min])
  func none(apparent: Int64) {
    let factor = PowerFactor(
      ActivePower(microwatts: 1), over: ApparentPower(microvoltamperes: apparent))
    #expect(factor == nil)
  }
}

@Suite struct EnergyTests {
  private func energy(_ whole: Int64, _ residual: UInt64 = 0) -> Energy {
    Energy(value: Q64_64(raw: Int128(whole) << 64 | Int128(residual)))
  }

  @Test("Nothing yet is zero in every part")
  func zero() {
    #expect(Energy.zero.microwattHours == 0)
    #expect(Energy.zero.residual == 0)
    #expect(Energy.zero.wattHours == 0)
  }

  @Test("What is not a whole microwatt-hour stays in the residual")
  func residual() {
    let almost = energy(41, .max)
    #expect(almost.microwattHours == 41)
    #expect(almost.residual == .max)
    let next = Energy(value: Q64_64(raw: almost.value.raw + 1))
    #expect(next.microwattHours == 42)
    #expect(next.residual == 0)
  }

  @Test(
    "Watt-hours are rounded down",
    arguments: [
      (0, 0), (999_999, 0), (1_000_000, 1), (1_999_999, 1), (Int64.max, 9_223_372_036_854),
    ] as [(Int64, Int64)])
  func wattHours(microwattHours: Int64, expected: Int64) {
    #expect(energy(microwattHours, .max).wattHours == expected)
  }
}

@Suite struct OtherEnergyTests {
  @Test("Reactive and apparent energy round down in their own units, and keep the residual")
  func units() {
    let reactive = ReactiveEnergy(value: Q64_64(raw: 1_999_999 << 64 | Int128(UInt64.max)))
    #expect(reactive.microvarHours == 1_999_999)
    #expect(reactive.varHours == 1)
    #expect(reactive.residual == .max)
    let apparent = ApparentEnergy(value: Q64_64(raw: 2_000_000 << 64 | 7))
    #expect(apparent.microvoltampereHours == 2_000_000)
    #expect(apparent.voltampereHours == 2)
    #expect(apparent.residual == 7)
    #expect(ReactiveEnergy.zero.value.raw == 0 && ApparentEnergy.zero.value.raw == 0)
  }

  @Test("A register takes no step down, and when full it stays full")
  func onlyGrows() {
    var energy = ReactiveEnergy(value: Q64_64(raw: 5))
    energy.add(Q64_64(raw: -3))
    #expect(energy.value.raw == 5)
    energy.add(Q64_64(raw: 3))
    #expect(energy.value.raw == 8)
    energy.add(Q64_64(raw: .max))
    #expect(energy.value.raw == .max)
    #expect(energy.microvarHours == .max)
  }
}

@Suite struct QuadrantTests {
  @Test(
    "The signs of active and reactive power make the quadrant; an axis belongs to import",
    arguments: [
      (1, 1, .first), (-1, 1, .second), (-1, -1, .third), (1, -1, .fourth),
      (0, 0, .first), (0, 1, .first), (0, -1, .fourth), (1, 0, .first), (-1, 0, .second),
      (.max, .min, .fourth), (.min, .max, .second),
    ] as [(Int64, Int64, Quadrant)])
  func signs(active: Int64, reactive: Int64, quadrant: Quadrant) {
    let found = Quadrant(ActivePower(microwatts: active), ReactivePower(microvars: reactive))
    #expect(found == quadrant)
  }
}

@Suite struct WaveShapeTests {
  @Test(
    "Distortion is the ratio in millionths, rounded to nearest, held at the largest",
    arguments: [
      (0, 5, 0), (3, 4, 750_000), (1, 3, 333_333), (2, 3, 666_667), (1, 2_000_000, 1),
      (1, 2_000_001, 0), (4_294_967_295, 1_000_000, 4_294_967_295),
      (4_294_967_296, 1_000_000, .max), (.max, 1, .max), (.max, .max, 1_000_000),
    ] as [(UInt64, UInt64, UInt32)])
  func distortion(harmonics: UInt64, fundamental: UInt64, millionths: UInt32) {
    let found = Distortion(harmonics: harmonics, over: fundamental)
    #expect(found?.millionths == millionths)
  }

  @Test(
    "A crest factor is the ratio in thousandths, rounded to nearest, held at the largest",
    arguments: [
      (325_269_119, 230_000_000, 1_414), (1, 1, 1_000), (3, 2, 1_500), (2, 3, 667),
      (65_535, 1_000, .max), (65_534, 1_000, 65_534),
      (65_536, 1_000, .max), (.max, 1, .max), (.max, .max, 1_000), (0, 1, 0),
    ] as [(UInt64, UInt64, UInt16)])
  func crest(peak: UInt64, rms: UInt64, thousandths: UInt16) {
    #expect(CrestFactor(peak: peak, over: rms)?.thousandths == thousandths)
  }

  @Test("Without a fundamental there is no distortion, without an RMS no crest factor")
  func none() {
    #expect(Distortion(harmonics: 1, over: 0) == nil)
    #expect(CrestFactor(peak: 1, over: 0) == nil)
  }
}

@Suite struct TimeTests {
  @Test("Time since a later instant is 0")
  func since() {
    let (early, late) = (Instant(nanoseconds: 5), Instant(nanoseconds: 9))
    #expect(late.since(early) == 4)
    #expect(early.since(late) == 0)
    #expect(late.since(late) == 0)
    #expect(Instant(nanoseconds: .max).since(.zero) == .max)
  }

  @Test("Earlier instants come first, and a millisecond is a million nanoseconds")
  func order() {
    #expect(Instant.zero < Instant(nanoseconds: 1))
    #expect(!(Instant(nanoseconds: 1) < Instant(nanoseconds: 1)))
    #expect(Instant(nanoseconds: 7).adding(milliseconds: 3).nanoseconds == 3_000_007)
  }

  @Test(
    "A block is 10 cycles at 50 Hz and 12 at 60 Hz",
    arguments: [(NominalFrequency.hertz50, 10), (.hertz60, 12)])
  func cycles(nominal: NominalFrequency, cycles: Int) {
    #expect(nominal.cyclesPerBlock == cycles)
  }
}
