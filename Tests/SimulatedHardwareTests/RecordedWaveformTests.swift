// SPDX-License-Identifier: Apache-2.0

import Foundation
import SimulatedHardware
import Testing

@Suite("Recorded waveforms")
struct RecordedWaveformTests {
  private func sine(
    _ interpolation: RecordedWaveform.Interpolation, isLooped: Bool = false
  ) throws -> RecordedWaveform {
    let voltages = (0..<400).map { 325 * sin(2 * Double.pi * 50 * Double($0) / 4000) }
    return try #require(
      RecordedWaveform(
        samples: (voltages, voltages.map { $0 / 46 }), rateHertz: 4000, isLooped: isLooped,
        interpolation: interpolation))
  }

  @Test("At a sample's time it has the sample's value", arguments: [0, 1, 57, 399])
  func onSamples(_ index: Int) throws {
    let expected = 325 * sin(2 * Double.pi * 50 * Double(index) / 4000)
    for interpolation in [RecordedWaveform.Interpolation.linear, .cubic] {
      let waveform = try sine(interpolation)
      let time = Double(index) / 4000
      #expect(abs(waveform.voltage(at: time) - expected) < 1e-6)
      #expect(abs(waveform.current(at: time) - expected / 46) < 1e-7)
    }
  }

  // ωT = 2π · 50 / 4000 = 0.0785: (ωT)²/8 = 7.7e-4 and 3(ωT)⁴/128 = 8.9e-7 of the peak.
  @Test("Between samples a sine is off by no more than theory says")
  func betweenSamples() throws {
    for (interpolation, bound) in [(RecordedWaveform.Interpolation.linear, 7.8e-4), (.cubic, 9e-7)]
    {
      let waveform = try sine(interpolation)
      var worst = 0.0
      for index in 4000..<8000 {
        let time = Double(index) / 87_654
        let expected = 325 * sin(2 * Double.pi * 50 * time)
        worst = max(worst, abs(waveform.voltage(at: time) - expected) / 325)
      }
      #expect(worst < bound)
      #expect(worst > bound / 3)
    }
  }

  @Test("After its end there is nothing, unless it is looped")
  func ends() throws {
    let once = try sine(.cubic)
    #expect(once.durationSeconds == 0.1)
    #expect(once.voltage(at: 0.105) == 0)
    #expect(once.voltage(at: -0.005) == 0)
    let looped = try sine(.cubic, isLooped: true)
    #expect(looped.durationSeconds == nil)
    #expect(abs(looped.voltage(at: 0.105) - 325) < 1e-3)
    #expect(abs(looped.voltage(at: -0.005) + 325) < 1e-3)
    #expect(abs(looped.voltage(at: 0.09999) - 325 * sin(2 * Double.pi * 4.9995)) < 1e-3)
  }

  @Test("No samples, unequal counts or no rate make no waveform")
  func refuses() {
    #expect(RecordedWaveform(samples: ([], []), rateHertz: 1) == nil)
    #expect(RecordedWaveform(samples: ([1], [1, 2]), rateHertz: 1) == nil)
    #expect(RecordedWaveform(samples: ([1], [1]), rateHertz: 0) == nil)
    #expect(RecordedWaveform(samples: ([1], [1]), rateHertz: .nan) == nil)
  }

  @Test("One sample alone is a constant")
  func oneSample() throws {
    let waveform = try #require(
      RecordedWaveform(samples: ([7], [1]), rateHertz: 2, isLooped: true))
    #expect(abs(waveform.voltage(at: 12.3) - 7) < 1e-12)
  }
}
