// SPDX-License-Identifier: Apache-2.0

import Foundation
import Quantities
import SimulatedHardware
import Testing

@Suite("Current transformer")
struct CurrentTransformerTests {
  private var transformer: CurrentTransformer {
    var transformer = CurrentTransformer()
    transformer.leadDegrees = 0.5
    transformer.lowCurrentLeadDegrees = 2
    transformer.lowCurrentRatioError = -0.04
    transformer.kneeAmperes = 2
    return transformer
  }

  @Test(
    "Its errors fall with the current: to half at the knee",
    arguments: [(0.0, 2.5, -0.04), (2, 1.5, -0.02), (6, 1, -0.01), (1e12, 0.5, 0)])
  func curve(_ row: (amperes: Double, degrees: Double, ratio: Double)) {
    #expect(abs(transformer.leadRadians(at: row.amperes) - row.degrees * .pi / 180) < 1e-9)
    #expect(abs(transformer.ratioError(at: row.amperes) - row.ratio) < 1e-9)
  }

  // P = U · I · (1 + ε) · cos(60° - lead) over whole cycles, condition by condition
  @Test("A load behind it has the power of its errors", arguments: [0.0, 60, -37, 180])
  func power(_ lag: Double) {
    let loads = [LoadCondition(1, 230, 2, lag: lag), LoadCondition(1, 230, 6, lag: lag)]
    let secondary = SyntheticWaveform.conditions(loads).seen(through: transformer)
    let first = secondary.integrals(to: 1).power
    let both = secondary.integrals(to: 2).power
    let cosine = { (lead: Double) in cos((lag - lead) * .pi / 180) }
    #expect(abs(first - 460 * 0.98 * cosine(1.5)) < 1e-8)
    #expect(abs(both - first - 1380 * 0.99 * cosine(1)) < 1e-8)
    #expect(secondary.segments[0].truth.current == 2)
  }

  @Test("Harmonic h leads by one h-th, and a direct part passes")
  func harmonics() {
    let load = SyntheticWaveform.fifthHarmonic(on: LoadCondition(1, 230, 6))
    let amperes = 6 * 1.16.squareRoot()
    let lead = transformer.leadRadians(at: amperes)
    let power = load.seen(through: transformer).integrals(to: 1).power
    let expected = 1380 * (cos(lead) + 0.04 * cos(lead / 5))
    #expect(abs(power - expected * (1 + transformer.ratioError(at: amperes))) < 1e-8)
  }

  @Test("It acts on the board's currents alone")
  func board() throws {
    var board = SimulatedBoard(.referenceBoard)
    let load = SyntheticWaveform.sine { $0.current = 4 }
    let ideal = try BoardRun(load, board).sets(1365)
    board.transformer.lowCurrentRatioError = -0.5
    board.transformer.kneeAmperes = 1e12
    let halved = try BoardRun(load, board).sets(1365)
    for (set, other) in zip(ideal, halved) {
      #expect(set.voltage == other.voltage)
      #expect(abs(Double(set.currentAmplified) / 2 - Double(other.currentAmplified)) <= 0.76)
    }
  }
}
