// SPDX-License-Identifier: Apache-2.0

import HardwareInterface
import MeterBoard
import Metrology
import Quantities
import SimulatedHardware
import Testing

@Suite struct MetrologyLEDTests {
  /// The display keeps the main loop for 2.4 ms a step, and waits for nothing else. Unit:
  /// nanoseconds.
  static let latenessMax = 2_500_000.0
  /// Sixteen-fold amplified, 12 bits. Unit: fraction of the energy.
  static let energyError = 1e-4

  // One pulse is 3,600 J; the first set lies at the sampler's beginning, and the energy is that of
  // the waveform.
  @Test(
    "An edge lies at its energy's instant and the constant delay, whatever a run takes",
    arguments: [(60.0, 13_800.0), (10.0, 2_300.0), (1.3, 299.0)])
  func constantDelay(current: Double, watts: Double) throws {
    let parameters = TestOutputParameters()
    var lit = try ThreadedBoard(load(current))
    _ = try lit.board.start()
    let end = UInt64(max(6, 4 * 3_600 / watts) * 1e9)
    var steps = 0
    while lit.clock.now.nanoseconds < end {
      lit.board.step()
      steps += 1
      try #require(steps < 10_000)
    }
    let edges = lit.led.edges
    let rises = edges.filter { $0.level == .high }.map(\.at)
    #expect(rises.count >= 3)
    for (index, rise) in rises.enumerated() {
      let complete = Double(index + 1) * 3_600e9 / watts
      let late =
        Double(rise.since(ThreadedSampler.beginning)) - complete
        - Double(parameters.delayNanoseconds)
      #expect(late >= -complete * Self.energyError - Self.grain)
      #expect(late <= complete * Self.energyError + Self.grain + Self.latenessMax)
    }
    for (rise, fall) in zip(edges, edges.dropFirst()) where rise.level == .high {
      let width = fall.at.since(rise.at)
      #expect(width >= parameters.pulseNanoseconds)
      #expect(Double(width) <= Double(parameters.pulseNanoseconds) + Self.latenessMax)
    }
  }

  /// The first cycle, while the grid of half cycles is the nominal one. Unit: nanoseconds.
  static let grain = 200_000.0
}
