// SPDX-License-Identifier: Apache-2.0

import SimulatedHardware
import Testing

@Suite("Samples of a waveform in one call")
struct SampleFillTests {
  // 6,000 samples of 135.0027 µs, from just before a piece's edge on.
  static let times = SampleTimes(firstNanoseconds: 9_990_000, stepNanoseconds: 135_002.7)

  @Test(
    "They are those asked for one by one, within 10⁻⁹ of 325 V and 85 A",
    arguments: SyntheticWaveform.cases)
  func samples(_ row: WaveformCase) {
    let waveform = row.make()
    for quantity in [TerminalQuantity.voltage, .current] {
      var values = [Double](repeating: .nan, count: 6000)
      var span = values.mutableSpan
      waveform.fill(&span, with: quantity, at: Self.times)
      var worst = 0.0
      for (index, value) in values.enumerated() {
        let seconds = Self.times[index]
        let alone =
          quantity == .voltage ? waveform.voltage(at: seconds) : waveform.current(at: seconds)
        // a value that is no number counts as infinitely wrong
        worst = max(worst, value.isNaN ? .infinity : abs(value - alone))
      }
      #expect(worst < 1e-9 * 325)
    }
  }

  @Test("Samples on the very edges of pieces belong to the piece that begins there")
  func edges() {
    // quarters of a cycle begin at whole multiples of 5 ms
    let waveform = SyntheticWaveform.fired(.firstAndThirdQuarter, on: LoadCondition(1, 230, 5))
    let times = SampleTimes(firstNanoseconds: 0, stepNanoseconds: 5_000_000)
    var values = [Double](repeating: .nan, count: 8)
    var span = values.mutableSpan
    waveform.fill(&span, with: .current, at: times)
    // sin 0 conducts, the crest begins the open quarter
    #expect(values.map { abs($0) < 1e-12 } == [Bool](repeating: true, count: 8))
    let inverse = SyntheticWaveform.fired(.phase90, on: LoadCondition(1, 230, 5))
    span = values.mutableSpan
    inverse.fill(&span, with: .current, at: times)
    let peak = 5 * 2.0.squareRoot()
    for (value, expected) in zip(values, [0, peak, 0, -peak, 0, peak, 0, -peak]) {
      #expect(abs(value - expected) < 1e-12)
    }
  }

  @Test("No samples are none")
  func empty() {
    var values: [Double] = []
    var span = values.mutableSpan
    SyntheticWaveform.sine { _ in }.fill(&span, with: .voltage, at: Self.times)
    #expect(values.isEmpty)
  }
}
