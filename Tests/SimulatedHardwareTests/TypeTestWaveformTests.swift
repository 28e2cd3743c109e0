// SPDX-License-Identifier: Apache-2.0

import Foundation
import SimulatedHardware
import Testing

@Suite("Waveforms of type tests")
struct TypeTestWaveformTests {
  private let condition = LoadCondition(2, 230, 10)

  // 1 + 0.1 · 0.4; 1 ± Σ of the products; 1 + 0.02 · 0.1
  @Test("The power is that of the products of both harmonics")
  func power() {
    let drop = 0.038 * 0.30 + 0.024 * 0.18 + 0.017 * 0.14 + 0.010 * 0.09 + 0.008 * 0.05
    for (waveform, share) in [
      (SyntheticWaveform.fifthHarmonic(on: condition), 1.04),
      (.quadriform(on: condition), 1 - drop), (.peaked(on: condition), 1 - drop),
      (.highOrder(15, on: condition), 1.002), (.highOrder(37.5, on: condition), 1.002),
    ] {
      let truth = waveform.segments[0].truth
      #expect(abs(truth.activePower - 2300 * share) < 1e-9)
      #expect(abs(truth.fundamentalReactivePower) < 1e-9)
      #expect(abs(waveform.truth.activePower - 2300 * share) < 1e-9)
    }
    #expect(abs(1 - drop - 0.9806) < 1e-10)
  }

  @Test("The peaked current has all harmonics at its crest, the quadriform one alternates")
  func crest() {
    let peak = 10 * 2.0.squareRoot()
    let peaked = SyntheticWaveform.peaked(on: condition).current(at: 0.005)
    #expect(abs(peaked - peak * (1 + 0.30 + 0.18 + 0.14 + 0.09 + 0.05)) < 1e-9)
    let flat = SyntheticWaveform.quadriform(on: condition).current(at: 0.005)
    #expect(abs(flat - peak * (1 - 0.30 + 0.18 - 0.14 - 0.09 + 0.05)) < 1e-9)
  }

  // a lag by φ delays the current by φ/ω: harmonic 5 by 5φ
  @Test("A lag delays a distorted current as a whole", arguments: [60.0, 90, -30, 180])
  func lag(_ degrees: Double) {
    let late = SyntheticWaveform.fifthHarmonic(on: LoadCondition(2, 230, 10, lag: degrees))
    let plain = SyntheticWaveform.fifthHarmonic(on: condition)
    for index in 0..<50 {
      let time = 0.04 + Double(index) * 0.000_417
      let shifted = plain.current(at: time - degrees / 360 / 50)
      #expect(abs(late.current(at: time) - shifted) < 1e-9)
      #expect(late.voltage(at: time) == plain.voltage(at: time))
    }
    let truth = late.segments[0].truth
    let angle = degrees * .pi / 180
    #expect(abs(truth.activePower - 2300 * (cos(angle) + 0.04 * cos(5 * angle))) < 1e-9)
    #expect(abs(truth.fundamentalReactivePower - 2300 * sin(angle)) < 1e-9)
  }

  @Test("Both ways to fire at 90° share out a whole sinusoid, and mirror its reactive power")
  func quarters() {
    let late = SyntheticWaveform.fired(.phase90, on: condition)
    let early = SyntheticWaveform.fired(.firstAndThirdQuarter, on: condition)
    let whole = SyntheticWaveform.sine { $0.current = 10 }
    for index in 0..<100 {
      let time = (Double(index) + 0.5) * 0.000_2
      let sum = late.current(at: time) + early.current(at: time)
      #expect(abs(sum - whole.current(at: time)) < 1e-9)
    }
    let (first, second) = (late.segments[0].truth, early.segments[0].truth)
    #expect(first.fundamentalReactivePower == -second.fundamentalReactivePower)
    #expect(abs(first.fundamentalReactivePower - 2300 / .pi) < 1e-9)
    #expect(first.activePower == second.activePower)
  }
}
